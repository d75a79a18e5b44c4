"""Property tests draw the same cases in every run and are not bound by the clock of a busy machine.

`make fuzz` is the run that looks for new cases. Other settings: `pytest --hypothesis-profile=default`.
"""

import os
import shutil
import tempfile

import pytest
from hypothesis import settings

from tests.sample import SHARED

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


def pytest_configure(config: pytest.Config) -> None:
    """Makes the folder of what is made once for all processes of a run; they inherit its name."""
    if not hasattr(config, "workerinput"):  # which a process of pytest-xdist has
        os.environ[SHARED] = tempfile.mkdtemp(prefix="archive-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)
