"""`python -m tests.browser.unready FOLDER`: the room of an archive, whose index is left as it is."""

import sys

import archive
from archive.room.server import serve

if __name__ == "__main__":
    with archive.open(sys.argv[1], run=archive.Run(bring_up=False)) as found:
        serve(found, host="127.0.0.1", port=0, names=(), ready=lambda address: print(address, flush=True))
