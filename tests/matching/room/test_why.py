"""“Why not this one?”: any pair explained, and nothing told of what the reader may not know."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qianqiao.core.actor import ANONYMOUS
from qianqiao.demands.models import Demand
from qianqiao.matching import pairs
from qianqiao.matching.domain.runs import TOP, matches_of
from qianqiao.matching.pairs import explain_pair
from qianqiao.search.domain.generations import rebuild
from qianqiao.search.index import opening
from tests.factories import records as make
from tests.matching.room.test_judgements import FITTING

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def ask(client: Client, demand: Demand, text: str, **headers: str) -> str:
    response = client.get(
        f"/demands/{demand.number}/matches/why", {"show": "offers", "q": text}, headers=headers
    )
    assert response.status_code == 200
    return response.content.decode()


def visible(page: str) -> str:
    """The page without the fields that repeat what was asked and without tokens."""
    return re.sub(r"\s+", " ", re.sub(r"<(script|input|body)[^>]*>", "", page))


def test_a_pair_has_the_place_and_score_that_the_list_gives() -> None:
    demand = make.demand(**FITTING)
    offers = {row.number: row for row in (make.achievement(), make.patent(), make.achievement(trl=3))}
    for match in matches_of(demand, "offers", actor=ANONYMOUS).matches:
        pair = explain_pair(demand, offers[match.number], "offers", actor=ANONYMOUS)
        assert (pair.place, pair.stock_size) == (match.rank, 3)
        assert pair.match is not None
        assert pair.match.score == match.score
        assert dict(pair.match.parts) == pytest.approx(dict(match.parts))


def test_a_place_beyond_the_list_is_counted() -> None:
    demand = make.demand(**FITTING)
    for n in range(TOP + 3):
        make.achievement(trl=7, title=f"铸件内部缺陷的射线快速识别系统{n}型")
    last = make.patent()
    pair = explain_pair(demand, last, "offers", actor=ANONYMOUS)
    assert pair.place == TOP + 4
    assert last.number not in {m.number for m in matches_of(demand, "offers", actor=ANONYMOUS).matches}


def test_what_lies_beyond_the_depth_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "DEPTHS", (1, 2))
    demand = make.demand(**FITTING)
    for n in range(TOP):
        make.achievement(title=f"铸件内部缺陷的射线快速识别系统{n}型")
    assert explain_pair(demand, make.patent(), "offers", actor=ANONYMOUS).place is None


def test_a_hard_limit_is_named_with_the_score_it_costs(client: Client) -> None:
    offer = make.achievement(price_model="lump_sum", price_amount="2000000")
    demand = make.demand(**FITTING, budget_max="800000")
    pair = explain_pair(demand, offer, "offers", actor=ANONYMOUS)
    assert pair.match is None
    assert pair.limit is not None
    assert pair.limit.code == "over_budget"
    assert pair.score > 0.2
    page = ask(client, demand, offer.number)
    assert "硬性条件不允许这一对" in page
    assert "¥200万" in page


def test_the_page_sets_the_parts_beside_those_of_the_last_shown(client: Client) -> None:
    demand, shown, other = make.demand(**FITTING), make.achievement(), make.patent()
    page = ask(client, demand, other.number.lower())
    assert other.title in page
    assert "在 2 项中列第 2 位" in visible(page)
    assert "所列的最后一项是第 1 位" in visible(page)
    assert "差距最大的是" in page
    assert "已在上面所列之中" in ask(client, demand, shown.number)
    part = ask(client, demand, other.number, **{"HX-Request": "true"})
    assert "<html" not in part
    assert other.title in part


def test_a_title_is_answered_with_the_records_it_may_mean(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.QIANQIAO_DATA_DIR = tmp_path
    opening.forget()
    demand, offer = make.demand(**FITTING), make.achievement()
    rebuild()
    page = ask(client, demand, "铸件内部缺陷")
    assert f"q={offer.number}" in page
    assert "没有名称接近" in ask(client, demand, "zzzzqqqq")
    opening.forget()


def test_a_foreign_draft_reads_like_an_unknown_number(client: Client) -> None:
    demand = make.demand(**FITTING)
    draft = make.achievement(publish=False, title="不该被人看到的题目")
    pages = [
        visible(ask(client, demand, number)).replace(number, "N") for number in (draft.number, "A2020-999999")
    ]
    assert "没有编号为 N 的此类记录" in pages[0]
    assert pages[0] == pages[1]
    client.force_login(make.person(draft.owner)[0])
    own = ask(client, demand, draft.number)
    assert draft.title in own
    assert "草稿" in own


def test_a_record_of_another_kind_is_unknown_here(client: Client) -> None:
    demand = make.demand(**FITTING)
    assert "没有编号为" in ask(client, demand, make.expert().number)
    assert "没有编号为" in ask(client, demand, make.demand().number)


def test_a_sealed_demand_is_explained_to_its_own_people_only(client: Client) -> None:
    hidden = {"title": "密不示人之需求", "problem": "浆料流变秘方与铸件内部气孔的射线检测。"}
    sealed = make.demand(confidentiality="sealed", **{**FITTING, **hidden})
    offer = make.achievement(summary="浆料流变秘方与射线成像结合，识别压铸件内部的气孔。")
    pair = explain_pair(offer, sealed, "demands", actor=ANONYMOUS)
    assert (pair.match, pair.score, pair.place) == (None, 0.0, None)
    assert pair.limit is not None
    assert pair.limit.code == "sealed"
    page = client.get(f"/offers/{offer.number}/matches/why?q={sealed.number}").content.decode()
    assert "定向" in page
    for word in (hidden["title"], "秘方与铸件"):
        assert word not in page
    assert client.get(f"/demands/{sealed.number}/matches/why?q={offer.number}").status_code == 403
    user, own = make.person(sealed.organisation)
    assert explain_pair(sealed, offer, "offers", actor=own).match is not None
    client.force_login(user)
    assert client.get(f"/demands/{sealed.number}/matches/why?q={offer.number}").status_code == 200


def test_an_unlikely_candidate_can_be_judged_from_the_answer(client: Client) -> None:
    demand, other = make.demand(**FITTING), make.patent()
    make.achievement()
    client.force_login(make.person()[0])
    page = ask(client, demand, other.number)
    assert f'name="candidate" value="{other.number}"' in page
    answer = client.post(
        "/match/judge",
        {
            "subject": demand.number,
            "candidate": other.number,
            "show": "offers",
            "verdict": "useful",
            "next": f"/demands/{demand.number}/matches/why?show=offers&q={other.number}",
        },
        follow=True,
    )
    assert 'aria-pressed="true"' in answer.content.decode()
