"""The search engines whose packages are installed; tests of the others skip with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

import pytest

PACKAGES = {"tantivy": "tantivy"}


def reason(scheme: str) -> str:
    """What is missing for an engine, "" for nothing."""
    package = PACKAGES.get(scheme)
    if package is None or find_spec(package) is not None:
        return ""
    return f"the package {package} is not installed (archive[{scheme}])"


def marked(schemes: Iterable[str]) -> list[Any]:
    """Engines as parameters of tests."""
    return [
        pytest.param(one, marks=pytest.mark.skipif(bool(reason(one)), reason=reason(one)))
        for one in sorted(schemes)
    ]
