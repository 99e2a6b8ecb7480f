"""The steps of a case, each with what belongs to it, in one transaction: state, history, clocks, notices, labels."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from qianqiao import reference
from qianqiao.agreements.domain import Terms, record_agreement, record_receipt
from qianqiao.agreements.models import Agreement, AgreementParty
from qianqiao.core import clock, outbox, workflow
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.private_files import PrivateFile
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain.clock_keeping import record, settle
from qianqiao.docking.domain.telling import tell_side
from qianqiao.docking.models import DEMAND, OFFER, SIDES, DockingCase, other
from qianqiao.docking.policies import EITHER_SIDE
from qianqiao.docking.sides import acts_for_side, side_of
from qianqiao.docking.states import CASE_FLOW

REASONS, OTHER, WENT_QUIET = "refusal_reasons", "other", "went_quiet"
STAMPS: dict[str, tuple[str, ...]] = {
    "see": ("seen_at",),
    "accept": ("answered_at", "interested_at"),
    "refuse": ("answered_at", "ended_at"),
    "withdraw": ("ended_at",),
    "open_contact": ("contact_at",),
    "negotiate": ("negotiating_at",),
    "agree": ("agreed_at",),
    "pay": ("paid_at", "ended_at"),
    "close": ("ended_at",),
    "release": ("ended_at",),
    "lapse": ("ended_at",),
}
# What a step teaches matching about the pair, on the levels of the interchange format.
INTERESTED_LEVEL, AGREED_LEVEL, OFF_TOPIC_LEVEL, REFUSED_LEVEL = 3, 4, 1, 2
# Steps that say all they have to say themselves; the others need something besides.
PLAIN_STEPS = frozenset({"see", "withdraw", "open_contact", "negotiate"})
Change = Callable[[DockingCase], None]


def take_plain_step(
    case: DockingCase, step: str, *, actor: Actor, expected_version: int | None = None
) -> DockingCase:
    """A step that needs nothing besides itself; raises Refusal needs_more for any other, LookupError for an unknown."""
    CASE_FLOW.step(step)
    if step not in PLAIN_STEPS:
        raise Refusal("not_allowed" if step in {"release", "lapse"} else "needs_more", step)
    return _take(case, step, actor=actor, expected_version=expected_version)


def accept(
    case: DockingCase, *, reach: str, actor: Actor, expected_version: int | None = None
) -> DockingCase:
    """The side that was asked is interested and says how to reach it; Refusal reach_missing and those of the flow."""
    if not reach.strip():
        raise Refusal("reach_missing")

    def change(row: DockingCase) -> None:
        side = row.receiver
        setattr(row, f"{side}_reach", reach.strip()[:300])
        setattr(row, f"{side}_person_id", actor.user_id)

    with transaction.atomic():
        fresh = _take(case, "accept", actor=actor, expected_version=expected_version, change=change)
        teach(fresh, fresh.receiver, INTERESTED_LEVEL)
    return fresh


def refuse(
    case: DockingCase,
    *,
    reasons: Sequence[str],
    text: str = "",
    actor: Actor,
    expected_version: int | None = None,
) -> DockingCase:
    """Declines with at least one coded reason; Refusal reasons_missing, reason_unknown, text_missing and the flow's."""
    codes = checked_reasons(reasons, text)
    with transaction.atomic():
        fresh = _take(
            case,
            "refuse",
            actor=actor,
            expected_version=expected_version,
            reason=",".join(codes),
            change=_giving(codes, text),
            data={"reasons": codes},
        )
        teach(fresh, fresh.receiver, OFF_TOPIC_LEVEL if "off_topic" in codes else REFUSED_LEVEL, codes)
    return fresh


def close(
    case: DockingCase,
    *,
    reasons: Sequence[str],
    text: str = "",
    actor: Actor,
    expected_version: int | None = None,
) -> DockingCase:
    """Ends talks, or an agreement that brought nothing, with coded reasons as for a refusal."""
    codes = checked_reasons(reasons, text)
    return _take(
        case,
        "close",
        actor=actor,
        expected_version=expected_version,
        reason=",".join(codes),
        change=_giving(codes, text),
        data={"reasons": codes},
    )


def agree_confidentiality(
    case: DockingCase,
    terms: Terms,
    *,
    copy: PrivateFile | None = None,
    actor: Actor,
    expected_version: int | None = None,
) -> DockingCase:
    """Records the confidentiality agreement of both sides; raises the Refusals of agreements and of the flow."""
    if terms.kind != Agreement.Kind.CONFIDENTIALITY:
        raise Refusal("kind_unknown", terms.kind)
    return _take_signed(
        case, "agree_confidentiality", terms, copy=copy, actor=actor, version=expected_version
    )


