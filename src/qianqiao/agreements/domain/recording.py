"""Records what was signed and what has been paid, inside the transaction of the step that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from qianqiao.agreements.models import Agreement, AgreementParty
from qianqiao.core import audit, clock, numbers
from qianqiao.core.actor import Actor
from qianqiao.core.money import yuan
from qianqiao.core.private_files import PrivateFile
from qianqiao.core.workflow import Refusal

LETTER = "C"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is written in an agreement, as far as the platform keeps it."""

    kind: str
    title: str
    signed_on: date
    ends_on: date | None = None
    amount_contract: Decimal | None = None
    amount_first: Decimal | None = None


def record_agreement(
    terms: Terms, *, parties: Mapping[int, str], cause: str, copy: PrivateFile | None, actor: Actor
) -> Agreement:
    """Writes an agreement between organisations (primary key: part); raises Refusal, and then nothing has changed.

    Refusal codes: kind_unknown, parties_missing, title_missing, signed_in_future, ends_before_signing,
    amount_negative, first_above_contract.
    """
    _inside_a_transaction()
    _check(terms, parties)
    now = clock.now()
    agreement = Agreement.objects.create(
        number=numbers.take(LETTER)[0],
        cause=cause,
        kind=terms.kind,
        title=terms.title.strip(),
        signed_on=terms.signed_on,
        ends_on=terms.ends_on,
        amount_contract=_fen(terms.amount_contract),
        amount_first=_fen(terms.amount_first),
        copy_path=copy.path if copy else "",
        copy_name=copy.name if copy else "",
        copy_type=copy.media_type if copy else "",
        copy_size=copy.size if copy else 0,
        copy_sha256=copy.sha256 if copy else "",
        created_at=now,
        updated_at=now,
    )
    AgreementParty.objects.bulk_create(
        [AgreementParty(agreement=agreement, organisation_id=key, part=part) for key, part in parties.items()]
    )
    data = {
        "cause": cause,
        "kind": agreement.kind,
        "parties": sorted(parties),
        "amount_contract": agreement.amount_contract,
        "copy": agreement.copy_sha256,
    }
    audit.append("agreements.recorded", subject=agreement.number, actor=actor, data=data)
    return agreement


def record_receipt(agreement: Agreement, *, amount: Decimal, on: date, actor: Actor) -> Agreement:
    """Adds money that came in; raises Refusal amount_missing, received_in_future or received_before_signing."""
    _inside_a_transaction()
    fresh = Agreement.objects.select_for_update().get(pk=agreement.pk)
    amount = yuan(amount)
    if amount <= 0:
        raise Refusal("amount_missing")
    if on > clock.today():
        raise Refusal("received_in_future", on.isoformat())
    if on < fresh.signed_on:
        raise Refusal("received_before_signing", on.isoformat())
    fresh.amount_received = (fresh.amount_received or Decimal(0)) + amount
    fresh.received_on = max(on, fresh.received_on or on)
    fresh.updated_at = clock.now()
    fresh.save(update_fields=["amount_received", "received_on", "updated_at"])
    data = {"amount": amount, "on": on, "received": fresh.amount_received}
    audit.append("agreements.money_received", subject=fresh.number, actor=actor, data=data)
    return fresh


def _check(terms: Terms, parties: Mapping[int, str]) -> None:
    faults = {
        "kind_unknown": terms.kind not in Agreement.Kind.values,
        "parties_missing": len(parties) < 2 or not set(parties.values()) <= set(AgreementParty.Part.values),
        "title_missing": not terms.title.strip(),
        "signed_in_future": terms.signed_on > clock.today(),
        "ends_before_signing": terms.ends_on is not None and terms.ends_on < terms.signed_on,
        "amount_negative": any((amount or 0) < 0 for amount in (terms.amount_contract, terms.amount_first)),
        "first_above_contract": terms.amount_first is not None
        and terms.amount_first > (terms.amount_contract or 0),
    }
    for code, wrong in faults.items():
        if wrong:
            raise Refusal(code)


def _fen(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else yuan(amount)


def _inside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an agreement is recorded inside the transaction of its cause")
