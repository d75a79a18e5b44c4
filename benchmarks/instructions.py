"""A clock of the instructions that this thread ran, by the processor's own counter.

Linux alone, on a processor whose counters may be read: many virtual machines have none.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from typing import Final

from benchmarks.measure import Clock

# perf_event_open(2): its number, what is asked for, and what is left out (bits 5 and 6: kernel, hypervisor).
_CALL: Final = {"x86_64": 298, "aarch64": 241}
_ATTRIBUTES: Final = "=IIQQQQQ16x"
_OWN: Final = 0b1100000
INSTRUCTIONS: Final = (0, 1)  # kind and number of an event
NANOSECONDS: Final = (1, 1)  # of the thread on a processor, which the system counts itself


def counter(event: tuple[int, int] = INSTRUCTIONS) -> Clock:
    """What counts an event from now on. Raises OSError where it cannot be counted."""
    number = _CALL.get(platform.machine())
    if platform.system() != "Linux" or number is None:
        raise OSError("no counters are read on this system")
    kind, which = event
    asked = struct.pack(_ATTRIBUTES, kind, struct.calcsize(_ATTRIBUTES), which, 0, 0, 0, _OWN)
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.syscall(number, ctypes.create_string_buffer(asked, len(asked)), 0, -1, -1, 0)
    if handle < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return lambda: float(struct.unpack("=Q", os.read(handle, 8))[0])
