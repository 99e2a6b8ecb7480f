"""Runs: made once per repeat key, current after every change, and nothing of sealed text in anybody else's."""

import json
import time

import pytest

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core.actor import ANONYMOUS, SYSTEM
from qianqiao.core.models import OutboxEvent
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.matching.domain.runs import KEPT_RUNS, Withheld, matches_of, matches_of_text
from qianqiao.matching.models import MatchRun
from qianqiao.matching.results import from_json, to_json
from qianqiao.matching.stocks import STOCKS, Stock
from tests.factories import records as make

pytestmark = pytest.mark.django_db
SECRET = "浆料流变秘方"


def numbers(found: object) -> list[str]:
    return [match.number for match in found.matches]  # type: ignore[attr-defined]


def test_the_fitting_offer_comes_first_and_says_why() -> None:
    fitting, other = make.achievement(), make.patent()
    found = matches_of(make.demand(), "offers", actor=ANONYMOUS)
    assert numbers(found)[0] == fitting.number
    assert other.number in numbers(found)
    best = found.matches[0]
    assert best.reasons
    assert sum(value for _, value in best.parts) == pytest.approx(best.score, abs=1e-9)
    assert found.stock_size == 2


def test_a_run_is_made_once() -> None:
    make.achievement()
    demand = make.demand()
    first = matches_of(demand, "offers", actor=ANONYMOUS)
    second = matches_of(demand, "offers", actor=ANONYMOUS)
    assert first == second
    assert MatchRun.objects.filter(number=demand.number, direction="offers").count() == 1


def test_a_new_record_is_matched_within_two_seconds() -> None:
    demand = make.demand()
    matches_of(demand, "offers", actor=ANONYMOUS)
    # time of this process: other work on the machine is not ours to judge
    started = time.process_time()
    offer = make.achievement()
    assert offer.number in numbers(matches_of(demand, "offers", actor=ANONYMOUS))
    assert time.process_time() - started < 2


def test_a_withdrawn_record_is_matched_no_more() -> None:
    demand, offer = make.demand(), make.achievement()
    assert offer.number in numbers(matches_of(demand, "offers", actor=ANONYMOUS))
    take_record_step(offer, "withdraw", actor=SYSTEM, reason="测试")
    assert numbers(matches_of(demand, "offers", actor=ANONYMOUS)) == []


def test_both_ways_and_experts() -> None:
    demand, offer, expert = make.demand(), make.achievement(), make.expert()
    assert numbers(matches_of(offer, "demands", actor=ANONYMOUS)) == [demand.number]
    assert numbers(matches_of(expert, "demands", actor=ANONYMOUS)) == [demand.number]
    experts = matches_of(demand, "experts", actor=ANONYMOUS)
    assert numbers(experts) == [expert.number]
    assert experts.matches[0].documents == (0,)
    with pytest.raises(LookupError):
        matches_of(offer, "experts", actor=ANONYMOUS)


def test_only_the_newest_runs_of_a_subject_are_kept() -> None:
    demand = make.demand()
    for _ in range(KEPT_RUNS + 2):
        make.achievement()
        matches_of(demand, "offers", actor=ANONYMOUS)
    assert MatchRun.objects.filter(number=demand.number).count() == KEPT_RUNS


def test_a_price_above_the_budget_is_never_a_match_but_is_told() -> None:
    dear = make.achievement(price_model="lump_sum", price_amount="2000000")
    found = matches_of(
        make.demand(
            title=dear.title,
            title_en=dear.title_en,
            problem=dear.summary,
            problem_en=dear.summary_en,
            budget_max="800000",
        ),
        "offers",
        actor=ANONYMOUS,
    )
    assert numbers(found) == []
    assert [item.number for item in found.limited] == [dear.number]


def test_a_sealed_demand_is_matched_for_its_owner_alone() -> None:
    owner = make.organisation("enterprise")
    offer = make.achievement()
    demand = make.demand(
        owner, confidentiality="sealed", problem=f"{SECRET}：铝合金压铸件内部气孔的射线检测难题。"
    )
    _, own = make.person(owner)
    _, other = make.person(make.organisation("enterprise"))
    for stranger in (ANONYMOUS, other):
        with pytest.raises(Withheld):
            matches_of(demand, "offers", actor=stranger)
    assert numbers(matches_of(demand, "offers", actor=own)) == [offer.number]
    for actor in (ANONYMOUS, other, own):
        assert numbers(matches_of(offer, "demands", actor=actor)) == []


def test_a_summary_public_demand_is_matched_by_its_summary_for_others() -> None:
    owner = make.organisation("enterprise")
    make.achievement(summary=f"{SECRET}与射线成像结合，识别铝合金压铸件内部的气孔。")
    demand = make.demand(
        owner,
        confidentiality="summary_public",
        problem=f"{SECRET}会让气孔变多，想在线检出。",
        public_summary="在线检出压铸件气孔",
    )
    _, own = make.person(owner)
    matches_of(demand, "offers", actor=own)
    matches_of(demand, "offers", actor=ANONYMOUS)
    runs = {
        run.reading: json.dumps(run.result, ensure_ascii=False)
        for run in MatchRun.objects.filter(number=demand.number)
    }
    assert set(runs) == {"full", "public"}
    assert SECRET in runs["full"]
    assert SECRET[:4] not in json.dumps(
        [m["words"] for m in json.loads(runs["public"])["matches"]], ensure_ascii=False
    )


def test_a_draft_finds_partners_for_its_owner() -> None:
    owner = make.organisation("enterprise")
    offer = make.achievement()
    draft = make.demand(owner, publish=False)
    _, own = make.person(owner)
    assert numbers(matches_of(draft, "offers", actor=own)) == [offer.number]
    assert numbers(matches_of(offer, "demands", actor=ANONYMOUS)) == []


def test_an_asked_text_is_matched_and_not_stored() -> None:
    offer = make.achievement()
    found = matches_of_text("压铸件内部气孔，想在线用射线检测", "offers")
    assert numbers(found) == [offer.number]
    assert not MatchRun.objects.exists()


def test_results_survive_storing() -> None:
    make.achievement()
    found = matches_of(make.demand(), "offers", actor=ANONYMOUS)
    told = json.loads(json.dumps(to_json(list(found.matches), [])))
    assert tuple(from_json(told)) == found.matches


def test_two_processes_name_one_state_alike_and_a_late_event_is_taken_in() -> None:
    offers = STOCKS["offers"]
    first = make.achievement()
    other = Stock(offers.letters, offers.event, offers.side)
    offers.refresh()
    other.refresh()
    assert offers.state == other.state
    second = make.achievement()
    # the event of the second record commits late: it carries a lower number than one that was seen already
    late = OutboxEvent.objects.filter(kind=offers.event).latest("pk")
    OutboxEvent.objects.filter(pk=late.pk).update(kind="held back")
    make.patent()
    other.refresh()
    assert other.corpus is not None
    assert second.number not in other.corpus.records
    OutboxEvent.objects.filter(pk=late.pk).update(kind=offers.event)
    other.refresh()
    assert {first.number, second.number} <= set(other.corpus.records)


def test_a_demand_that_becomes_sealed_leaves_the_stock() -> None:
    offer = make.achievement()
    demand = make.demand(external_id="turns")
    assert numbers(matches_of(offer, "demands", actor=ANONYMOUS)) == [demand.number]
    make.demand(demand.organisation, external_id="turns", confidentiality="sealed")
    assert numbers(matches_of(offer, "demands", actor=ANONYMOUS)) == []
    take_demand_step(demand, "withdraw", actor=SYSTEM, reason="测试")
