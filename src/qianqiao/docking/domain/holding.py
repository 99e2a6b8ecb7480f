"""Holds a clock and lets it run again, on the locked case."""

from datetime import date

from django.db import transaction

from qianqiao.core.actor import Actor
from qianqiao.docking.domain import clock_keeping
from qianqiao.docking.domain.telling import tell_side
from qianqiao.docking.models import ClockPause, DockingCase, other


def pause(case: DockingCase, clock_code: str, *, until: date, reason: str, actor: Actor) -> ClockPause:
    """See `clock_keeping.pause`; the other side is told who holds the clock, why, and until when."""
    with transaction.atomic():
        fresh = DockingCase.objects.select_for_update().get(pk=case.pk)
        made = clock_keeping.pause(fresh, clock_code, until=until, reason=reason, actor=actor)
        tell_side(fresh, other(made.side), "paused", key=f"paused:{made.pk}", permission="docking.see")
    return made


def resume(case: DockingCase, clock_code: str, *, actor: Actor) -> None:
    """See `clock_keeping.resume`."""
    with transaction.atomic():
        fresh = DockingCase.objects.select_for_update().get(pk=case.pk)
        clock_keeping.resume(fresh, clock_code, actor=actor)
