"""What a demand withholds is nowhere in the API, neither as text nor by asking for it."""

from typing import Any

import pytest
from django.test import Client

from qianqiao.demands.models import Demand
from tests.api.conftest import Get
from tests.factories import records as make

pytestmark = pytest.mark.django_db
SECRET = {
    "title": "密封标题甲",
    "title_en": "sealed title",
    "problem": "密封难题甲，节拍六秒一件，需要在线检测内部气孔。",
    "problem_en": "sealed problem",
    "existing": "密封现状甲",
    "existing_en": "sealed existing",
    "ip_requirement": "密封产权甲",
    "ip_requirement_en": "sealed rights",
    "indicators": [
        {"name": "密封指标甲", "name_en": "sealed indicator", "comparison": "le", "value": "6", "unit": "s"}
    ],
    "public_summary": "公开摘要甲",
    "region": "330200",
}


def demand(confidentiality: str) -> Demand:
    enterprise = make.organisation("enterprise", name="密封企业甲", name_en="sealed enterprise")
    return make.demand(enterprise, confidentiality=confidentiality, **SECRET)


def test_sealed_text_is_in_no_answer_about_demands(get: Get) -> None:
    made = demand("sealed")
    for path in (f"/demands/{made.number}", "/demands"):
        answer = get(path)
        told = answer.content.decode()
        assert made.number in told
        assert "公开摘要甲" in told
        assert "密封" not in told
        assert "sealed " not in told
    item = get(f"/demands/{made.number}").data
    assert item["region"] == "330000"
    assert "title" in item["withheld"]


def test_a_public_summary_lets_the_title_out_and_no_more(get: Get) -> None:
    told = get(f"/demands/{demand('summary_public').number}").content.decode()
    assert "密封标题甲" in told
    assert "密封企业甲" in told
    for word in ("密封难题甲", "密封现状甲", "密封产权甲", "密封指标甲"):
        assert word not in told


def test_a_public_demand_is_whole(get: Get) -> None:
    item = get(f"/demands/{demand('public').number}").data
    assert item["withheld"] == []
    assert item["organisation"]["name"] == "密封企业甲"


@pytest.mark.parametrize(
    "parameters", [{"region": "330200"}, {"budget_min": "1"}, {"organisation": "ENTERPRISE"}]
)
def test_no_filter_betrays_what_is_sealed(get: Get, parameters: dict[str, Any]) -> None:
    made = demand("sealed")
    given = {
        key: made.organisation.number if value == "ENTERPRISE" else value for key, value in parameters.items()
    }
    assert get("/demands", **given).data["items"] == []


def test_being_signed_in_changes_nothing(client: Client) -> None:
    made = demand("sealed")
    user, _actor = make.person(made.organisation)
    client.force_login(user)
    assert "密封" not in client.get(f"/api/v1/demands/{made.number}").content.decode()
