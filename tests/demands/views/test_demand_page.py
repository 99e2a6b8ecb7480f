"""The page of a demand: what confidentiality lets whom see."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qianqiao.demands.models import Demand
from qianqiao.organisations.models import User
from tests.factories import records

pytestmark = pytest.mark.django_db

SECRET = "半固态浆料流变压铸专有参数"
WITHHELD = {
    "problem": f"我们的{SECRET}外泄会失去优势，希望找到在线检测壳体内部气孔的办法，节拍六秒以内。",
    "problem_en": "SECRETWORD problem in English, long enough to be published and matched by people.",
    "existing": f"已试过{SECRET}，效果不好。",
    "ip_requirement": f"{SECRET}归我方所有",
    "contact": "张示例 secret@example.com",
    "indicators": [{"name": SECRET, "comparison": "ge", "value": "0.5", "unit": "mm"}],
    "public_summary": "压铸件内部缺陷检测需求。",
    "public_summary_en": "Inspection of castings.",
}


@pytest.fixture(autouse=True)
def _language() -> Any:
    with translation.override("zh-hans"):
        yield


def seen_by(client: Client, demand: Demand, user: User | None = None) -> str:
    client.logout()
    if user is not None:
        client.force_login(user)
    pages = []
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        pages.append(client.get(f"/demands/{demand.number}").content.decode())
    return "\n".join(pages)


def test_a_public_demand_is_told_whole(client: Client) -> None:
    demand = records.demand(**{**WITHHELD, "confidentiality": "public", "budget_min": "500000"})
    html = seen_by(client, demand)
    assert SECRET in html
    assert "≥ 0.5 mm" in html
    assert "¥50万–¥80万" in html
    assert demand.organisation.name in html


def test_a_summary_public_demand_keeps_its_text(client: Client) -> None:
    demand = records.demand(**{**WITHHELD, "confidentiality": "summary_public"})
    html = seen_by(client, demand)
    assert SECRET not in html
    assert "SECRETWORD" not in html
    assert "secret@example.com" not in html
    assert demand.title in html
    assert "压铸件内部缺陷检测需求。" in html


def test_a_sealed_demand_tells_its_summary_alone(client: Client) -> None:
    owner = records.organisation("enterprise")
    demand = records.demand(owner, **{**WITHHELD, "confidentiality": "sealed", "region": "330281"})
    stranger, _ = records.person(records.organisation("enterprise"))
    own, _ = records.person(owner)
    for reader in (None, stranger):
        html = seen_by(client, demand, reader)
        for word in (
            SECRET,
            "SECRETWORD",
            demand.title,
            demand.title_en,
            owner.name,
            owner.name_en,
            "secret@example.com",
            "余姚",
            "80万",
        ):
            assert word not in html
        assert "压铸件内部缺陷检测需求。" in html
    assert SECRET in seen_by(client, demand, own)


def test_a_foreign_draft_is_unknown(client: Client) -> None:
    demand = records.demand(publish=False)
    assert client.get(f"/demands/{demand.number}").status_code == 404


def test_other_spellings_are_redirected(client: Client) -> None:
    demand = records.demand()
    response = client.get(f"/demands/{demand.number.lower()}/")
    assert (response.status_code, response["Location"]) == (301, f"/demands/{demand.number}")


def test_query_count(client: Client, django_assert_max_num_queries: Any) -> None:
    demand = records.demand()
    client.get(f"/demands/{demand.number}")
    with django_assert_max_num_queries(6):
        client.get(f"/demands/{demand.number}")


def test_an_organisation_has_a_page(client: Client) -> None:
    owner = records.organisation(summary="示例简介", website="https://example.org/")
    assert "示例简介" in client.get(f"/organisations/{owner.number}").content.decode()
    assert client.get("/organisations/O2020-000001").status_code == 404


def test_linked_data_tells_no_more_than_the_page(client: Client) -> None:
    """JSON-LD is valid JSON; of a sealed demand it names neither title nor enterprise nor budget."""
    for confidentiality, keys in (("public", {"name", "agent", "priceSpecification"}), ("sealed", set())):
        demand = records.demand(**{**WITHHELD, "confidentiality": confidentiality})
        html = client.get(f"/demands/{demand.number}").content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert found
        data = json.loads(found[1])
        assert data["@type"] == "Demand"
        assert data["identifier"] == demand.number
        assert {"name", "agent", "priceSpecification"} & set(data) == keys
