"""The interface for programs answers as its own description says, whatever is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.browser.rooms import Room

if TYPE_CHECKING:
    from schemathesis import Case

pytestmark = pytest.mark.browser

_EXAMPLES = 25  # of each address


def test_every_answer_is_as_described(room: Room) -> None:
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis.checks import CHECKS, load_all_checks

    load_all_checks()
    # What a query may be is more than a schema can say: one that cannot be read is a problem (400).
    left_out: list[Any] = [CHECKS.get_one("positive_data_acceptance")]
    api = schemathesis.openapi.from_url(f"{room.base}/api/openapi.json")
    seen = set()
    for operation in api.get_all_operations():

        @settings(
            max_examples=_EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.ok().as_strategy())
        def answered(case: Case[Any]) -> None:
            case.call_and_validate(excluded_checks=left_out)
            seen.add(case.operation.label)

        answered()
    assert {"GET /api/search", "GET /api/documents/{id}", "GET /api/entities"} <= seen
