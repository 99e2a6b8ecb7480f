"""Gives mandates and takes their steps; each with what people are told of it, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from qianqiao.core import audit, clock, numbers, outbox
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.workflow import Refusal, take_step
from qianqiao.mandates import queries, telling
from qianqiao.mandates.domain.todos import close_todos_under
from qianqiao.mandates.limits import limits
from qianqiao.mandates.models import Mandate
from qianqiao.mandates.policies import GIVE
from qianqiao.mandates.states import IN_FORCE, MANDATE_FLOW, OFFERED
from qianqiao.organisations.models import Organisation

LETTER = "M"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MandateTerms:
    """What is agreed: no records means all of the organisation's."""

    acts: Sequence[str]
    starts_on: date
    ends_on: date
    records: Sequence[str] = ()
    reads_sealed: bool = False
    notice_days: int = 0
    fee_amount: Decimal | None = None
    fee_percent: Decimal | None = None
    fee_text: str = ""


def give(organisation: Organisation, agency: Organisation, terms: MandateTerms, *, actor: Actor) -> Mandate:
    """Offers a mandate to an agency, which answers it.

    Refusal codes: not_allowed, agency_unfit, no_act, act_unknown, day_has_passed, days_wrong, too_long, notice_too_long,
    fee_wrong, record_unknown (with the numbers); then nothing is written.
    """
    if organisation.pk not in actor.organisations_where(GIVE):
        raise Refusal("not_allowed", "give")
    if agency.kind != Organisation.Kind.AGENCY or organisation.kind == Organisation.Kind.AGENCY:
        raise Refusal("agency_unfit", agency.number)
    _check(terms)
    foreign = queries.not_owned(terms.records, organisation.pk)
    if foreign:
        raise Refusal("record_unknown", ", ".join(foreign))
    with transaction.atomic():
        row = Mandate.objects.create(
            number=numbers.take(LETTER)[0],
            state=MANDATE_FLOW.initial,
            organisation=organisation,
            agency=agency,
            records=sorted(set(terms.records)),
            acts=[act for act in Mandate.Act.values if act in terms.acts],
            reads_sealed=terms.reads_sealed,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            notice_days=terms.notice_days,
            fee_amount=terms.fee_amount,
            fee_percent=terms.fee_percent,
            fee_text=terms.fee_text.strip()[:300],
            given_by_id=actor.user_id,
            created_at=clock.now(),
        )
        audit.append(
            "mandate.give",
            subject=row.number,
            actor=actor,
            chain=row.audit_chain,
            data={
                "agency": agency.number,
                "acts": row.acts,
                "records": row.records,
                "from": row.starts_on,
                "until": row.ends_on,
            },
        )
        outbox.emit("mandates.give", {"number": row.number})
        telling.of_offer(row)
    return row


def _check(terms: MandateTerms) -> None:
    unknown = sorted(set(terms.acts) - set(Mandate.Act.values))
    if unknown:
        raise Refusal("act_unknown", ", ".join(unknown))
    if not terms.acts:
        raise Refusal("no_act")
    if terms.ends_on < clock.today():
        raise Refusal("day_has_passed", terms.ends_on.isoformat())
    if terms.ends_on < terms.starts_on:
        raise Refusal("days_wrong", terms.ends_on.isoformat())
    allowed = limits()
    if (terms.ends_on - terms.starts_on).days >= allowed.longest_days:
        raise Refusal("too_long", str(allowed.longest_days))
    if not 0 <= terms.notice_days <= allowed.longest_notice:
        raise Refusal("notice_too_long", str(allowed.longest_notice))
    _check_fee(terms)


def _check_fee(terms: MandateTerms) -> None:
    amount, percent = terms.fee_amount, terms.fee_percent
    if amount is not None and percent is not None:
        raise Refusal("fee_wrong", "both")
    for value, most in ((amount, Decimal(10) ** 12), (percent, Decimal(101))):
        if value is not None and (not 0 <= value < most or value != value.quantize(CENT)):
            raise Refusal("fee_wrong", str(value))
    if percent is not None and percent > Decimal(100):
        raise Refusal("fee_wrong", str(percent))


def answer(
    row: Mandate, step: str, *, reason: str = "", actor: Actor, expected_version: int | None = None
) -> Mandate:
    """Accepts, declines (with a reason) or takes back an offer, or gives notice (with a reason); the flow's Refusals.

    Notice ends the mandate after the days agreed, never later than its own last day.
    """

    def change(fresh: Mandate) -> None:
        if step == "accept":
            fresh.accepted_at = clock.now()
            return
        fresh.reason = reason.strip()[:500]
        if step == "give_notice":
            fresh.ends_on = min(fresh.ends_on, clock.today() + timedelta(days=fresh.notice_days))
            fresh.starts_on = min(fresh.starts_on, fresh.ends_on)

    if step not in {"accept", "decline", "withdraw", "give_notice"}:
        raise Refusal("not_allowed", step)
    with transaction.atomic():
        fresh = take_step(
            MANDATE_FLOW,
            row,
            step,
            actor=actor,
            expected_version=expected_version,
            reason=reason,
            change=change,
        )
        telling.of_step(fresh, step, by=actor)
    return fresh


def end_due() -> int:
    """Ends mandates whose last day has passed and lets unanswered ones lapse; repeating it is harmless."""

    def close(fresh: Mandate) -> None:
        if fresh.accepted_at is not None:
            fresh.ended_at = clock.now()

    count = 0
    due = Mandate.objects.filter(state__in=[*IN_FORCE, OFFERED], ends_on__lt=clock.today()).order_by("pk")
    for row in due:
        step = "lapse" if row.state == OFFERED else "expire"
        try:
            with transaction.atomic():
                fresh = take_step(MANDATE_FLOW, row, step, actor=SYSTEM, change=close)
                close_todos_under(fresh.number)
                telling.of_step(fresh, step, by=SYSTEM)
        except Refusal:  # answered meanwhile
            continue
        count += 1
    return count
