"""What installed packages add to this program: readers, languages, by entry points."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TypeVar

from archive.errors import BrokenExtension

Kind = TypeVar("Kind")


@cache
def installed(group: str, kind: type[Kind]) -> tuple[Kind, ...]:
    """What the entry points of `group` lead to, by their names in order. Raises BrokenExtension."""
    if not _announced(f"[{group}]".encode()):
        return ()
    import logging  # not for every search, which comes by here
    from importlib.metadata import entry_points

    log = logging.getLogger(__name__)
    noun = kind.__name__.lower()
    found = []
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        package = point.dist.name if point.dist else "?"
        try:
            extension = point.load()
        except (ImportError, AttributeError, SyntaxError) as error:
            raise BrokenExtension(
                f'The {noun} "{point.name}" of the package {package} cannot be loaded ({error}).'
                " Update the package or uninstall it."
            ) from error
        if not isinstance(extension, kind):
            raise BrokenExtension(
                f'The entry point "{point.name}" of the package {package} is not a {kind.__name__}'
                f" ({point.value}). Update the package or uninstall it."
            )
        log.info("%s %s, from the package %s", noun, point.name, package)
        found.append(extension)
    return tuple(found)


def _announced(head: bytes) -> bool:
    """Whether any package may have entry points under `head`.

    `importlib.metadata` takes a tenth of a second to load and to read them all, which is longer than a
    search; so it is asked only where the files say that there is something, or cannot be looked at here.
    """
    for folder in map(os.fspath, sys.path):
        try:
            names = os.listdir(folder or ".")
        except NotADirectoryError:  # a zip of modules
            return True
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                        if head in file.read():
                            return True
                except OSError:
                    continue
    return False
