"""States as badges, clocks as lines."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.docking.domain.obligations import rule_of
from qianqiao.docking.models import ClockPause, DockingCase, Obligation
from qianqiao.docking.presenting.sides import side_name
from qianqiao.docking.sides import acts_for_side, is_named
from qianqiao.docking.states import STATES

TONES = {
    "expressed": "wait",
    "seen": "wait",
    "interested": "active",
    "contact": "active",
    "confidential": "active",
    "negotiating": "active",
    "agreed": "good",
    "paid": "good",
    "refused": "bad",
    "withdrawn": "off",
    "unanswered": "bad",
    "closed": "off",
}
OWED: dict[str, str | Promise] = {
    "first_answer": _("First answer"),
    "open_contact": _("Opening the contact"),
    "contact": _("Next word in the contact"),
    "confidentiality": _("Next word after the confidentiality agreement"),
    "negotiation": _("Next word in the negotiation"),
    "follow_up_30": _("Follow-up after 30 days"),
    "follow_up_90": _("Follow-up after 90 days"),
    "follow_up_180": _("Follow-up after 180 days"),
    "follow_up_365": _("Follow-up after a year"),
}


def badge(state: str) -> dict[str, object]:
    """Label and tone for `status_badge`."""
    return {"label": STATES[state], "tone": TONES[state]}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One running clock. `may_hold`: the reader may pause it or let it run again."""

    code: str
    side: str
    label: str | Promise
    who: str
    due_at: datetime
    late: bool
    pause: ClockPause | None
    may_hold: bool
    own: bool
    is_named: bool


def clock_lines(case: DockingCase, *, actor: Actor, viewer: str) -> list[ClockLine]:
    """The clocks that run now, the most urgent first; of the follow-ups only the next."""
    now = clock.now()
    running = list(
        Obligation.objects.filter(case=case, done_at=None).prefetch_related("pauses").order_by("due_at")
    )
    shown = [one for one in running if one.started_at <= now] or running[:1]
    return [_line(one, case, actor, viewer, now) for one in shown]


def _line(one: Obligation, case: DockingCase, actor: Actor, viewer: str, now: datetime) -> ClockLine:
    held = next((pause for pause in one.pauses.all() if pause.ended_at is None), None)
    return ClockLine(
        code=one.clock,
        side=one.side,
        label=OWED.get(one.clock, one.clock),
        who=side_name(case, one.side, viewer=viewer),
        due_at=one.due_at,
        late=one.due_at < now and held is None,
        pause=held,
        may_hold=acts_for_side(actor, rule_of(one).permission, case, one.side),
        own=one.side == viewer,
        is_named=is_named(case, one.side, viewer=viewer),
    )
