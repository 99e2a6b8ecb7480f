"""Match pages: reasons with marks, honest empty lists, Excel, and nothing sealed for strangers."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from qianqiao.demands.models import Demand
from qianqiao.matching.models import MatchRun
from tests.factories import records as make

pytestmark = pytest.mark.django_db
SECRET = "浆料流变秘方"
# Close enough to the achievement of the factory to be a match by any calibration.
FITTING = {
    "title": "铸件内部缺陷的射线快速识别",
    "title_en": "Fast X-ray recognition of internal casting defects",
    "problem": "想用射线成像与深度网络识别铝合金压铸件内部的气孔与缩松，单件检测时间不超过六秒。",
    "problem_en": "We want X-ray imaging and a deep network that find pores inside aluminium die castings.",
}


@pytest.fixture(autouse=True)
def _language() -> Any:
    with translation.override("zh-hans"):
        yield


def html(client: Client, path: str, language: str = "zh-hans", **headers: str) -> str:
    client.cookies["django_language"] = language
    response = client.get(path, headers=headers)  # type: ignore[arg-type]
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize(("language", "owner"), [("zh-hans", "示例单位"), ("en", "Example Organisation")])
def test_a_match_is_told_in_the_readers_language(client: Client, language: str, owner: str) -> None:
    offer = make.achievement(price_model="annual", price_amount="120000")
    demand = make.demand(
        indicators=[{"name": "节拍", "name_en": "cycle", "comparison": "le", "value": "6", "unit": "s"}]
    )
    page = html(client, f"/demands/{demand.number}/matches/", language)
    assert (offer.title if language == "zh-hans" else offer.title_en) in page
    assert owner in page
    assert "<mark>" in page
    assert "¥12万" in page if language == "zh-hans" else "¥120,000" in page
    assert "≤ 6 s" in page
    assert "style=" not in page


def test_pages_of_offers_experts_and_their_first_three(client: Client) -> None:
    demand, offer, expert = make.demand(**FITTING), make.achievement(), make.expert()
    assert demand.title in html(client, f"/offers/{offer.number}/matches/")
    assert demand.title in html(client, f"/experts/{expert.number}/matches/")
    assert expert.name in html(client, f"/demands/{demand.number}/matches/?show=experts")
    part = html(client, f"/demands/{demand.number}/matches/top", **{"HX-Request": "true"})
    assert offer.title in part
    assert "<html" not in part
    whole = client.get(f"/demands/{demand.number}/matches/top")
    assert (whole.status_code, whole["Location"]) == (302, f"/demands/{demand.number}/matches/")


def test_an_empty_stock_is_said_honestly(client: Client) -> None:
    assert "0 项成果与专利" in html(client, f"/demands/{make.demand().number}/matches/")


def test_the_closest_are_shown_where_none_fits(client: Client) -> None:
    other = make.patent()
    page = html(client, f"/demands/{make.demand().number}/matches/")
    assert "<article" not in page
    assert other.title in page
    assert "暂无合适的成果" in page


def test_unknown_and_foreign_subjects(client: Client) -> None:
    draft = make.demand(publish=False)
    for path in (
        f"/demands/{draft.number}/matches/",
        "/demands/D2020-000009/matches/",
        f"/offers/{draft.number}/matches/",
    ):
        assert client.get(path, follow=True).status_code == 404
    demand = make.demand()
    assert (
        client.get(f"/demands/{demand.number.lower()}/matches/")["Location"]
        == f"/demands/{demand.number}/matches/"
    )


def test_the_workbook_says_what_the_page_says_and_executes_nothing(client: Client) -> None:
    make.achievement(title="=1+1 铸件内部缺陷的射线快速识别系统")
    demand = make.demand(**FITTING)
    response = client.get(f"/demands/{demand.number}/matches/?format=xlsx")
    assert response["Content-Disposition"].endswith('.xlsx"')
    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    rows = list(sheet.iter_rows())
    assert rows[1][2].value == "=1+1 铸件内部缺陷的射线快速识别系统"
    assert rows[1][2].data_type == "s"
    assert rows[1][6].value


def test_asking_keeps_the_text_in_the_session_only(client: Client) -> None:
    offer = make.achievement()
    text = f"{FITTING['problem']}每件六秒。"
    posted = client.post("/match/", {"text": text})
    assert (posted.status_code, posted["Location"]) == (303, "/match/")
    page = html(client, "/match/")
    assert text in page
    assert offer.title in page
    assert "/demands/new" in page
    assert not MatchRun.objects.exists()
    assert text not in Client().get("/match/").content.decode()


def test_asking_nothing_and_too_little(client: Client) -> None:
    assert "<article" not in html(client, "/match/")
    client.post("/match/", {"text": "孔"})
    assert "<article" not in html(client, "/match/")


def sealed_demand() -> Demand:
    return make.demand(
        make.organisation("enterprise", name="示例密封企业", name_en="Sealed Example"),
        confidentiality="sealed",
        title=f"{SECRET}需求",
        problem=f"{SECRET}：铝合金压铸件内部气孔的射线检测难题，需要在线解决。",
        public_summary="检测类需求",
    )


def test_sealed_text_stands_on_no_page_of_strangers(client: Client) -> None:
    demand = sealed_demand()
    offer = make.achievement(summary=f"{SECRET}与射线成像结合，识别压铸件内部的气孔与缩松。")
    expert = make.expert()
    user, _ = make.person(demand.organisation)
    client.force_login(user)
    own = html(client, f"/demands/{demand.number}/matches/")
    assert offer.title in own
    client.logout()
    assert client.get(f"/demands/{demand.number}/matches/").status_code == 403
    assert client.get(f"/demands/{demand.number}/matches/?format=xlsx").status_code == 403
    assert (
        client.get(f"/demands/{demand.number}/matches/top", headers={"HX-Request": "true"}).status_code == 403
    )
    for path in (
        f"/offers/{offer.number}/matches/",
        f"/experts/{expert.number}/matches/",
        f"/demands/{demand.number}",
    ):
        page = html(client, path).replace(offer.summary, "")
        for word in (f"{SECRET}需求", f"{SECRET}：", "示例密封企业"):
            assert word not in page


def test_query_count(client: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        make.achievement()
    demand = make.demand()
    path = f"/demands/{demand.number}/matches/"
    client.get(path)
    with django_assert_max_num_queries(12):
        client.get(path)
