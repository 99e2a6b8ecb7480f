"""The history of a case in sentences."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qianqiao import reference
from qianqiao.core.texts import language, listed
from qianqiao.docking.models import CaseEvent, DockingCase
from qianqiao.docking.presenting.sides import side_name
from qianqiao.organisations.views.record_pages.facts import day_text

SENTENCES: dict[str, str | Promise] = {
    "express": gettext_lazy("%(who)s expressed interest."),
    "see": gettext_lazy("%(who)s has seen it."),
    "accept": gettext_lazy("%(who)s is interested."),
    "refuse": gettext_lazy("%(who)s declined: %(reasons)s."),
    "withdraw": gettext_lazy("%(who)s took the interest back."),
    "open_contact": gettext_lazy("%(who)s opened the contact."),
    "agree_confidentiality": gettext_lazy("%(who)s recorded the confidentiality agreement."),
    "negotiate": gettext_lazy("%(who)s began to negotiate."),
    "agree": gettext_lazy("%(who)s recorded the agreement."),
    "pay": gettext_lazy("%(who)s recorded money received."),
    "close": gettext_lazy("%(who)s closed the case: %(reasons)s."),
    "release": gettext_lazy("The platform released the case: no answer came in time."),
    "lapse": gettext_lazy("The platform closed the case: it had gone quiet."),
    "message": gettext_lazy("%(who)s wrote."),
    "reported": gettext_lazy("%(who)s reported how the agreement goes."),
    "meeting_proposed": gettext_lazy("%(who)s proposed a meeting."),
    "meeting_accepted": gettext_lazy("%(who)s accepted the meeting."),
    "meeting_declined": gettext_lazy("%(who)s declined the meeting."),
    "meeting_cancelled": gettext_lazy("%(who)s called off the meeting."),
    "paused": gettext_lazy("%(who)s needs until %(until)s: %(reason)s."),
    "resumed": gettext_lazy("%(who)s let the clock run again."),
    "record_retired": gettext_lazy("The record %(record)s was retired; the case stays open."),
    "record_back": gettext_lazy("The record %(record)s is back."),
    "pause_over": gettext_lazy("The pause of %(who)s is over; the clock runs again."),
}
ESCALATIONS: dict[str, str | Promise] = {
    "reminder": gettext_lazy("%(who)s was reminded."),
    "organisation": gettext_lazy("%(who)s is late: everybody there who may answer was told."),
    "authority": gettext_lazy("%(who)s is late: the liaison officers of its region were told."),
    "release": gettext_lazy("%(who)s did not answer after the last reminder."),
}
WENT_QUIET = pgettext_lazy("reason", "gone quiet")


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    text: str
    by_platform: bool


def reason_words(codes: list[str]) -> str:
    """Coded reasons in words."""
    known = {term.code: term.name(language()) for term in reference.terms("refusal_reasons")}
    return listed(known.get(code, str(WENT_QUIET)) for code in codes)


def history(case: DockingCase, *, viewer: str) -> list[Line]:
    """Newest first."""
    events = case.events.order_by("-at", "-pk")
    return [
        Line(event.at, told(event, case, viewer), not event.side or event.code == "escalated")
        for event in events
    ]


def told(event: CaseEvent, case: DockingCase, viewer: str) -> str:
    """What one event was, as the reader's side may know it."""
    data = event.data
    sentence = (
        ESCALATIONS.get(data.get("level", "")) if event.code == "escalated" else SENTENCES.get(event.code)
    )
    if sentence is None:
        return event.code
    until = data.get("until", "")
    return str(sentence) % {
        "who": side_name(case, event.side, viewer=viewer) if event.side else _("The platform"),
        "reasons": reason_words(data.get("reasons", [])),
        "reason": str(data.get("reason", "")).rstrip("。."),
        "until": day_text(date.fromisoformat(until)) if until else "",
        "record": str(data.get("record", "")),
    }
