"""Fills a database for `busy.py`: organisations, people, records with vectors, cases in every state; all fictional.

Records are written by the rooms' own bulk writers. Cases are brought to each state by the steps that people take, once
a state, and then copied to other pairs with everything that those steps wrote: history, messages, clocks, to-dos,
notices, agreements and chained audit entries. E-mails of copies are not queued, their labels for matching not written.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.db import models, transaction
from enlarged import Enlarged, base_texts

from qianqiao.agreements.models import Agreement, AgreementParty
from qianqiao.catalogue.domain.records import upsert_records
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import audit, clock, copying, numbers
from qianqiao.core.actor import SYSTEM
from qianqiao.core.models import AuditChain, AuditEntry, OutboxDelivery
from qianqiao.demands.domain.records import upsert_demands
from qianqiao.demands.models import Demand
from qianqiao.docking.domain import talking
from qianqiao.docking.models import CaseEvent, CaseMessage, DockingCase, Obligation
from qianqiao.docking.states import OPEN
from qianqiao.matching import generations, large_stocks
from qianqiao.matching.domain.generations import ensure_generation as ensure_vectors
from qianqiao.matching.encoder import to_bytes
from qianqiao.matching.models import RecordVector
from qianqiao.matching.queries import published
from qianqiao.matching.records import public_records
from qianqiao.matching.slots import slots_of
from qianqiao.matching.stocks import STOCKS
from qianqiao.notices.models import Delivery, MailDigest, Notice, Todo
from qianqiao.organisations.models import Organisation
from qianqiao.search.domain.generations import ensure_generation as ensure_index
from tests.factories import dockings
from tests.factories import records as make

BATCH = 2_000
# Of a hundred records; of a hundred cases, by state.
SHARES = {"patent": 60, "achievement": 25, "demand": 10, "expert": 5}
STATES = {
    "expressed": 10, "seen": 8, "interested": 10, "contact": 8, "confidential": 4, "negotiating": 6, "agreed": 4,
    "refused": 22, "withdrawn": 4, "unanswered": 12, "paid": 5, "closed": 7,
}  # fmt: skip
REGIONS = ("330200", "330100", "440300", "320100", "310000", "510100")


@dataclass
class Side:
    """An organisation, one person of it and its records of one kind."""

    organisation: Organisation
    user: Any
    numbers: list[str] = field(default_factory=list)


@dataclass
class Stock:
    firms: list[Side]
    universities: list[Side]
    authorities: list[Side]


def told(name: str, started: float) -> None:
    print(f"  {name}: {time.monotonic() - started:.0f} s", flush=True)


def fill(records: int, cases: int, people: int, seed: int = 2026) -> None:
    """Everything, in the order in which it depends on each other; prints what each part took."""
    dice = random.Random(seed)
    started = time.monotonic()
    stock = _people(people)
    told(f"{people} people with organisations", started)
    started = time.monotonic()
    base = base_texts(Path("absent"))
    texts = _records(stock, base, records)
    told(f"{records:,} records", started)
    started = time.monotonic()
    _vectors(base, texts, seed)
    told("vectors, mixed from those of the sample texts", started)
    started = time.monotonic()
    _cases(stock, cases, dice)
    told(f"{cases:,} cases", started)
    # what the events of the filling would have led to is built whole below; nobody is written to about fiction
    OutboxDelivery.objects.filter(state="pending").update(state="done", delivered_at=clock.now(), attempts=1)
    Delivery.objects.all().delete()
    MailDigest.objects.all().delete()
    started = time.monotonic()
    ensure_index()
    for one in STOCKS.values():
        large_stocks.build(one.letters, one.event, one.side)
    told("search index and stocks on disk", started)


def _people(count: int) -> Stock:
    """Half in firms, the rest in universities but for a few in authorities; everybody in an organisation of their own."""
    sides: dict[str, list[Side]] = {"enterprise": [], "university": [], "authority": []}
    for n in range(count):
        kind = "authority" if n % 20 == 19 else ("enterprise", "university")[n % 2]
        organisation = make.organisation(kind, region=REGIONS[n % len(REGIONS)], name=f"示例压测单位{n}")
        user, _actor = make.person(organisation, email=f"busy{n}@example.org")
        sides[kind].append(Side(organisation, user))
    make.person(make.organisation("operator"), roles=["operator"])
    return Stock(sides["enterprise"], sides["university"], sides["authority"])


def _row(kind: str, number: int, text: tuple[str, str], owner: int) -> dict[str, Any]:
    title, abstract = text
    row: dict[str, Any] = {"external_id": f"busy-{kind}-{number}", "fields": [_FIELDS[number % len(_FIELDS)]]}
    if kind == "patent":
        digits = f"2019{1 + number % 2}{number:07d}"
        check = (
            sum(int(d) * w for d, w in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True)) % 11
        )
        row |= {"application_number": f"{digits}.{'X' if check == 10 else check}", "abstract": abstract}
    elif kind == "achievement":
        row |= {"summary": abstract, "trl": 4 + number % 6, "modes": ["licence"], "region": "330200"}
    elif kind == "demand":
        row |= {"problem": abstract, "budget_max": f"{1 + number % 90}0000.00"}
    else:
        paper = {"title": title, "text": abstract[:600], "year": 2024, "kind": "paper"}
        return {
            **row,
            "name": f"示例{number}",
            "organisation": owner,
            "research": [title[:30]],
            "documents": [paper],
        }
    return {**row, "title": f"示例：{title}"[:200], ("organisation" if kind == "demand" else "owner"): owner}


_FIELDS = ("inspection_sensing", "energy_storage")
MODELS: dict[str, Any] = {"patent": Patent, "achievement": Achievement, "expert": Expert, "demand": Demand}


def _records(stock: Stock, base: list[tuple[str, str]], count: int) -> dict[str, tuple[int, int]]:
    """Writes all records; returns the two base texts of each by its number."""
    places: dict[str, tuple[int, int]] = {}
    for kind, share in SHARES.items():
        own = Enlarged(base, count * share // 100, kind if kind == "demand" else "offer", seed=2026 + share)
        owners = stock.firms if kind == "demand" else stock.universities
        sources = own.sources()
        for start in range(0, own.count, BATCH):
            texts = [(one.title, one.text) for one in own.records(start, min(start + BATCH, own.count))]
            rows = [
                _row(kind, start + n, text, owners[(start + n) % len(owners)].organisation.pk)
                for n, text in enumerate(texts)
            ]
            if kind == "demand":
                written: list[Any] = list(upsert_demands(rows, actor=SYSTEM, source="busy", publish=True))
            else:
                written = list(upsert_records(MODELS[kind], rows, actor=SYSTEM, source="busy", publish=True))
            for n, one in enumerate(written):
                if one.record.state != "published":
                    raise RuntimeError(
                        f"{one.record.number} is not complete: {one.record.missing_required()}"
                    )
                places[one.record.number] = (int(sources[start + n, 0]), int(sources[start + n, 1]))
                owners[(start + n) % len(owners)].numbers.append(one.record.number)
    return places


def _vectors(base: list[tuple[str, str]], places: dict[str, tuple[int, int]], seed: int) -> None:
    """A vector per text of a record: the mean of those of its two base texts, with noise, as in `enlarged.py`."""
    ensure_vectors()
    dice = np.random.default_rng(seed)
    for member in generations.members_to_fill():
        parts = {
            part: np.asarray(member.encode([text[place] for text in base], "passage"), np.float32)
            for place, part in enumerate(("title", "text"))
        }
        for letter in "APXD":
            rows = published(letter)
            for start in range(0, len(rows), BATCH):
                records, revisions = public_records(rows[start : start + BATCH])
                made: list[RecordVector] = []
                for record in records:
                    a, b = places[record.id]
                    for slot in slots_of(record):
                        own = parts[slot.part]
                        mixed = (own[a] + own[b]) / 2 + dice.standard_normal(own.shape[1], np.float32) * (
                            0.25 / own.shape[1] ** 0.5
                        )
                        made.append(
                            RecordVector(
                                number=record.id, revision=revisions[record.id], document=slot.document,
                                language=slot.language, part=slot.part, encoder=member.key,
                                vector=to_bytes(mixed / np.linalg.norm(mixed)),
                            )
                        )  # fmt: skip
                with transaction.atomic():
                    copying.insert(made)


@dataclass
class _Template:
    """A case in a state with every row that its steps wrote."""

    case: DockingCase
    people: tuple[int, int]
    rows: dict[type[models.Model], list[Any]]


def _templates(stock: Stock) -> dict[str, _Template]:
    found = {}
    firm, university = stock.firms[0], stock.universities[0]
    for n, state in enumerate(STATES):
        two = dockings.Pair(
            firm.organisation, university.organisation, firm.user, _actor(firm), university.user, _actor(university),
            Demand.objects.get(number=firm.numbers[n]),
            _offer(university.numbers[n]),
        )  # fmt: skip
        case, _two = dockings.case_in(state, two)
        if state in OPEN:
            talking.say(case, "示例：收到，下周可以先看样件。", actor=_actor(university))
            case.refresh_from_db()
        signed = list(Agreement.objects.filter(cause=case.number))
        rows: dict[type[models.Model], list[Any]] = {
            CaseEvent: list(CaseEvent.objects.filter(case=case)),
            CaseMessage: list(CaseMessage.objects.filter(case=case)),
            Obligation: list(Obligation.objects.filter(case=case)),
            Todo: list(Todo.objects.filter(address__contains=case.number)),
            Notice: list(Notice.objects.filter(address__contains=case.number)),
            Agreement: signed,
            AgreementParty: list(AgreementParty.objects.filter(agreement__in=signed)),
            AuditEntry: list(
                AuditEntry.objects.filter(
                    subject__in=[case.number, *(one.number for one in signed)]
                ).order_by("pk")
            ),
        }
        found[state] = _Template(case, (firm.user.pk, university.user.pk), rows)
    return found


def _actor(side: Side) -> Any:
    from qianqiao.organisations.actors import actor_of  # noqa: PLC0415  beside its only use

    return actor_of(side.user)


def _offer(number: str) -> Any:
    return MODELS[{"A": "achievement", "P": "patent", "X": "expert"}[number[0]]].objects.get(number=number)


def _pairs(stock: Stock, count: int, dice: random.Random) -> Iterator[tuple[Side, str, Side, str]]:
    """Pairs of a demand and an offer, none twice; every firm and every university has its share."""
    used: set[tuple[str, str]] = set()
    while len(used) < count:
        firm = stock.firms[len(used) % len(stock.firms)]
        university = dice.choice(stock.universities)
        pair = dice.choice(firm.numbers), dice.choice(university.numbers)
        if pair not in used and pair[0] not in firm.numbers[: len(STATES)]:
            used.add(pair)
            yield firm, pair[0], university, pair[1]


def _cases(stock: Stock, count: int, dice: random.Random) -> None:
    templates = _templates(stock)
    states = dice.choices(list(STATES), weights=list(STATES.values()), k=count)
    pairs = list(_pairs(stock, count, dice))
    chains = {row.name: row for row in AuditChain.objects.all()}
    for start in range(0, count, BATCH):
        with transaction.atomic():
            _copy(templates, states[start : start + BATCH], pairs[start : start + BATCH], dice, chains)
    with transaction.atomic():
        for row in chains.values():
            row.save()


def _copy(
    templates: dict[str, _Template],
    states: list[str],
    pairs: list[tuple[Side, str, Side, str]],
    dice: random.Random,
    chains: dict[str, AuditChain],
) -> None:
    copies = [
        _Copy(templates[state], number, pair, _shift(state, dice))
        for state, number, pair in zip(states, numbers.take("K", len(states)), pairs, strict=True)
    ]
    copying.insert([one.case for one in copies])
    signed = [one for one in copies if one.template.rows[Agreement]]
    contracts = [(one, row) for one in signed for row in one.template.rows[Agreement]]
    given = numbers.take("C", len(contracts)) if contracts else []
    for (one, row), number in zip(contracts, given, strict=True):
        one.names[row.number] = number
    for model in (CaseEvent, CaseMessage, Obligation, Todo, Notice, Agreement):
        made = [(one, row, one.of(row)) for one in copies for row in one.template.rows[model]]
        copying.insert([fresh for _one, _row_, fresh in made])
        if model is Agreement:
            for one, row, fresh in made:
                one.keys[row.pk] = fresh.pk
    copying.insert([one.of(row) for one in copies for row in one.template.rows[AgreementParty]])
    entries = sorted(
        (one.of(row) for one in copies for row in one.template.rows[AuditEntry]), key=lambda e: e.at
    )
    for entry in entries:
        head = chains.setdefault(entry.chain, AuditChain(name=entry.chain))
        entry.sequence, entry.previous_hash = head.length + 1, head.head
        entry.hash = audit._digest(entry)  # noqa: SLF001  the chain as the kernel writes it
        head.length, head.head = entry.sequence, entry.hash
    copying.insert(entries)


def _shift(state: str, dice: random.Random) -> timedelta:
    """How long ago: ended cases within two years, open ones today, so that no clock falls due in the middle of a run."""
    return timedelta(days=dice.uniform(3, 700)) if state not in OPEN else timedelta(hours=dice.uniform(0, 20))


class _Copy:
    """One case copied from a template to another pair."""

    def __init__(
        self, template: _Template, number: str, pair: tuple[Side, str, Side, str], ago: timedelta
    ) -> None:
        firm, demand, university, offer = pair
        old = template.case
        self.template, self.ago = template, ago
        self.names = {old.number: number, old.demand: demand, old.offer: offer}
        self.organisations = {old.demand_side_id: firm, old.offer_side_id: university}
        self.users = {template.people[0]: firm.user, template.people[1]: university.user}
        self.names |= {
            side_old.name: side_new.organisation.name
            for side_old, side_new in ((old.demand_side, firm), (old.offer_side, university))
        }
        self.keys: dict[int, int] = {}
        self.case = self.of(old)

    def of(self, row: models.Model) -> Any:
        """The row with every name, person, organisation and moment of the template replaced."""
        values = {
            f.attname: self._value(f, getattr(row, f.attname))
            for f in row._meta.concrete_fields  # noqa: SLF001  Django's documented API
            if not f.primary_key
        }
        fresh = type(row)(**values)
        if isinstance(fresh, AuditEntry) and fresh.actor_id in self.users:
            user = self.users[fresh.actor_id]
            fresh.actor_id = user.pk
        if isinstance(fresh, AuditEntry) and fresh.chain.startswith("organisation:"):
            own = self.organisations[int(fresh.chain.removeprefix("organisation:"))]
            fresh.chain = f"organisation:{own.organisation.pk}"
            for name in ("demand_side", "offer_side"):
                if name in fresh.data:
                    fresh.data[name] = self.organisations[fresh.data[name]].organisation.pk
        return fresh

    def _value(self, field_: Any, value: Any) -> Any:
        target = field_.related_model
        if value is None:
            return None
        if target is Organisation:
            return self.organisations[value].organisation.pk
        if target is DockingCase:
            return self.case.pk
        if target is Agreement:
            return self.keys[value]
        if target is not None:
            return self.users[value].pk if value in self.users else value
        if hasattr(value, "utcoffset"):
            return value - self.ago
        return self._renamed(value)

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, str):
            for old, new in self.names.items():
                value = value.replace(old, new)
            return value
        if isinstance(value, dict):
            return {key: self._renamed(one) for key, one in value.items()}
        return value
