"""Writing a new demand in the browser, step by step, without JavaScript."""

from typing import Any

import pytest
from django.test import Client

from qianqiao.demands.drafting import SESSION_KEY
from qianqiao.demands.models import Demand
from tests.demands.editing.conftest import Signed
from tests.factories import records as make

pytestmark = pytest.mark.django_db
PROBLEM = {
    "title": "壳体气孔在线全检",
    "text": "铝合金压铸壳体内部常有半毫米左右的气孔，现在靠抽检切开看，想在线上逐件检查，节拍六秒。",
    "technical_fields": ["inspection_sensing"],
}
NEEDS = {
    "rows": "2",
    "row-0-name": "单件时间",
    "row-0-comparison": "le",
    "row-0-value": "6",
    "row-0-unit": "s",
    "row-1-name": "气孔直径",
    "row-1-comparison": "range",
    "row-1-value": "0.5",
    "row-1-value_max": "3",
    "row-1-unit": "mm",
    "budget_max": "80万",
    "deadline": "2027-06-30",
    "urgency": "normal",
    "modes": ["joint_development"],
}
ACCESS = {
    "confidentiality": "summary_public",
    "public_summary": "寻求压铸件在线检测技术。",
    "region": "宁波",
    "contact": "张工",
    "valid_until": "2030-12-31",
}


def begun(signed: Signed) -> Demand:
    answer = signed.client.post("/demands/new", PROBLEM)
    assert answer.status_code == 302, answer.content.decode()
    return Demand.objects.get()


def send(signed: Signed, demand: Demand, step: str, values: dict[str, Any], **more: Any) -> Any:
    version = Demand.objects.get(pk=demand.pk).version
    return signed.client.post(f"/demands/{demand.number}/edit/{step}", {"version": version, **values, **more})


def test_from_the_problem_to_a_published_demand(signed: Signed) -> None:
    demand = begun(signed)
    assert (demand.state, demand.organisation_id) == ("draft", signed.enterprise.pk)
    assert send(signed, demand, "needs", NEEDS).url.endswith("/edit/access")
    assert send(signed, demand, "access", ACCESS).url.endswith("/edit/check")
    demand.refresh_from_db()
    answer = signed.client.post(f"/demands/{demand.number}/edit/publish", {"version": demand.version})
    assert answer.url == f"/demands/{demand.number}"
    demand.refresh_from_db()
    assert (demand.state, demand.region, str(demand.budget_max)) == ("published", "330200", "800000.00")
    assert [str(row) for row in demand.indicators.all()] == ["单件时间 ≤ 6 s", "气孔直径 0.5–3 mm"]


def test_only_what_is_missing_is_asked(signed: Signed) -> None:
    demand = begun(signed)
    send(signed, demand, "needs", {**NEEDS, "existing": "已试过抽检与超声，效果不好，漏检很多。"})
    send(signed, demand, "access", ACCESS)
    demand.refresh_from_db()
    signed.client.post(f"/demands/{demand.number}/edit/publish", {"version": demand.version})
    assert send(signed, demand, "problem", PROBLEM).url.endswith("/edit/check")


def test_every_step_shows_what_was_saved(signed: Signed) -> None:
    demand = begun(signed)
    send(signed, demand, "needs", NEEDS)
    send(signed, demand, "access", ACCESS)
    page = signed.client.get(f"/demands/{demand.number}/edit/needs").content.decode()
    for shown in ('value="单件时间"', 'value="0.5"', 'value="800000"', 'value="2027-06-30"'):
        assert shown in page
    assert (
        'value="Ningbo, Zhejiang"'
        in signed.client.get(f"/demands/{demand.number}/edit/access").content.decode()
    )
    assert PROBLEM["text"] in signed.client.get(f"/demands/{demand.number}/edit/problem").content.decode()


def test_saving_a_step_as_shown_changes_nothing(signed: Signed) -> None:
    demand = begun(signed)
    send(signed, demand, "access", ACCESS)
    version = Demand.objects.get().version
    send(signed, demand, "access", {**ACCESS, "region": "Ningbo, Zhejiang"})
    assert Demand.objects.get().version == version


