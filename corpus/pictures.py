"""The pictures of the reading room in the README: the sample's archive, in Chromium.

`python -m corpus.pictures` after `make demo`; it needs a Chromium of the system's packages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.answers import ROOT, rows
from corpus.demo import ARCHIVE, FRENCH, PAIR, archive, pair_to_show

PICTURES = ROOT.parent / "docs" / "pictures"
WIDE, HIGH = 1180, 720  # CSS pixels


def main() -> None:
    """Writes the pictures."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    if not (ROOT.parent / ARCHIVE).is_dir():
        sys.exit(f"There is no {ARCHIVE}: run make demo first.")
    paired = pair_to_show(rows(archive("pairs", "--format", "jsonl")))
    shown = {"search": f"/search?q={FRENCH}&ui=en", "parallel": f"/d/{paired}/parallel?ui=en"}
    PICTURES.mkdir(exist_ok=True)
    with _room() as base, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme="light")
        for name, address in shown.items():
            page.goto(base + address)
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    print(f"Written to docs/pictures for {PAIR!r} and {FRENCH!r}: {', '.join(f'{n}.png' for n in shown)}")


@contextmanager
def _room() -> Iterator[str]:
    """The room of the sample's archive on a free port; its address."""
    asked = [sys.executable, "-m", "archive.cli", "--archive", ARCHIVE, "serve", "--port", "0"]
    with subprocess.Popen(asked, cwd=ROOT.parent, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        try:
            yield serving.stdout.readline().split()[2].rstrip("/")
        finally:
            serving.terminate()


if __name__ == "__main__":
    main()
