"""The parts of `busy.py` that look into the database: fill, plan, warm, wait, prove. Not to be run by hand."""

import json
import random
import sys
import time
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
from django.conf import settings  # noqa: TID251  people of a bench need no costly passwords

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()

import busy_stock  # noqa: E402  after set-up
from django.core.management import call_command  # noqa: E402  the same
from django.test import Client  # noqa: E402  the same

from qianqiao.core import audit  # noqa: E402  the same
from qianqiao.core.models import AuditEntry, OutboxDelivery  # noqa: E402  the same
from qianqiao.demands.models import Demand  # noqa: E402  the same
from qianqiao.docking.models import CaseMessage, DockingCase  # noqa: E402  the same
from qianqiao.docking.states import OPEN  # noqa: E402  the same
from qianqiao.organisations.models import Membership, User  # noqa: E402  the same
from tests.factories import records as make  # noqa: E402  the same

WORDS = ("检测", "电池", "铸件", "催化", "图像识别", "复合材料", "污水处理", "传感器", "减振", "激光焊接")
FEW, DEMANDS_MATCHED = 40, 120
PATIENCE_SECONDS = 180


def fill(records: str, cases: str, people: str) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    busy_stock.fill(int(records), int(cases), int(people))


def plan(path: str, least: str, most: str) -> None:
    """Writes a session and things to do for everybody; answers and expressions are each in one plan only."""
    dice = random.Random(7)
    offers = [
        number for model in busy_stock.MODELS.values() for number in _some(model, dice) if number[0] in "AP"
    ]
    demands = _some(Demand, dice)
    matched = dice.sample(demands, min(DEMANDS_MATCHED, len(demands)))
    everybody = [
        _person(user, offers, demands, matched, dice)
        for user in User.objects.filter(email__startswith="busy").order_by("pk")
    ]
    told = {"think": [float(least), float(most)], "people": everybody}
    Path(path).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _some(model: Any, dice: random.Random) -> list[str]:
    numbers = list(model._default_manager.filter(state="published").values_list("number", flat=True))  # noqa: SLF001
    return dice.sample(numbers, min(2_000, len(numbers)))


def _person(
    user: User, offers: list[str], demands: list[str], matched: list[str], dice: random.Random
) -> dict[str, Any]:
    own = Membership.objects.select_related("organisation").get(user=user).organisation
    cases = DockingCase.objects.filter(**{f"{_side(own.kind)}_side": own}).order_by("pk")
    open_cases = list(cases.filter(state__in=OPEN - {"expressed", "seen"}).values_list("number", flat=True))
    asked = list(
        cases.filter(state__in=["expressed", "seen"])
        .exclude(started_by=_side(own.kind))
        .values_list("number", flat=True)
    )
    client = make.sign_in(Client(), user)
    return {
        "session": client.cookies["sessionid"].value,
        "organisation": own.pk,
        "words": dice.sample(WORDS, 4),
        "offers": dice.sample(offers, min(FEW, len(offers))),
        "demands": dice.sample(demands, min(FEW, len(demands))),
        "matched": dice.sample(matched, min(10, len(matched))),
        "cases": [] if own.kind == "authority" else list(cases.values_list("number", flat=True)[:FEW]),
        "talking": open_cases[:FEW],
        "asked": asked[:FEW],
        "fresh": _fresh(own, offers, dice),
    }


def _side(kind: str) -> str:
    return "demand" if kind == "enterprise" else "offer"


def _fresh(own: Any, offers: list[str], dice: random.Random) -> list[tuple[str, str]]:
    """Pairs of a demand of one's own with an offer between which there was nothing so far."""
    if own.kind != "enterprise":
        return []
    numbers = list(
        Demand.objects.filter(organisation=own, state="published").values_list("number", flat=True)[:FEW]
    )
    known = set(DockingCase.objects.filter(demand__in=numbers).values_list("demand", "offer"))
    pairs = {(dice.choice(numbers), dice.choice(offers)) for _ in range(FEW)}
    return sorted(pairs - known)


def warm(address: str, path: str) -> None:
    """Waits for the server, then opens the pages that fill what a site keeps: as after a start in the morning."""
    person = json.loads(Path(path).read_text(encoding="utf-8"))["people"][0]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            _open(address, "/about/", person)
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    started = time.monotonic()
    for _ in range(6):
        for page in (
            "/",
            "/offers/?q=检测",
            f"/demands/{person['matched'][0]}/matches/",
            "/funnel/",
            "/my/todo/",
        ):
            _open(address, quote(page, safe="/?=&"), person)
    print(f"server answers; first looks at its pages took {time.monotonic() - started:.1f} s")


def _open(address: str, page: str, person: dict[str, Any]) -> None:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE_SECONDS)
    with closing(connection):
        connection.request("GET", page, headers={"Cookie": f"sessionid={person['session']}"})
        connection.getresponse().read()


def wait() -> None:
    """Until the workers have delivered every event."""
    started = time.monotonic()
    while OutboxDelivery.objects.filter(state="pending").exists():
        if time.monotonic() - started > PATIENCE_SECONDS:
            raise SystemExit("events still wait")
        time.sleep(0.5)
    print(f"the last event was delivered {time.monotonic() - started:.1f} s after the last page")


def prove(path: str) -> None:
    """Every acknowledged write is there exactly once, and there is nothing that was not acknowledged."""
    written = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    done = Counter(one["did"] for one in written)
    faults = [
        *_differing(
            "message",
            written,
            CaseMessage.objects.filter(text__startswith="示例留言 ").values_list("case__number", "text"),
        ),
        *_differing(
            "express",
            written,
            DockingCase.objects.filter(text__startswith="示例意向 ").values_list("number", "text"),
        ),
        *_steps_differing(written),
    ]
    entries = {
        "docking.express": {one["case"] for one in written if one["did"] == "express"},
    }
    for action, numbers in entries.items():
        counted = Counter(
            AuditEntry.objects.filter(action=action, subject__in=numbers).values_list("subject", flat=True)
        )
        faults += [
            f"{action} of {number}: {counted[number]} entries" for number in numbers if counted[number] != 1
        ]
    altered = [chain for chain in audit.chains() if audit.verify(chain) is not None]
    states = Counter(OutboxDelivery.objects.values_list("state", flat=True))
    print(f"acknowledged writes: {dict(done)}; lost, doubled or unknown: {len(faults)} {faults[:5]}")
    print(
        f"audit chains: {len(list(audit.chains()))}, entries: {AuditEntry.objects.count():,}, altered: {altered}"
    )
    print(f"deliveries of events: {dict(states)}")
    if faults or altered or states["pending"] or states["dead"]:
        raise SystemExit(1)


def _differing(did: str, written: list[dict[str, str]], rows: Any) -> list[str]:
    noted = Counter((one["case"], one["text"]) for one in written if one["did"] == did)
    stored = Counter(rows)
    return [
        f"{did} {key}: noted {noted[key]}, stored {stored[key]}"
        for key in noted | stored
        if noted[key] != stored[key]
    ]


def _steps_differing(written: list[dict[str, str]]) -> list[str]:
    numbers = [one["case"] for one in written if one["did"] == "accept"]
    states = dict(DockingCase.objects.filter(number__in=numbers).values_list("number", "state"))
    counted = Counter(
        AuditEntry.objects.filter(action="docking.accept", subject__in=numbers).values_list(
            "subject", flat=True
        )
    )
    return [
        f"accept {number}: {states.get(number)}, {counted[number]} entries"
        for number in numbers
        if states.get(number) in {None, "expressed", "seen"} or counted[number] != 1
    ]


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