def test_indicator_rows_come_and_go_without_saving(signed: Signed) -> None:
    demand = begun(signed)
    page = send(signed, demand, "needs", NEEDS, row="add").content.decode()
    assert 'name="row-2-name"' in page
    assert 'value="80万"' in page
    page = send(signed, demand, "needs", NEEDS, row="remove-0").content.decode()
    assert 'name="row-1-name"' not in page
    assert 'value="气孔直径"' in page
    assert "单件时间" not in page
    assert demand.indicators.count() == 0


@pytest.mark.parametrize(
    ("step", "values", "told"),
    [
        ("needs", {"rows": "1", "row-0-name": "时间"}, "Give the number."),
        ("needs", {"rows": "1", "row-0-value": "5"}, "Say what is measured."),
        (
            "needs",
            {"rows": "1", "row-0-name": "直径", "row-0-comparison": "range", "row-0-value": "5"},
            "upper value",
        ),
        ("needs", {"budget_min": "90万", "budget_max": "80万"}, "The upper budget lies below"),
        ("needs", {"budget_max": "much"}, "Write an amount in yuan"),
        ("access", {"confidentiality": "sealed"}, "at least one sentence"),
        ("access", {"confidentiality": "public", "region": "朝阳区"}, "Several places have this name"),
        ("access", {"confidentiality": "public", "region": "亚特兰蒂斯"}, "This place is not known."),
        ("access", {"confidentiality": "public", "valid_until": "2020-01-01"}, "This day has passed."),
        ("problem", {"title": "只有标题", "text": ""}, "This field is required."),
    ],
)
def test_faults_are_named_beside_their_field(
    signed: Signed, step: str, values: dict[str, str], told: str
) -> None:
    demand = begun(signed)
    answer = send(signed, demand, step, values)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_save_on_an_old_version_keeps_both(signed: Signed) -> None:
    demand = begun(signed)
    send(signed, demand, "problem", {**PROBLEM, "title": "甲改的标题"})
    answer = signed.client.post(
        f"/demands/{demand.number}/edit/problem",
        {**PROBLEM, "title": "乙改的标题", "version": demand.version},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "甲改的标题" in page
    assert 'value="乙改的标题"' in page
    assert Demand.objects.get().title == "甲改的标题"
    assert send(signed, demand, "problem", {**PROBLEM, "title": "乙改的标题"}).status_code == 302
    assert Demand.objects.get().title == "乙改的标题"


def test_the_words_from_the_home_page_are_waiting(signed: Signed) -> None:
    session = signed.client.session
    session[SESSION_KEY] = "壳体里有气孔，想在线检。"
    session.save()
    assert "壳体里有气孔，想在线检。" in signed.client.get("/demands/new").content.decode()
    begun(signed)
    assert SESSION_KEY not in signed.client.session


def test_of_several_enterprises_one_is_chosen(client: Client) -> None:
    first, second = make.organisation("enterprise"), make.organisation("enterprise")
    user, _actor = make.person(first, second)
    client.force_login(user)
    assert client.post("/demands/new", PROBLEM).status_code == 200
    assert client.post("/demands/new", {**PROBLEM, "organisation": second.pk}).status_code == 302
    assert Demand.objects.get().organisation_id == second.pk


def test_who_has_no_enterprise_is_told_the_way_out(client: Client) -> None:
    user, _actor = make.person(make.organisation("university"))
    client.force_login(user)
    client.cookies["django_language"] = "en"
    assert "belongs to no enterprise" in client.get("/demands/new").content.decode()
    client.post("/demands/new", PROBLEM)
    assert not Demand.objects.exists()


def test_signing_in_comes_first(client: Client) -> None:
    assert client.get("/demands/new").url.startswith("/accounts/login/")  # type: ignore[attr-defined]


def test_drafts_of_others_are_unknown_and_published_ones_closed(signed: Signed) -> None:
    other_draft, other = make.demand(publish=False), make.demand()
    assert signed.client.get(f"/demands/{other_draft.number}/edit/problem").status_code == 404
    assert signed.client.get(f"/demands/{other.number}/edit/problem").status_code == 403
    assert signed.client.post(f"/demands/{other.number}/edit/publish", {"version": 1}).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("step", ["problem", "needs", "access", "check"])
def test_every_step_in_both_languages(signed: Signed, language: str, step: str) -> None:
    demand = begun(signed)
    signed.client.cookies["django_language"] = language
    page = signed.client.get(f"/demands/{demand.number}/edit/{step}").content.decode()
    assert ("Check and publish" in page) == (language == "en")
    assert "style=" not in page
