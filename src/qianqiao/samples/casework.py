"""Plays the fictional cases and the mandate of the demo through the same steps that people take."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from importlib import resources
from typing import Any

from django.db import transaction

from qianqiao.agreements.domain import Terms
from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.core import clock
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.demands.models import Demand
from qianqiao.docking.domain import expressing, steps, talking
from qianqiao.docking.domain.expressing import Interest
from qianqiao.docking.models import DockingCase, other
from qianqiao.mandates.domain.giving import MandateTerms, answer, give
from qianqiao.mandates.models import Mandate
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.domain.addresses import confirm_address
from qianqiao.organisations.domain.records import add_member
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.samples.loading import SOURCE

GIVER, BROKER = "firm@example.com", "broker@example.com"
REACH = "0571-0000-0000（示例号码）"
TELLING = "say_"
LONGEST = timedelta(days=700)


def load_cases() -> int:
    """Plays every sample case that is not there yet, each whole or not at all; how many were new."""
    new = sum(_play(told) for told in _cases())
    _give_mandate()
    return new


def _cases() -> Iterator[dict[str, Any]]:
    for line in (
        (resources.files("qianqiao.samples") / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    ):
        if line.strip():
            yield json.loads(line)


@transaction.atomic
def _play(told: dict[str, Any]) -> bool:
    demand = Demand.objects.get(source=SOURCE, external_id=told["demand"])
    offer = _offer(told["offer"])
    if DockingCase.objects.filter(demand=demand.number, offer=offer.number).exists():
        return False
    sides = {"demand": demand.organisation, "offer": offer.owner}
    people = {side: _person_of(organisation) for side, organisation in sides.items()}
    begins = told["by"]
    case = expressing.express(
        Interest(text=told["text"], wishes=told["wishes"], reach=REACH),
        demand=demand,
        offer=offer,
        organisation_id=sides[begins].pk,
        actor=people[begins],
    )
    for step in told["steps"]:
        case = _take(case, step, begins, people)
    return True


def _offer(external_id: str) -> Achievement | Patent:
    model = Patent if external_id.rsplit("-", 1)[1].startswith("P") else Achievement
    return model.objects.get(source=SOURCE, external_id=external_id)


def _person_of(organisation: Organisation) -> Actor:
    """Somebody who may act there: one of the demo people, or a contact made for the purpose who cannot sign in."""
    known = Membership.objects.filter(organisation=organisation, state=Membership.State.ACTIVE)
    for row in known.select_related("user").order_by("pk"):
        actor = actor_of(row.user)
        if "docking.sign" in actor.grants.get(organisation.pk, ()):
            return actor
    user = User.objects.create_user(
        f"contact-{organisation.number.lower()}@example.com", None, name=f"示例联系人（{organisation.name}）"
    )
    confirm_address(user)
    is_university = organisation.kind == Organisation.Kind.UNIVERSITY
    role = "transfer_officer" if is_university else "enterprise_user"
    add_member(organisation, user=user, title="示例联系人", actor=SYSTEM, roles=("administrator", role))
    return actor_of(user)


def _take(case: DockingCase, step: str, begins: str, people: dict[str, Actor]) -> DockingCase:
    """One step of the data: its name, for some of them followed by values between colons."""
    name, *values = step.split(":")
    began, answers = people[begins], people[other(begins)]
    if name.startswith(TELLING):
        talking.say(case, values[0], actor=people[name.removeprefix(TELLING)])
        return case
    taking: dict[str, Callable[[], DockingCase]] = {
        "accept": lambda: steps.accept(case, reach=REACH, actor=answers),
        "refuse": lambda: steps.refuse(case, reasons=values, actor=answers),
        "confidentiality": lambda: steps.agree_confidentiality(case, _confidentiality(), actor=began),
        "agree": lambda: steps.agree(case, _contract(*values), actor=people["offer"]),
        "pay": lambda: steps.pay(case, amount=Decimal(values[0]), on=clock.today(), actor=people["offer"]),
    }
    if name in taking:
        return taking[name]()
    return steps.take_plain_step(case, name, actor=answers if name == "see" else began)


def _confidentiality() -> Terms:
    today = clock.today()
    return Terms("confidentiality", "技术交流保密协议（示例）", today, today + LONGEST)


def _contract(kind: str, title: str, amount: str, first: str) -> Terms:
    today = clock.today()
    return Terms(kind, title, today, today + LONGEST, Decimal(amount), Decimal(first))


def _give_mandate() -> None:
    """The demo's firm lets the demo's agency answer and negotiate."""
    giver, broker = (User.objects.filter(email=email).first() for email in (GIVER, BROKER))
    if giver is None or broker is None or Mandate.objects.exists():
        return
    organisation, agency = (
        Organisation.objects.get(
            pk=Membership.objects.filter(user=user).order_by("pk").values("organisation")[:1]
        )
        for user in (giver, broker)
    )
    today = clock.today()
    terms = MandateTerms(
        [Mandate.Act.EXPRESS, Mandate.Act.ANSWER, Mandate.Act.NEGOTIATE],
        today,
        today + timedelta(days=365),
        notice_days=30,
        fee_percent=Decimal("3.00"),
        fee_text="合同生效后支付（示例）",
    )
    with transaction.atomic():
        row = give(organisation, agency, terms, actor=actor_of(giver))
        answer(row, "accept", actor=actor_of(broker))
