"""The reading room: an archive in the browser, and as JSON for programs; `archive serve` opens it.

Pages are made here and work without scripts. Nothing in this package writes to the archive, and nothing that
it answers tells a path of the machine it runs on.
"""
