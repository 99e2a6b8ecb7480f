"""Workflow steps on a record's page: the buttons its people see, and what happens when one is pressed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.actor import Actor
from qianqiao.core.lifecycle import EXPIRED
from qianqiao.core.records import LivingRecord
from qianqiao.core.workflow import Flow, Refusal, possible_steps
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.facts import label_of

DESTRUCTIVE = {"withdraw", "suspend", "return"}
# fields of a record that its editor does not ask for
NOT_WRITTEN = {"id", "external_id", "owner", "organisation", "last_proven_alive", "valid_until"}
LEADING = {"submit", "accept", "publish", "resume", "renew"}
REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("You may not do this with this record."),
    "needs_colleague": gettext_lazy("You wrote this: a colleague who may review publishes or returns it."),
    "needs_platform": gettext_lazy("The platform checks this before it is published; it has it on its list."),
    "wrong_state": gettext_lazy("The record is in another state by now. Look at it again before you decide."),
    "reason_required": gettext_lazy("Please give a reason; it is kept with the record's history."),
    "changed_meanwhile": gettext_lazy(
        "Somebody changed the record meanwhile. Look at it again before you decide."
    ),
    "validity_has_passed": gettext_lazy(
        "The validity date lies in the past. Say that it is still true, or set a later date first."
    ),
}


@dataclass(frozen=True, slots=True)
class StepButton:
    """One possible step: `tone` is primary, quiet or danger; `comment_on` are fields (key, label) to comment on."""

    name: str
    label: str | Promise
    url: str
    tone: str
    reason_required: bool
    comment_on: tuple[tuple[str, str], ...] = ()


def buttons(flow: Flow[Any], row: LivingRecord, *, actor: Actor) -> list[StepButton]:
    """The steps that the actor could take now, the leading one first."""
    steps = sorted(
        possible_steps(flow, row, actor=actor),
        key=lambda step: (step.name in DESTRUCTIVE, step.name not in LEADING),
    )
    return [
        StepButton(
            step.name,
            # what is off the lists is not merely still true: it is offered again
            _("Offer it again") if step.name == "renew" and row.state == EXPIRED else step.label,
            _taken_at(row, step.name),
            "danger" if step.name in DESTRUCTIVE else "primary" if n == 0 else "quiet",
            step.reason_required,
            _commentable(row) if step.name == "return" else (),
        )
        for n, step in enumerate(steps)
    ]


def _taken_at(row: LivingRecord, step: str) -> str:
    """Where a step is posted to: a renewal where it can be taken back again, all others at the record itself."""
    return f"/my/records/{row.number}/renew" if step == "renew" else f"{address(row.number)}/steps/{step}"


def _commentable(row: LivingRecord) -> tuple[tuple[str, str], ...]:
    """What people write; a comment on a text speaks of its English words too."""
    keys = [spec.key for spec in row.specs]
    own = [key for key in keys if key not in NOT_WRITTEN and key.removesuffix("_en") not in set(keys) - {key}]
    return tuple((key, str(label_of(row.specs, key))) for key in own)


def comments(request: HttpRequest) -> dict[str, str]:
    """Comments on fields from a posted form, by the field's key."""
    return {
        name.removeprefix("comment-"): text
        for name, text in request.POST.items()
        if name.startswith("comment-") and isinstance(text, str)
    }


def refusal_in_words(refusal: Refusal, row: LivingRecord) -> str:
    """What stood against a step, for the person who tried it."""
    if refusal.code == "required_fields_missing":
        names = [label_of(row.specs, key.strip()) for key in refusal.detail.split(",")]
        return _("These fields must be filled first: %(names)s.") % {"names": ", ".join(names)}
    return str(REFUSALS.get(refusal.code, _("The step was not taken: %(code)s.") % {"code": refusal.code}))


def take(
    request: HttpRequest, row: LivingRecord, step: Callable[[int | None, str], LivingRecord]
) -> HttpResponse:
    """Takes a step from a posted form (`version`, `reason`) and returns to the record with the outcome said."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    version = request.POST.get("version", "")
    try:
        step(int(version) if version.isdigit() else None, request.POST.get("reason", "").strip()[:1000])
    except Refusal as refusal:
        messages.error(request, refusal_in_words(refusal, row))
    except LookupError:
        messages.error(request, _("There is no such step."))
    else:
        messages.success(request, _("Done: the record is up to date."))
    response = HttpResponseRedirect(address(row.number))
    response.status_code = 303
    return response
