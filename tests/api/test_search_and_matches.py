"""Search and matches through the interface: what is found, why, and nothing sealed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qianqiao.api.schemas import found as shapes
from qianqiao.core import outbox
from qianqiao.search.index import opening
from tests.api.conftest import Get
from tests.factories import records as make

pytestmark = pytest.mark.django_db
SECRET = {
    "title": "密封标题甲",
    "title_en": "sealed title",
    "problem": "密封难题甲：压铸壳体内部气孔在线全检。",
}


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.QIANQIAO_DATA_DIR = tmp_path
    opening.forget()
    yield
    opening.forget()


def test_search_finds_marks_and_counts(get: Get) -> None:
    patent, _other = make.patent(), make.achievement()
    outbox.deliver_all()
    answer = get("/search", q="钠离子电池", lang="zh")
    assert answer.status_code == 200, answer.data
    shapes.SearchResult.model_validate(answer.data)
    hit = answer.data["items"][0]
    start, end = hit["title"]["spans"][0]
    assert hit["number"] == patent.number
    assert hit["title"]["text"][start:end] == "钠离子电池"
    assert [(v["value"], v["count"]) for v in answer.data["facets"]["field"]] == [("energy_storage", 1)]


def test_search_filters_and_pages(get: Get) -> None:
    numbers = {make.achievement().number for _ in range(3)}
    make.patent()
    outbox.deliver_all()
    first = get("/search", type="achievement", limit=2).data
    second = get("/search", type="achievement", limit=2, page=2).data
    assert {item["number"] for item in first["items"] + second["items"]} == numbers
    assert first["total"] == 3
    assert first["next"].endswith("page=2")
    assert second["next"] is None


def test_search_without_an_index_says_so(get: Get) -> None:
    answer = get("/search", q="气孔")
    assert answer.status_code == 503
    assert answer.data["code"] == "unavailable"


def test_sealed_text_is_not_searched(get: Get) -> None:
    make.demand(confidentiality="sealed", public_summary="寻求无损方法", **SECRET)
    outbox.deliver_all()
    assert get("/search", q="密封难题甲").data["items"] == []
    assert "密封" not in get("/search", q="寻求无损方法").content.decode().replace("密封难题甲", "")


def test_matches_of_a_demand_are_explained(get: Get) -> None:
    demand, offer, _other = make.demand(), make.achievement(), make.patent()
    answer = get(f"/demands/{demand.number}/matches")
    assert answer.status_code == 200, answer.data
    shapes.MatchList.model_validate(answer.data)
    best = answer.data["items"][0]
    assert best["number"] == offer.number
    assert sum(part["value"] for part in best["parts"]) == pytest.approx(best["score"])
    assert best["reasons"][0]["text"]
    assert best["reasons"][0]["text_en"]


def test_matches_both_ways_and_experts(get: Get) -> None:
    demand, offer, expert = make.demand(), make.achievement(), make.expert()
    assert get(f"/offers/{offer.number}/matches").data["items"][0]["number"] == demand.number
    experts = get(f"/demands/{demand.number}/matches", direction="experts").data["items"]
    assert experts[0]["number"] == expert.number
    assert get(f"/experts/{expert.number}/matches").data["items"][0]["number"] == demand.number


def test_a_sealed_demand_is_matched_for_its_enterprise_only(get: Get) -> None:
    sealed, offer = make.demand(confidentiality="sealed", **SECRET), make.achievement()
    answer = get(f"/demands/{sealed.number}/matches")
    assert answer.status_code == 403
    assert answer.data["code"] == "sealed"
    assert get(f"/offers/{offer.number}/matches").data["items"] == []


def test_a_demand_known_by_its_summary_gives_nothing_else_away(get: Get) -> None:
    make.demand(confidentiality="summary_public", public_summary="寻求检测技术。", **SECRET)
    offer = make.achievement()
    told = get(f"/offers/{offer.number}/matches")
    assert told.status_code == 200
    assert "密封难题" not in told.content.decode()


@pytest.mark.parametrize("parameters", [{"region": "330200"}, {"industry": "C3392"}, {"owner": "OWN"}])
def test_no_search_filter_betrays_what_is_sealed(get: Get, parameters: dict[str, str]) -> None:
    sealed = make.demand(
        confidentiality="sealed",
        public_summary="寻求无损方法",
        region="330200",
        industries=["C3392"],
        **SECRET,
    )
    outbox.deliver_all()
    given = {
        key: sealed.organisation.number if value == "OWN" else value for key, value in parameters.items()
    }
    assert get("/search", type="demand").data["total"] == 1
    assert get("/search", **given).data["items"] == []


def test_a_run_is_named_so_that_it_can_be_cited(get: Get) -> None:
    demand, _offer = make.demand(), make.achievement()
    answer = get(f"/demands/{demand.number}/matches")
    assert answer.data["run"].startswith("M20")
    assert get(f"/demands/{demand.number}/matches").data["run"] == answer.data["run"]


def test_any_pair_is_explained(get: Get) -> None:
    demand, offer, other = make.demand(), make.achievement(), make.patent()
    listed = {item["number"]: item for item in get(f"/demands/{demand.number}/matches").data["items"]}
    for row in (offer, other):
        answer = get(f"/demands/{demand.number}/matches/{row.number}")
        assert answer.status_code == 200, answer.data
        shapes.PairAnswer.model_validate(answer.data)
        assert answer.data["place"] == listed[row.number]["rank"]
        assert answer.data["score"] == listed[row.number]["score"]
        assert answer.data["limit"] is None
    back = get(f"/offers/{offer.number}/matches/{demand.number}")
    assert back.data["match"]["number"] == demand.number


def test_a_pair_under_a_limit_and_pairs_that_nobody_may_know(get: Get) -> None:
    dear = make.achievement(price_model="lump_sum", price_amount="2000000")
    demand, draft = make.demand(), make.achievement(publish=False)
    sealed = make.demand(confidentiality="sealed", public_summary="检测", **SECRET)
    limited = get(f"/demands/{demand.number}/matches/{dear.number}").data
    assert (limited["match"], limited["limit"]["code"]) == (None, "over_budget")
    assert get(f"/demands/{demand.number}/matches/{draft.number}").status_code == 404
    assert get(f"/demands/{sealed.number}/matches/{dear.number}").status_code == 403
    back = get(f"/offers/{dear.number}/matches/{sealed.number}")
    assert (back.data["score"], back.data["limit"]["code"]) == (0.0, "sealed")
    assert "密封" not in back.content.decode()


def test_like_records(get: Get) -> None:
    one, twin = make.achievement(), make.achievement(title="压铸件内部气孔的射线检测装置")
    answer = get(f"/offers/{one.number}/similar")
    shapes.SimilarList.model_validate(answer.data)
    assert [item["number"] for item in answer.data["items"]] == [twin.number]
    assert answer.data["items"][0]["words"]
    sealed = make.demand(confidentiality="sealed", **SECRET)
    assert get(f"/demands/{sealed.number}/similar").status_code == 403
    assert get(f"/demands/{make.demand().number}/similar").status_code == 200
