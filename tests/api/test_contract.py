"""The OpenAPI document, its examples, the root and the code tables."""

from typing import Any

import pytest

from qianqiao.api import case_examples, examples
from qianqiao.api.schemas import case_inputs, cases
from qianqiao.api.schemas import records as shapes
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(examples.BY_NAME))
def test_examples_fit_their_shapes(name: str) -> None:
    example: dict[str, Any] = examples.BY_NAME[name]
    shape = getattr(shapes, name)
    assert shape.model_validate(example).model_dump(mode="json").keys() == example.keys()


@pytest.mark.parametrize("name", sorted(case_examples.ANSWERS))
def test_examples_of_cases_fit_their_shapes(name: str) -> None:
    example = case_examples.ANSWERS[name]
    told = getattr(cases, name).model_validate(example).model_dump(mode="json")
    assert told == example


@pytest.mark.parametrize("name", sorted(case_examples.BODIES))
def test_examples_of_bodies_are_taken(name: str) -> None:
    example = case_examples.BODIES[name]
    taken = getattr(case_inputs, name).model_validate(example)
    assert taken.model_dump(mode="json", exclude_unset=True) == example


def test_what_takes_a_key_says_so_and_every_write_is_done_once(get: Get) -> None:
    document = get("/openapi.json").data
    shapes_of = document["components"]["schemas"]
    writes = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            keyed = "/cases" in path
            assert bool(operation.get("security")) is keyed, path
            named = {one["name"] for one in operation.get("parameters", ())}
            assert ("Idempotency-Key" in named) is (method == "post") is ("requestBody" in operation), path
            assert keyed or method == "get", path
            assert not keyed or "401" in operation["responses"], path
            if method == "post":
                body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                shape = shapes_of[body.rpartition("/")[2]]
                assert shape["examples"], body
                assert shape["additionalProperties"] is False
                assert all(one.get("description") for one in shape["properties"].values()), body
                writes += 1
    assert writes == len(case_inputs.STEPS) + 8


def test_the_openapi_document_describes_every_field_and_parameter(get: Get) -> None:
    document = get("/openapi.json").data
    assert document["info"]["version"] == "1"
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"]
            named = [p for p in operation.get("parameters", ()) if p["in"] == "query"]
            assert all(p.get("description") or p["schema"].get("description") for p in named), path
    patent = document["components"]["schemas"]["Patent"]
    assert patent["examples"][0]["number"].startswith("P")
    assert patent["properties"]["application_number"]["x-label-zh"] == "申请号"


def test_the_root_leads_everywhere(get: Get) -> None:
    told = get("/").data
    for name, address in told["collections"].items():
        path = address.removeprefix("http://127.0.0.1:8000/api/v1")
        assert get(path).status_code in {200, 503}, name


def test_code_tables_in_both_languages(get: Get) -> None:
    tables = [item["table"] for item in get("/reference").data["items"]]
    assert {"fields", "regions", "industries", "modes"} <= set(tables)
    fields = get("/reference/fields").data["items"]
    assert len(fields) == 16
    assert fields[0]["name"] == "先进制造"
    assert fields[0]["name_en"] == "Advanced manufacturing"
    cities = get("/reference/regions", level="city", parent="330000").data["items"]
    assert "330200" in {item["code"] for item in cities}
