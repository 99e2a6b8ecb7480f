"""The page that explains the interface: complete, bilingual, nothing inline."""

import re

import pytest
from django.test import Client

from qianqiao.api.v1 import api
from tests.api.conftest import Get

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_names_every_operation_and_error(client: Client, language: str) -> None:
    page = client.get("/api/v1/docs", headers={"accept-language": language}).content.decode()
    for path in api.get_openapi_schema()["paths"]:
        assert f"<code>{path}</code>" in page
    assert 'id="problem-gone"' in page
    assert ("List experts" in page) == (language == "en")
    assert ("申请号" in page) == (language == "zh-hans")


def test_nothing_inline(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert not re.search(r"<script(?![^>]*src=)|<style| style=| on\w+=\"", page)


def test_the_type_of_every_problem_leads_to_its_place_on_the_page(client: Client, get: Get) -> None:
    problem = get("/offers/A2026-999999").data
    anchor = problem["type"].partition("#")[2]
    assert f'id="{anchor}"' in client.get("/api/v1/docs").content.decode()
