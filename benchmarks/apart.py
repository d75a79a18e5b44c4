"""One function of one module, called in this process: `python -m benchmarks.apart MODULE:FUNCTION`.

Reads its arguments as a JSON object on standard input; the last line of output is its result as JSON.
"""

from __future__ import annotations

import importlib
import json
import sys

if __name__ == "__main__":
    module, name = sys.argv[1].split(":")
    result = getattr(importlib.import_module(module), name)(**json.load(sys.stdin))
    print(json.dumps(result))
