"""Whatever is sent to the API: never a 5xx, never an answer that its description does not know."""

import re
from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core import NOT_SET
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.models import ApiKey
from orders.intake.reference import forget_reference
from tests.fuzz.api_house import APPLICATION, ApiHouse, open_api_house, undone

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("default")]
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
URL = "/api/v1/openapi.json"


@pytest.fixture
def house(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    # A request of a server gives its connection back; these share one with the test, as the test client's do.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield open_api_house()
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
    forget_reference()


@pytest.fixture
def operations(house) -> list[Any]:
    schema = schemathesis.openapi.from_wsgi(URL, APPLICATION)
    # Words drawn from our own modules change as modules are loaded, and a long run then contradicts itself.
    schema.config.analysis.constants.enabled = False
    return [result.ok() for result in schema.get_all_operations()]


def run(operation: Any, mode: GenerationMode, examples: int, house: ApiHouse, seen: Counter[tuple[str, int]]) -> None:
    """Try one operation; half of the tries lead to something that exists."""
    checks = [*CHECKS, negative_data_rejection] if mode == GenerationMode.NEGATIVE else CHECKS
    real = st.booleans() if mode == GenerationMode.POSITIVE else st.just(False)

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=examples < 50,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), is_real=real, number=st.sampled_from(house.numbers))
    def try_it(case: Any, is_real: bool, number: str) -> None:
        if is_real:
            lead_somewhere(case, house, number)
        with undone():
            response = case.call(headers=house.headers)
            seen[operation.definition.raw["operationId"], response.status_code] += 1
            case.validate_response(response, checks=CHECKS if cannot_be_said(case) else checks)

    try_it()


def cannot_be_said(case: Any) -> bool:
    """What is wrong with it gets lost on the way: a query string has no types and no empty lists.

    ``sku=true`` is a list of one text, and a parameter that is an empty list is not sent at all.
    """
    query = case.query or {}
    skus = query.get("sku", {})
    is_text = not any(isinstance(one, list | dict) for one in (skus if isinstance(skus, list) else [skus]))
    return is_text or any(value in ([], {}) for value in query.values())


def lead_somewhere(case: Any, house: ApiHouse, number: str) -> None:
    """Name orders, SKUs and methods that there are, so that the deeper refusals and the answers are seen too."""
    for name, value in (("number", number), ("token", house.token)):
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = value
    if "sku" in (case.query or {}):
        case.query["sku"] = ["SKU-1", "SKU-2"]
    if isinstance(case.body, dict):
        for line in case.body.get("lines") or []:
            if isinstance(line, dict) and "sku" in line:
                line["sku"] = "SKU-1"
        case.body.pop("expected_version", None)
        case.body.pop("voucher_codes", None)
        if "shipping_method" in case.body:
            case.body["shipping_method"] = "standard"


def test_no_answer_is_a_crash_or_unknown_to_the_description(house, operations, form):
    examples, seen = (500 if form.is_long else 12), Counter()

    for operation in operations:
        run(operation, GenerationMode.POSITIVE, examples, house, seen)
        run(operation, GenerationMode.NEGATIVE, examples // 3, house, seen)

    for (name, status), count in sorted(seen.items()):
        print(f"{name:28} {status}  {count}")
    assert {name for name, _ in seen} == {one.definition.raw["operationId"] for one in operations}
    assert {status for _, status in seen} >= {200, 404, 409, 422}


def answer_to_its_example(operation: Any, headers: dict[str, str]) -> Any:
    """The operation, asked as its own documentation shows it; the answer conforms to it."""
    path = {**dict.fromkeys(re.findall(r"{(\w+)}", operation.path), "x"), "act": "approve"}
    case = operation.Case(
        path_parameters=path, query={"sku": "MUG-BLUE"},
        headers={"Idempotency-Key": "k"}, body=example_of(operation) or NOT_SET, media_type="application/json",
    )  # fmt: skip
    response = case.call(headers=headers)
    case.validate_response(response, checks=CHECKS)
    return response


def example_of(operation: Any) -> dict[str, Any] | None:
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    if not content:
        return None
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return operation.schema.raw_schema["components"]["schemas"][name]["example"]


def test_without_a_living_key_every_operation_answers_401(operations):
    statuses = {one.label: answer_to_its_example(one, {"Authorization": "Bearer no.key"}) for one in operations}

    assert {label: answer.status_code for label, answer in statuses.items() if answer.status_code != 401} == {}


def test_without_its_scope_every_operation_answers_403(house, operations):
    ApiKey.objects.update(scopes=[])

    statuses = {one.label: answer_to_its_example(one, house.headers) for one in operations}

    assert {label: answer.status_code for label, answer in statuses.items() if answer.status_code != 403} == {}


def test_the_description_is_complete(operations):
    for operation in operations:
        raw = operation.definition.raw
        assert all(raw[name] for name in ("operationId", "summary", "description")), operation.label
        refusals = {status: answer for status, answer in raw["responses"].items() if int(status) >= 400}
        assert {"400", "401", "403", "422", "429", "503"} <= {str(status) for status in refusals}
        for status, answer in refusals.items():
            assert answer["content"]["application/problem+json"]["example"]["status"] == int(status)
