"""The room that both sides share: where it stands, what is my turn, what was said."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from qianqiao.agreements.queries import agreements_of
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.texts import marked
from qianqiao.core.workflow import Refusal, possible_steps
from qianqiao.docking.domain.reading import may_read_sealed
from qianqiao.docking.domain.steps import PLAIN_STEPS, take_plain_step
from qianqiao.docking.forms import MeetingForm, MessageForm, NoteForm, PauseForm, ReportForm
from qianqiao.docking.models import OFFER, DockingCase, Wish, other
from qianqiao.docking.presenting.carriers import carriers
from qianqiao.docking.presenting.history import history, reason_words
from qianqiao.docking.presenting.sides import counterpart, reach_of, side_name, viewer_of
from qianqiao.docking.presenting.states import badge, clock_lines
from qianqiao.docking.reads.cases import case_by_number, notes_of
from qianqiao.docking.reads.subjects import subjects
from qianqiao.docking.sides import is_named
from qianqiao.docking.states import AGREED, CASE_FLOW, EXPRESSED, OPEN
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import canonical

# The order in which steps lead on; the first that is possible is the main act.
ORDER = (
    "accept",
    "open_contact",
    "agree",
    "negotiate",
    "agree_confidentiality",
    "pay",
    "refuse",
    "withdraw",
    "close",
)
ENDING = frozenset({"refuse", "withdraw", "close"})


@dataclass(frozen=True, slots=True)
class Act:
    """One step as a button or, where it needs more, as a link to its form."""

    name: str
    label: str | Promise
    url: str
    kind: str
    is_form: bool


def known_case(number: str, actor: Actor) -> DockingCase:
    """The case, or a 404 for whoever has no part in it."""
    found = case_by_number(canonical(number), actor=actor)
    if found is None:
        raise Http404(number)
    return found


def acts(case: DockingCase, actor: Actor) -> list[Act]:
    """What the reader can do now, the one main act first."""
    possible = {step.name: step for step in possible_steps(CASE_FLOW, case, actor=actor)}
    names = [name for name in ORDER if name in possible]
    return [
        Act(
            name,
            possible[name].label,
            f"/cases/{case.number}/steps/{name}",
            "danger" if name in ENDING else "primary" if n == 0 else "quiet",
            name not in PLAIN_STEPS,
        )
        for n, name in enumerate(names)
    ]


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of_request(request)
    found = known_case(number, actor)
    if request.method == "GET" and found.state == EXPRESSED and policy.may(actor, "answer", found):
        found = _seen(found, actor)
    return render(request, "docking/case.html", context_of(found, actor))


def _seen(found: DockingCase, actor: Actor) -> DockingCase:
    """Opening it is seeing it; somebody else may have been quicker."""
    with suppress(Refusal):
        take_plain_step(found, "see", actor=actor)
    return known_case(found.number, actor)


def context_of(found: DockingCase, actor: Actor) -> dict[str, Any]:
    viewer = viewer_of(actor, found)
    reads = policy.may(actor, "read", found)
    known = subjects([found.demand, found.offer], actor=actor)
    talks = found.state in OPEN and policy.may(actor, "talk", found)
    lines = clock_lines(found, actor=actor, viewer=viewer)
    return {
        "case": found,
        "badge": badge(found.state),
        "viewer": viewer,
        "counterpart": counterpart(found, viewer=viewer),
        "started_by": side_name(found, found.started_by, viewer=viewer),
        "records": [known[key] for key in (found.demand, found.offer) if key in known],
        "sides": _sides(found, viewer),
        "carriers": carriers(found, actor=actor, viewer=viewer),
        "opens_sealed": may_read_sealed(found, actor=actor),
        "acts": acts(found, actor) if reads else [],
        "clocks": lines,
        "clock_forms": [(one, PauseForm(auto_id=f"pause-{one.code}-%s")) for one in lines],
        "history": history(found, viewer=viewer),
        "reasons": reason_words(found.reasons) if found.reasons else "",
        "reads": reads,
        "talks": talks,
        **(_shared(found, actor, viewer, talks) if reads else {}),
    }


def _sides(found: DockingCase, viewer: str) -> list[dict[str, Any]]:
    return [
        {
            "side": side,
            "name": side_name(found, side, viewer=viewer),
            "url": f"/organisations/{found.organisation_of(side).number}"
            if is_named(found, side, viewer=viewer)
            else "",
            "reach": marked(reach_of(found, side, viewer=viewer)),
            "own": side == viewer,
        }
        for side in (found.started_by, other(found.started_by))
    ]


def _shared(found: DockingCase, actor: Actor, viewer: str, talks: bool) -> dict[str, Any]:
    """What only the two sides read."""
    messages = found.messages.select_related("author").prefetch_related("files")
    wishes = dict(Wish.choices)
    return {
        "messages_of": [
            {
                "message": one,
                "name": side_name(found, one.side, viewer=viewer),
                "author": marked(str(one.author))
                if one.author and is_named(found, one.side, viewer=viewer)
                else "",
                "text": marked(one.text),
                "own": one.side == viewer,
            }
            for one in messages
        ],
        "meetings": [
            {
                "meeting": one,
                "name": side_name(found, one.side, viewer=viewer),
                "answerable": talks and one.side != viewer and one.answer == "proposed",
                "revocable": talks and one.side == viewer and one.answer in {"proposed", "accepted"},
            }
            for one in found.meetings.all()
        ],
        "text": marked(found.text),
        "reason_text": marked(found.reason_text),
        "notes": [
            {"author": marked(str(one.author or "")), "at": one.created_at, "text": marked(one.text)}
            for one in notes_of(found, viewer, actor)
        ],
        "agreements": agreements_of(found.number, actor=actor),
        "wishes": [wishes[code] for code in found.wishes if code in wishes],
        # one page, several forms with fields of the same name: each has ids of its own
        "message_form": MessageForm(auto_id="message-%s"),
        "note_form": NoteForm(auto_id="note-%s"),
        "meeting_form": MeetingForm(auto_id="meeting-%s"),
        "report_form": ReportForm(auto_id="report-%s")
        if found.state == AGREED and viewer == OFFER and talks
        else None,
    }
