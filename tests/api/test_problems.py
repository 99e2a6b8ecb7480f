"""Errors say what is wrong and how to mend it, in the reader's language."""

import pytest
from django.test import Client

from tests.api.conftest import Get

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/offers/A2026-999999", 404, "not_found"),
        ("/offers/X2026-000001", 404, "not_found"),
        ("/nothing/here", 404, "not_found"),
        ("/reference/nothing", 404, "not_found"),
        ("/offers?trl_min=12", 422, "invalid_parameters"),
        ("/offers?field=alchemy", 422, "invalid_parameters"),
        ("/offers?region=999999", 422, "invalid_parameters"),
        ("/offers?feild=new_materials", 422, "invalid_parameters"),
        ("/offers?cursor=rubbish", 422, "invalid_parameters"),
        ("/offers?cursor=WyIyMDI2LTExLTIzIiwgIkEiXQ", 422, "invalid_parameters"),
        ("/offers?limit=1000", 422, "invalid_parameters"),
        ("/organisations/O2026-999999", 404, "not_found"),
    ],
)
def test_every_error_is_a_problem_document(client: Client, path: str, status: int, code: str) -> None:
    answer = client.get(f"/api/v1{path}", headers={"accept-language": "en"})
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    told = answer.json()
    assert told["code"] == code
    assert told["detail"]
    assert told["how"]
    assert told["status"] == status


def test_the_wrong_parameter_is_named_with_the_codes_that_exist(get: Get) -> None:
    told = get("/offers", mode="gift").data
    assert told["errors"][0]["parameter"] == "mode"
    assert "licence" in told["errors"][0]["reason"]


def test_errors_in_chinese(client: Client) -> None:
    told = client.get("/api/v1/offers/A2026-999999?lang=zh").json()
    assert "A2026-999999" in told["detail"]
    assert told["title"] != "Not found"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_interface_only_reads(client: Client, method: str) -> None:
    answer = getattr(client, method)("/api/v1/offers")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert answer.json()["code"] == "method_not_allowed"
