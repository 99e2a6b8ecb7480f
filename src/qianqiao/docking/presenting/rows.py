"""One case as a line of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.docking.models import DockingCase
from qianqiao.docking.presenting.history import reason_words
from qianqiao.docking.presenting.sides import counterpart, viewer_of
from qianqiao.docking.presenting.states import badge
from qianqiao.docking.reads.subjects import Subject, subjects


@dataclass(frozen=True, slots=True)
class CaseRow:
    """`turn` says whose word is due; `reasons` why it ended."""

    case: DockingCase
    title: str
    lang: str
    counterpart: str
    badge: dict[str, object]
    turn: str
    due_at: datetime | None
    late: bool
    own: bool
    reasons: str


def case_rows(cases: Iterable[Any], *, actor: Actor) -> list[CaseRow]:
    """Rows of annotated cases (see `reads.cases.listed`), in their order."""
    found = list(cases)
    known = subjects({number for one in found for number in (one.demand, one.offer)}, actor=actor)
    return [_row(one, known, actor) for one in found]


def title_of(case: DockingCase, known: dict[str, Subject], viewer: str) -> Subject | None:
    """What the case is about for the reader: the record of the other side, else the own one."""
    first, second = (case.offer, case.demand) if viewer == "demand" else (case.demand, case.offer)
    return known.get(first) or known.get(second)


def _row(case: Any, known: dict[str, Subject], actor: Actor) -> CaseRow:
    viewer = viewer_of(actor, case)
    about = title_of(case, known, viewer)
    name = counterpart(case, viewer=viewer)
    due_at = case.own_due or case.other_due
    turn = ""
    if due_at is not None:
        turn = _("your side") if case.own_due else name
    return CaseRow(
        case=case,
        title=about.title if about else case.number,
        lang=about.lang if about else "",
        counterpart=name,
        badge=badge(case.state),
        turn=turn,
        due_at=due_at,
        late=due_at is not None and due_at < clock.now(),
        own=case.own_due is not None,
        reasons=reason_words(case.reasons),
    )
