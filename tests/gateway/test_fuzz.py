"""A short look with schemathesis at every route for programs; the long one is ``make fuzz``."""

import re
import warnings
from typing import Any

import pytest

from tests.gateway.fuzz import LEFT_OUT, PROGRAMS
from tests.inside import Inside

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
NOT_HERE = {"voice.missing"}  # says rightly that this machine lacks a program


@pytest.mark.filterwarnings("ignore")
def test_every_route_answers_as_it_is_described(box: Inside) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", box.appliance.app)
    # The caller inside this process does not unpack.
    key = box.facts["api_key"]
    headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
    asked: set[str] = set()

    for found in schema.get_all_operations():
        operation = found.ok()
        if not re.search(PROGRAMS, operation.path) or re.search(LEFT_OUT, operation.path):
            continue

        @seed(1)
        @settings(
            max_examples=1, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def once(case: Any) -> None:
            response = case.call(headers=headers)
            is_missing = response.status_code == 503 and response.json()["code"] in NOT_HERE
            case.validate_response(response, checks=CHECKS[is_missing:])
            asked.add(f"{case.method} {case.path}")

        once()
    assert len(asked) > 180