def agree(
    case: DockingCase,
    terms: Terms,
    *,
    copy: PrivateFile | None = None,
    actor: Actor,
    expected_version: int | None = None,
) -> DockingCase:
    """Records the agreement that the talks led to; raises Refusal kind_unknown, amount_missing and those below."""
    if terms.kind == Agreement.Kind.CONFIDENTIALITY:
        raise Refusal("kind_unknown", terms.kind)
    if terms.amount_contract is None:
        raise Refusal("amount_missing")
    with transaction.atomic():
        fresh = _take_signed(case, "agree", terms, copy=copy, actor=actor, version=expected_version)
        for side in SIDES:
            teach(fresh, side, AGREED_LEVEL)
    return fresh


def pay(
    case: DockingCase, *, amount: Decimal, on: date, actor: Actor, expected_version: int | None = None
) -> DockingCase:
    """Records the first money that came in; raises Refusal of `record_receipt` and of the flow."""
    with transaction.atomic():
        fresh = _take(case, "pay", actor=actor, expected_version=expected_version)
        signed = main_agreement(fresh)
        if signed is None:
            raise Refusal("agreement_missing")
        record_receipt(signed, amount=amount, on=on, actor=actor)
    return fresh


def end_by_clock(case: DockingCase, step: str) -> DockingCase:
    """The platform ends a case that was not answered or went quiet; both sides are told."""

    def change(row: DockingCase) -> None:
        if step == "lapse":
            row.reasons = [WENT_QUIET]

    return _take(case, step, actor=SYSTEM, change=change)


def main_agreement(case: DockingCase) -> Agreement | None:
    """What the talks led to, without the confidentiality agreement before it."""
    return (
        Agreement.objects.filter(cause=case.number)
        .exclude(kind=Agreement.Kind.CONFIDENTIALITY)
        .order_by("-pk")
        .first()
    )


def checked_reasons(codes: Sequence[str], text: str) -> list[str]:
    """At least one known code, each once, in the order of the list; “other” needs words."""
    known = [term.code for term in reference.terms(REASONS)]
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise Refusal("reason_unknown", ", ".join(unknown))
    if not codes:
        raise Refusal("reasons_missing")
    if OTHER in codes and not text.strip():
        raise Refusal("text_missing")
    return [code for code in known if code in codes]


def _giving(codes: Sequence[str], text: str) -> Change:
    def change(row: DockingCase) -> None:
        row.reasons, row.reason_text = list(codes), text.strip()[:1000]

    return change


def _take_signed(
    case: DockingCase,
    step: str,
    terms: Terms,
    *,
    copy: PrivateFile | None,
    actor: Actor,
    version: int | None,
) -> DockingCase:
    with transaction.atomic():
        fresh = _take(case, step, actor=actor, expected_version=version, signed_on=terms.signed_on)
        parties = {
            fresh.offer_side_id: AgreementParty.Part.SUPPLIER,
            fresh.demand_side_id: AgreementParty.Part.TAKER,
        }
        record_agreement(terms, parties=parties, cause=fresh.number, copy=copy, actor=actor)
    return fresh


def acting_side(actor: Actor, case: DockingCase, action: str) -> str:
    """The side in whose name a step is taken; empty for the platform."""
    if action == "answer":
        return str(case.receiver)
    if action == "withdraw":
        return str(case.started_by)
    needed = EITHER_SIDE[action]
    able = [side for side in SIDES if acts_for_side(actor, needed, case, side)]
    return able[0] if len(able) == 1 else side_of(actor, case)


def _take(
    case: DockingCase,
    name: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
    reason: str = "",
    change: Change | None = None,
    data: dict[str, object] | None = None,
    signed_on: date | None = None,
) -> DockingCase:
    def stamp(row: DockingCase) -> None:
        row.updated_at = clock.now()
        for field in STAMPS.get(name, ()):
            setattr(row, field, row.updated_at)
        if change is not None:
            change(row)

    with transaction.atomic():
        fresh = workflow.take_step(
            CASE_FLOW,
            case,
            name,
            actor=actor,
            expected_version=expected_version,
            reason=reason,
            change=stamp,
        )
        by = "" if actor is SYSTEM else acting_side(actor, fresh, CASE_FLOW.step(name).permission)
        record(fresh, name, side=by, user_id=actor.user_id, **(data or {}))
        settle(fresh, by=by, signed_on=signed_on)
        if name != "see":
            for side in [other(by)] if by else SIDES:
                tell_side(fresh, side, name, key=f"{name}:{fresh.version}", permission="docking.see")
    return fresh


def teach(case: DockingCase, side: str, level: int, reasons: Sequence[str] = ()) -> None:
    """Tells matching what a side made of the pair; nothing where one side has no record in it."""
    if case.demand and case.offer:
        who = {DEMAND: "demand_side", OFFER: "offer_side"}[side]
        told = {"demand": case.demand, "offer": case.offer, "who": who, "level": level}
        outbox.emit(
            "docking.pair_judged",
            {**told, "reasons": list(reasons), "cause": case.number, "at": clock.now().isoformat()},
        )
