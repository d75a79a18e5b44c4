"""The reading room: an archive in the browser, and as JSON for programs; `archive serve` opens it.

Pages are made here and work without scripts. Only what archivists send by forms writes to the archive, and
nothing that is answered tells a path of the machine it runs on.
"""
