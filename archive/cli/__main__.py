"""`python -m archive.cli` is the command `archive`."""

from archive.cli import main

main()
