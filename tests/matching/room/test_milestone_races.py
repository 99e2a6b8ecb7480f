"""Runs and pages at once that share candidates: every record is noted once, and nobody locks the other out."""

from collections import Counter

import pytest

from core.test_races import at_once
from qianqiao.core import audit, clock
from qianqiao.core.models import AuditEntry
from qianqiao.matching.domain.milestones import note_matched, note_shown
from qianqiao.matching.domain.runs import Found
from qianqiao.matching.models import MatchMilestone
from qianqiao.matching.results import StoredMatch
from tests.factories import records as make

pytestmark = pytest.mark.django_db(transaction=True)


def told(moment: str) -> Counter[str]:
    return Counter(
        AuditEntry.objects.filter(action=f"matching.first_{moment}").values_list("subject", flat=True)
    )


def test_shared_candidates_are_noted_once() -> None:
    universities = [make.organisation("university") for _ in range(3)]
    offers = [make.achievement(universities[n % 3]) for n in range(9)]
    firms = [make.organisation("enterprise") for _ in range(4)]
    demands = [make.demand(firm) for firm in firms]
    people = [make.person(firm)[1] for firm in firms]
    numbers = {row.number for row in (*offers, *demands)}

    def in_turn(n: int) -> list[str]:
        """Every other one meets the candidates from the other end."""
        return [offer.number for offer in offers][:: 1 if n % 2 else -1]

    def match(n: int) -> None:
        note_matched(demands[n], [{"number": number, "strength": "strong"} for number in in_turn(n)])

    def look(n: int) -> None:
        matches = tuple(
            StoredMatch(number, rank, 0.9, "likely", (), (), (), (), ())
            for rank, number in enumerate(in_turn(n), 1)
        )
        note_shown(demands[n], Found("offers", matches, (), 9, clock.now(), run=n + 1), actor=people[n])

    at_once(4, match)
    assert set(MatchMilestone.objects.values_list("number", flat=True)) == numbers
    assert told("matched") == Counter(numbers)
    assert not told("shown")
    at_once(4, look)
    assert not MatchMilestone.objects.filter(shown_at=None).exists()
    assert told("shown") == Counter(numbers)
    assert [audit.verify(chain) for chain in audit.chains()] == [None] * len(set(audit.chains()))
