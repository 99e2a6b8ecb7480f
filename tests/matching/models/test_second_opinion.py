"""The second opinion: bounded, part of the sum, told, and missed without harm."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianqiao.core.actor import ANONYMOUS
from qianqiao.matching import jobs, reranking
from qianqiao.matching.domain.runs import Found, matches_of
from qianqiao.matching.models import MatchRun
from tests.factories import records as make
from tests.matching.encoders.scripted_service import Answer, Scripted, serving


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=20))
def test_shifts_follow_the_order_and_balance(opinions: list[int]) -> None:
    found = reranking.shifts([float(one) for one in opinions])
    assert all(-1 <= shift <= 1 for shift in found)
    assert sum(found) == pytest.approx(0, abs=1e-9)
    for one, other in pairwise(opinions):
        mine, theirs = found[opinions.index(one)], found[opinions.index(other)]
        assert (one > other) == (mine > theirs)


def opinion(wanted: str) -> Any:
    """Puts documents with this word first."""

    def answer(_: int, request: dict[str, Any]) -> Answer:
        rows = [
            {"index": n, "relevance_score": float(wanted in text)}
            for n, text in enumerate(request["documents"])
        ]
        return Answer({"results": rows[::-1]})

    return answer


def matched(settings: Any, url: str) -> tuple[Found, Found]:
    """Matches of one demand without and with the service."""
    settings.QIANQIAO_TEXT_MODELS = "use"
    demand = make.demand()
    for n in range(4):
        make.achievement(title=f"铸件内部缺陷的射线快速识别{'' if n else '（甲型）'}", title_en="")
    make.patent()
    jobs.backfill()
    plain = matches_of(demand, "offers", actor=ANONYMOUS)
    settings.QIANQIAO_SEND_TEXTS = True
    settings.QIANQIAO_RERANK = {"url": url, "model": "judge", "rest": "1"}
    return plain, matches_of(demand, "offers", actor=ANONYMOUS)


def odds(score: float) -> float:
    return score / (1 - score)


@pytest.mark.django_db
def test_it_moves_within_bounds_and_the_parts_sum(settings: Any) -> None:
    with serving(opinion("甲型")) as service:
        plain, judged = matched(settings, service.url)
    before = {match.number: match.score for match in plain.matches}
    assert {match.number for match in judged.matches} == set(before)
    for match in judged.matches:
        parts = dict(match.parts)
        assert sum(parts.values()) == pytest.approx(match.score, abs=1e-9)
        assert parts["rerank"] == pytest.approx(match.score - before[match.number], abs=1e-9)
        assert 1 / 2.72 <= odds(match.score) / odds(before[match.number]) <= 2.72
        assert "rerank" in match.compared_by
    assert [match.rank for match in judged.matches] == list(range(1, len(before) + 1))
    scores = [match.score for match in judged.matches]
    assert scores == sorted(scores, reverse=True)
    assert judged.matches[0].reasons, "what it brings forward is explained too"


@pytest.mark.django_db
def test_a_judge_that_is_down_changes_nothing_and_is_told(settings: Any) -> None:
    with serving(lambda *_: Answer({"error": "no"}, status=400)) as service:
        plain, judged = matched(settings, service.url)
    assert judged.matches == plain.matches
    assert judged.unreachable == ("rerank",)
    assert MatchRun.objects.exclude(encoder__contains="+rerank/").exists()
    assert not MatchRun.objects.filter(encoder__contains="+rerank/").exists(), "not the run of its key"


@pytest.mark.django_db
def test_one_candidate_needs_no_judge(settings: Any) -> None:
    asked: Scripted
    with serving(opinion("甲")) as asked:
        settings.QIANQIAO_TEXT_MODELS = "use"
        settings.QIANQIAO_SEND_TEXTS = True
        settings.QIANQIAO_RERANK = {"url": asked.url, "model": "judge"}
        make.achievement()
        matches_of(make.demand(), "offers", actor=ANONYMOUS)
        assert asked.requests == []
