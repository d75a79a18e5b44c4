"""The tests, and what must be said before any of them loads a library.

Two processes of tests run side by side. A matrix library that spreads each small product over all of the
processors, as it does unless told otherwise, then waits for its own threads: the vectors of a text took
thirty times as long. The command line says the same, but the first tests load the library without it.
"""

import os
import sys

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
TOO_LATE = "numpy" in sys.modules and not any(name in os.environ for name in THREADS)
for _variable in THREADS:
    os.environ.setdefault(_variable, "1")
