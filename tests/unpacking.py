"""Archives of earlier versions that tests open."""

from __future__ import annotations

import tarfile
from pathlib import Path


def unpacked(tar: Path, folder: Path) -> Path:
    """The folder, with the files of a tar in it. (`extractall` takes `filter` from Python 3.11.4 on.)"""
    with tarfile.open(tar) as box:
        for member in box:
            if (file := box.extractfile(member)) is not None:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.read())
    return folder
