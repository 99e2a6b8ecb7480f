"""Runs compared and repeated: what is new, gone, moved, why; and that a run comes out again."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core.actor import ANONYMOUS, SYSTEM
from qianqiao.demands.models import Demand
from qianqiao.matching.comparing import Comparison
from qianqiao.matching.domain.repeating import repeat_run
from qianqiao.matching.domain.runs import matches_of
from qianqiao.matching.models import MatchRun
from qianqiao.matching.presenting.history import repetition_told
from qianqiao.matching.reads.history import comparison, run_named, run_number, runs_of
from tests.factories import records as make
from tests.matching.room.test_judgements import FITTING

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def last_two(demand: Demand) -> Comparison:
    after, before = runs_of(demand.number, "offers", "full")[:2]
    return comparison(before, after)


def told(compared: Comparison) -> dict[str, tuple[str, str]]:
    return {change.number: (change.kind, change.why) for change in compared.changes}


def test_a_published_offer_is_new_and_a_withdrawn_one_is_gone() -> None:
    demand, old = make.demand(**FITTING), make.achievement()
    matches_of(demand, "offers", actor=ANONYMOUS)
    new = make.achievement(title="铸件内部缺陷的射线快速识别与分级系统")
    take_record_step(old, "withdraw", actor=SYSTEM, reason="测试")
    matches_of(demand, "offers", actor=ANONYMOUS)
    compared = last_two(demand)
    assert told(compared) == {new.number: ("new", "published"), old.number: ("gone", "unpublished")}
    assert [cause.code for cause in compared.causes] == ["stock"]


def test_a_candidate_that_became_too_dear_is_ruled_out() -> None:
    owner = make.organisation()
    demand = make.demand(**FITTING)
    offer = make.achievement(owner, external_id="dear")
    matches_of(demand, "offers", actor=ANONYMOUS)
    make.achievement(owner, external_id="dear", price_model="lump_sum", price_amount="2000000")
    matches_of(demand, "offers", actor=ANONYMOUS)
    change = last_two(demand).changes[0]
    assert (change.number, change.kind, change.why) == (offer.number, "gone", "ruled_out")
    assert change.limit is not None
    assert change.limit.limit.code == "over_budget"


def test_a_changed_record_and_a_revised_demand_are_the_reasons_of_moves() -> None:
    owner = make.organisation("enterprise")
    demand = make.demand(owner, external_id="revised", **FITTING)
    better, worse = make.achievement(), make.patent(external_id="moves", owner=None)
    matches_of(demand, "offers", actor=ANONYMOUS)
    make.patent(
        worse.owner,
        external_id="moves",
        title=better.title,
        title_en=better.title_en,
        abstract=better.summary + "漏检率低于千分之一，气孔直径零点五毫米即可检出，六秒一件。",
    )
    matches_of(demand, "offers", actor=ANONYMOUS)
    moved = told(last_two(demand))
    assert moved[worse.number][1] == "candidate_changed"
    fresh = make.demand(
        owner,
        external_id="revised",
        title="钠离子电池正极材料的低温性能",
        title_en="Low-temperature behaviour of sodium-ion cathodes",
        problem="想要一种低温性能良好的钠离子电池层状氧化物正极材料，零下二十度容量保持九成。",
    )
    matches_of(fresh, "offers", actor=ANONYMOUS)
    compared = last_two(fresh)
    assert "revision" in {cause.code for cause in compared.causes}
    assert told(compared)[better.number][1] == "subject_revised"


def test_an_unchanged_run_comes_out_again() -> None:
    make.achievement()
    make.patent()
    demand = make.demand(**FITTING)
    matches_of(demand, "offers", actor=ANONYMOUS)
    repetition = repeat_run(MatchRun.objects.get(), demand, actor=SYSTEM)
    assert repetition.is_same
    assert repetition.causes == ()
    assert "每个数字都相同" in repetition_told(repetition)


def test_a_falsified_run_is_found_out() -> None:
    make.achievement()
    demand = make.demand(**FITTING)
    matches_of(demand, "offers", actor=ANONYMOUS)
    run = MatchRun.objects.get()
    run.result["matches"][0]["score"] -= 0.2
    repetition = repeat_run(run, demand, actor=SYSTEM)
    assert not repetition.is_same
    assert repetition.causes == ()
    assert "缺陷" in repetition_told(repetition)


def test_under_another_key_the_difference_is_told_with_its_cause() -> None:
    make.achievement()
    demand = make.demand(**FITTING)
    matches_of(demand, "offers", actor=ANONYMOUS)
    run = MatchRun.objects.get()
    make.achievement()
    repetition = repeat_run(run, demand, actor=SYSTEM)
    assert not repetition.is_same
    assert [cause.code for cause in repetition.causes] == ["stock"]
    assert "候选库有变化（1 → 2 条记录）" in repetition_told(repetition)
    assert MatchRun.objects.count() == 1


def test_a_run_is_cited_by_its_number_however_it_is_typed() -> None:
    make.achievement()
    demand = make.demand(**FITTING)
    found = matches_of(demand, "offers", actor=ANONYMOUS)
    runs = runs_of(demand.number, "offers", "full")
    assert run_number(runs[0]) == found.number
    assert run_named(found.number.lower().replace("-0", "-"), runs) == runs[0]
    assert run_named("M1999-000001", runs) is None
    assert run_named("one", runs) is None


def test_the_page_the_workbook_and_an_unknown_run(client: Client) -> None:
    demand, old = make.demand(**FITTING), make.achievement()
    path = f"/demands/{demand.number}/matches/runs/"
    assert "目前只有一个批次" in client.get(path).content.decode()
    new = make.achievement(title="=1+1 铸件内部缺陷的射线快速识别与分级系统")
    page = client.get(path).content.decode()
    assert new.title in page
    assert "在较早批次之后发布" in page
    assert "候选库有变化" in page
    sheet = load_workbook(BytesIO(client.get(f"{path}?format=xlsx").content)).worksheets[0]
    values = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    assert values[new.number][2].data_type == "s"
    assert values[new.number][0].value == "新出现"
    assert old.number not in values or values[old.number][0].value != "新出现"
    assert client.get(f"{path}?from=M1999-000001").status_code == 404


def test_an_earlier_run_can_be_read_again(client: Client) -> None:
    demand, old = make.demand(**FITTING), make.achievement()
    first = matches_of(demand, "offers", actor=ANONYMOUS).number
    new = make.achievement(title="铸件内部缺陷的射线快速识别与分级系统")
    path = f"/demands/{demand.number}/matches/"
    assert new.title in client.get(path).content.decode()
    earlier = client.get(f"{path}?run={first}").content.decode()
    assert f"批次 {first}（较早）" in earlier
    assert old.title in earlier
    assert f'id="c-{new.number}"' not in earlier
    assert client.get(f"{path}?run=M1999-000001").status_code == 404


def test_the_button_makes_a_run_again(client: Client) -> None:
    make.achievement()
    demand = make.demand(**FITTING)
    number = matches_of(demand, "offers", actor=ANONYMOUS).number
    path = f"/demands/{demand.number}/matches/runs/repeat"
    assert client.post(path, {"run": number})["Location"].startswith("/accounts/login/")
    client.force_login(make.person()[0])
    page = client.post(path, {"run": number, "show": "offers"}, follow=True).content.decode()
    assert f"{number} 已重做：每个数字都相同" in page
    assert client.post(path, {"run": "M1999-000001"}).status_code == 404
    assert client.get(path).status_code == 405


def test_runs_of_a_sealed_demand_are_for_its_own_people(client: Client) -> None:
    demand = make.demand(confidentiality="sealed", **FITTING)
    make.achievement()
    user, own = make.person(demand.organisation)
    matches_of(demand, "offers", actor=own)
    path = f"/demands/{demand.number}/matches/runs/"
    assert client.get(path).status_code == 403
    client.force_login(make.person(make.organisation())[0])
    number = run_number(MatchRun.objects.get())
    assert client.get(path).status_code == 403
    assert client.post(f"{path}repeat", {"run": number}).status_code == 403
    client.force_login(user)
    assert number in client.get(path).content.decode()


def test_strangers_see_no_run_of_the_full_text(client: Client) -> None:
    secret = "浆料流变秘方"
    demand = make.demand(
        confidentiality="summary_public",
        title="压铸缺陷",
        problem=f"{secret}会让气孔变多，想在线检出压铸件内部的气孔与缩松。",
        public_summary="在线检出压铸件气孔",
    )
    make.achievement(summary=f"{secret}与射线成像结合，识别压铸件内部的气孔。")
    _, own = make.person(demand.organisation)
    full = matches_of(demand, "offers", actor=own).number
    page = client.get(f"/demands/{demand.number}/matches/runs/").content.decode()
    assert full not in page
    assert client.get(f"/demands/{demand.number}/matches/runs/?from={full}").status_code in {200, 404}
