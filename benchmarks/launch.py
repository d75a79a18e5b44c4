"""Runs one command and writes what it used: `python -S launch.py REPORT COMMAND…`.

A process of its own, and a small one: the system counts the memory of whoever starts a program among
the program's own peak.
"""

import os
import sys
import time

if __name__ == "__main__":
    report, *command = sys.argv[1:]
    began = time.perf_counter()
    _, status, used = os.wait4(os.posix_spawnp(command[0], command, dict(os.environ)), 0)
    wall = time.perf_counter() - began
    unit = 2**20 if sys.platform == "darwin" else 2**10
    with open(report, "w", encoding="ascii") as file:
        print(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / unit, file=file)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
