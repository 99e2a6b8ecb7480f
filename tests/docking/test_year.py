"""A simulated year in which nothing sits past its due time without an escalation record; the full size is a bench."""

import pytest

from qianqiao.core import audit
from qianqiao.docking.models import DockingCase, Escalation
from tests.docking import year as simulated

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CASES = 60


def test_a_year_passes_and_nothing_goes_silent() -> None:
    year = simulated.play(CASES, organisations=6)
    assert year.faults == []
    assert year.cases == CASES == DockingCase.objects.count()
    assert year.checks == simulated.DAYS
    assert simulated.order_faults() == 0
    # the year had all there is: answers, silence, pauses, agreements
    assert {"accept", "refuse", "pause", "message"} <= set(year.taken)
    assert {"unanswered", "closed"} <= set(DockingCase.objects.values_list("state", flat=True))
    assert set(Escalation.objects.values_list("level", flat=True)) == {
        "reminder",
        "organisation",
        "authority",
        "release",
    }
    assert [chain for chain in audit.chains() if audit.verify(chain) is not None] == []


def test_a_tick_that_does_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated, "tick", lambda: 0)
    monkeypatch.setattr(simulated, "DAYS", 20)
    year = simulated.play(10, organisations=2)
    assert any("unrecorded" in fault for fault in year.faults)
    assert any("waiting" in fault for fault in year.faults)
