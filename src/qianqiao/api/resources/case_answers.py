"""What all operations on a case do alike: find it, refuse in words, answer a write once."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from qianqiao.api import problems
from qianqiao.api.addresses import case_address, case_page
from qianqiao.api.domain.once import Answer, once
from qianqiao.api.form_bodies import fingerprint
from qianqiao.api.holders import Holder, holder_of
from qianqiao.api.keyed import KEYS_PAGE
from qianqiao.api.presenting import cases as present
from qianqiao.api.resources.answers import refuse_unknown
from qianqiao.api.schemas.cases import Case
from qianqiao.api.scopes import scope_for
from qianqiao.core import config, policy
from qianqiao.core.numbers import PATTERN
from qianqiao.core.workflow import Refusal
from qianqiao.docking.policies import EITHER_SIDE
from qianqiao.docking.reads.cases import listed
from qianqiao.docking.views.answers import in_words
from qianqiao.organisations.views.record_pages.addresses import canonical

# refusal of the rooms below -> the key of the body that it is about
FIELDS = {
    "reasons_missing": "reasons",
    "reason_unknown": "reasons",
    "text_missing": "text",
    "text_too_long": "text",
    "reach_missing": "reach",
    "wish_missing": "wishes",
    "nothing_named": "demand",
    "not_your_record": "demand",
    "record_not_published": "demand",
    "same_organisation": "offer",
    "kind_unknown": "kind",
    "title_missing": "title",
    "signed_in_future": "signed_on",
    "ends_before_signing": "ends_on",
    "amount_negative": "amount_contract",
    "first_above_contract": "amount_first",
    "amount_missing": "amount",
    "received_in_future": "received_on",
    "received_before_signing": "received_on",
    "meeting_in_past": "starts_at",
    "meeting_length": "minutes",
    "place_missing": "place",
    "reason_required": "reason",
    "pause_in_past": "until",
    "pause_too_long": "until",
    "too_many_files": "files",
}
ACTIONS = {**EITHER_SIDE, "answer": "docking.answer", "withdraw": "docking.express"}


def known_case(request: HttpRequest, number: str) -> Any:
    """The case for the key's side; Problem 404 for whoever has no part in it."""
    wanted = canonical(number.strip())
    rows = listed(holder_of(request).actor, followed=True)
    found = rows.filter(number=wanted).first() if PATTERN.match(wanted) else None
    if found is None:
        raise problems.not_found(
            _("Your organisation has no case %(number)s.") % {"number": number},
            how=_("Numbers of cases begin with K; GET /api/v1/cases lists those of your organisation."),
        )
    return found


def readable_case(request: HttpRequest, number: str) -> Any:
    """The same for what the sides write to each other, which a liaison officer follows without reading it."""
    found = known_case(request, number)
    if not policy.may(holder_of(request).actor, "read", found):
        raise not_allowed()
    return found


def written(
    request: HttpRequest, token: str, act: Callable[[Holder], tuple[int, BaseModel, str]]
) -> HttpResponse:
    """Runs a write once for its Idempotency-Key; `act` returns status, answer and address of what it made."""
    refuse_unknown(request, ())
    holder = holder_of(request)

    def run() -> Answer:
        status, shape, location = act(holder)
        return Answer(status, _json(shape), location)

    try:
        answer = once(holder.key, token, fingerprint(request), run)
    except Refusal as refusal:
        if refusal.code != "token_reused":
            raise
        raise _reused() from refusal
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json; charset=utf-8")
    if answer.location:
        response["Location"] = answer.location
    if answer.repeated:
        response["Idempotency-Replayed"] = "true"
    return response


def _json(shape: BaseModel) -> str:
    return json.dumps(shape.model_dump(), cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def _reused() -> problems.Problem:
    return problems.Problem(
        409,
        "idempotency_key_reused",
        _("Idempotency-Key used before"),
        detail=_("This Idempotency-Key has done another request already; nothing was done now."),
        how=_("Send a new Idempotency-Key with every new request, and the old one only to repeat the same."),
    )


def case_of(number: str, holder: Holder) -> Case:
    """The case as it is now."""
    return present.case(listed(holder.actor, followed=True).get(number=number), actor=holder.actor)


@contextmanager
def refusing(row: Any, action: str, holder: Holder) -> Iterator[None]:
    """Turns the Refusals of what is done within into their Problems."""
    try:
        yield
    except Refusal as refusal:
        raise refused(refusal, row, action, holder) from refusal


def refused(refusal: Refusal, row: Any, action: str, holder: Holder) -> problems.Problem:
    """A refusal of a step or a word in an existing case, as the problem that says how to mend it."""
    if refusal.code in FIELDS:
        return about_field(refusal)
    if refusal.code == "not_allowed":
        return _not_allowed(row, action, holder)
    now = listed(holder.actor).filter(pk=row.pk).first() or row
    possible = [step.name for step in present.steps(now, actor=holder.actor)]
    return problems.Problem(
        409,
        refusal.code,
        _("The case stands elsewhere"),
        detail=in_words(refusal),
        how=_("Read %(url)s and decide on what it says now. Possible: %(steps)s.")
        % {"url": case_address(row.number), "steps": ", ".join(possible) or "–"},
        more={"state": now.state, "version": now.version, "possible": possible},
    )


def about_field(refusal: Refusal) -> problems.Problem:
    return problems.invalid([{"parameter": FIELDS[refusal.code], "reason": in_words(refusal)}])


def _not_allowed(row: Any, action: str, holder: Holder) -> problems.Problem:
    if policy.may(holder.person, action, row) and not policy.may(holder.actor, action, row):
        return scope_missing(scope_for(ACTIONS[action]), case_page(row.number))
    return not_allowed()


def not_allowed() -> problems.Problem:
    return problems.Problem(
        403,
        "not_allowed",
        _("Not allowed"),
        detail=_("The person of this key may not do this here: its role or its side does not allow it."),
        how=_("GET the case: “steps” lists what is possible. %(page)s says which role may do what.")
        % {"page": f"{config.site_address()}/roles/"},
    )


def scope_missing(scope: str, page: str) -> problems.Problem:
    """What the key's person may do, but not with this key."""
    return problems.Problem(
        403,
        "scope_missing",
        _("The key does not go that far"),
        detail=_("This key lacks the scope %(scope)s.") % {"scope": scope},
        how=_("Do it on the page %(page)s, or make a key with this scope at %(keys)s.")
        % {"page": page, "keys": f"{config.site_address()}{KEYS_PAGE}"},
    )
