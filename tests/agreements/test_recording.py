"""Agreements: what is refused, money to the fen, seen by the parties alone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from qianqiao.agreements.domain import Terms, record_agreement, record_receipt
from qianqiao.agreements.models import Agreement
from qianqiao.agreements.queries import agreement_by_number
from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS, SYSTEM
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.models import Organisation
from tests.factories import records as make

pytestmark = pytest.mark.django_db
TERMS = Terms(
    "licence", "许可合同", date(2026, 3, 2), date(2029, 3, 1), Decimal("300000.005"), Decimal(90000)
)


def recorded(terms: Terms = TERMS) -> tuple[Agreement, Organisation, Organisation]:
    supplier, taker = make.organisation(), make.organisation("enterprise")
    with transaction.atomic():
        made = record_agreement(
            terms,
            parties={supplier.pk: "supplier", taker.pk: "taker"},
            cause="K2026-000001",
            copy=None,
            actor=SYSTEM,
        )
    return made, supplier, taker


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "handshake"}, "kind_unknown"),
        ({"title": " "}, "title_missing"),
        ({"signed_on": clock.today() + timedelta(days=1), "ends_on": None}, "signed_in_future"),
        ({"ends_on": date(2026, 3, 1)}, "ends_before_signing"),
        ({"amount_contract": Decimal(-1), "amount_first": None}, "amount_negative"),
        ({"amount_first": Decimal("300000.02")}, "first_above_contract"),
        ({"amount_contract": None}, "first_above_contract"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        recorded(replace(TERMS, **changes))
    assert refusal.value.code == code
    assert not Agreement.objects.exists()


def test_amounts_are_kept_to_the_fen_and_receipts_add_up() -> None:
    made, _, _ = recorded()
    assert made.amount_contract == Decimal("300000.01")
    with transaction.atomic():
        record_receipt(made, amount=Decimal("0.10"), on=date(2026, 4, 1), actor=SYSTEM)
        found = record_receipt(made, amount=Decimal("0.20"), on=date(2026, 3, 20), actor=SYSTEM)
    assert (found.amount_received, found.received_on) == (Decimal("0.30"), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("amount", "on", "code"),
    [
        (Decimal(0), date(2026, 4, 1), "amount_missing"),
        (Decimal(1), date(2026, 3, 1), "received_before_signing"),
        (Decimal(1), clock.today() + timedelta(days=1), "received_in_future"),
    ],
)
def test_a_receipt_is_real(amount: Decimal, on: date, code: str) -> None:
    made, _, _ = recorded()
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        record_receipt(made, amount=amount, on=on, actor=SYSTEM)
    assert refusal.value.code == code


def test_parties_see_it_and_nobody_else() -> None:
    made, supplier, taker = recorded()
    for one in (supplier, taker):
        assert agreement_by_number(made.number, actor=make.person(one)[1]) == made
    officer = make.person(make.organisation("authority", region="330000"))[1]
    student = make.person(supplier, roles=["reviewer"])[1]
    for actor in (ANONYMOUS, officer, student, make.person(make.organisation())[1]):
        assert agreement_by_number(made.number, actor=actor) is None


def test_it_is_recorded_with_its_cause_or_not_at_all() -> None:
    # every test runs inside a transaction: a connection of its own has none
    from django.db import connections  # noqa: PLC0415  only here

    connection = connections["default"]
    atomic, connection.in_atomic_block = connection.in_atomic_block, False
    try:
        with pytest.raises(RuntimeError, match="inside the transaction"):
            record_agreement(TERMS, parties={1: "supplier", 2: "taker"}, cause="K", copy=None, actor=SYSTEM)
    finally:
        connection.in_atomic_block = atomic
