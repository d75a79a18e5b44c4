"""What answers in a process of its own in `test_apart`: it does what it is asked to."""

from __future__ import annotations

import json
import os
import sys

from archive.ingest.apart import bound_memory, bound_time


def main() -> None:
    bound_memory(300_000_000)
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        data = sys.stdin.buffer.read(asked["size"])
        said: dict[str, object] = {"size": len(data), "process": os.getpid()}
        print(json.dumps({"begun": "page", "number": 7}), flush=True)
        match asked["do"]:
            case "die":
                os.abort()
            case "run on":
                bound_time(0.2)
                while True:
                    pass
            case "be silent":
                sys.stdin.buffer.readline()
            case "eat":
                try:
                    said["eaten"] = len(bytearray(2_000_000_000))
                except MemoryError:
                    said["eaten"] = 0
            case "fault":
                said = {"fault": "Traceback (most recent call last):\nKeyError: 'a mistake'"}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
