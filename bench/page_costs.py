"""What one look at each main page costs: processor time of site and database, and queries.

    python bench/page_costs.py --records 20000 --cases 5000
    python bench/page_costs.py --records 20000 --cases 5000 --before ../checkout-of-an-earlier-state

Uses the stock of `busy.py` (fills it where it is not there yet) and one process without a server, so that the figures
hardly depend on what else the machine does. With `--before` an earlier state of the code is measured in turn with this
one on the same rows (run `make setup` there; a stock filled by this one has the newer indexes already). Where this one
has newer migrations, they are applied to the copy before its turn.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import busy

HERE = Path(__file__).resolve()
ROOT = HERE.parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--fresh", action="store_true", help="fill the database anew")
    parser.add_argument("--before", type=Path, help="a checkout to compare with")
    parser.add_argument("--only", nargs="*", default=[""], help="pages whose name holds one of these")
    parser.add_argument("--looks", type=int, default=5)
    parser.add_argument("--turns", type=int, default=3, help="how often each state of the code is measured")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def pages(address_of: dict[str, str]) -> list[tuple[str, str, str, bool]]:
    """Name, who looks, address, and whether nothing is kept from an earlier look."""
    return [
        ("peer: a page without records", "firm", "/accessibility/", False),
        ("home", "firm", "/", False),
        ("home, nothing kept", "firm", "/", True),
        ("search", "firm", "/offers/?q=检测", False),
        ("demands", "visitor", "/demands/", False),
        ("demands, last page", "visitor", "/demands/?page=100", False),
        ("experts", "visitor", "/experts/", False),
        ("an offer", "firm", f"/offers/{address_of['offer']}", False),
        ("a demand", "firm", f"/demands/{address_of['demand']}", False),
        ("match page, stored run", "firm", f"/demands/{address_of['demand']}/matches/", False),
        ("match page, computed", "firm", f"/demands/{address_of['demand']}/matches/", True),
        ("my records", "firm", "/my/records/?kind=demands", False),
        ("my records of a university", "university", "/my/records/?kind=patents", False),
        ("to-do list", "firm", "/my/todo/", False),
        ("notices", "firm", "/my/notices/", False),
        ("list of cases", "firm", "/my/cases/", False),
        ("cases of an authority, page 20", "authority", "/my/cases/?page=20", False),
        ("a case", "firm", f"/cases/{address_of['case']}", False),
        ("my data", "firm", "/my/data/", False),
        ("funnel, counted", "visitor", "/funnel/", True),
        ("funnel, kept", "visitor", "/funnel/", False),
        ("funnel of a field, counted", "visitor", "/funnel/?field=energy_storage", True),
        ("funnel by region, counted", "operator", "/funnel/?by=region", True),
        ("funnel by organisation, counted", "operator", "/funnel/?by=organisation", True),
        ("funnel by agency, counted", "operator", "/funnel/?by=agency", True),
        ("funnel of one organisation", "firm", f"/funnel/?of=organisation:{address_of['firm']}", True),
        ("funnel as workbook", "operator", "/funnel/export?by=region", True),
        ("contacts behind a figure", "operator", "/funnel/rows?what=contacts&stage=answered", True),
        ("records behind a figure", "operator", "/funnel/rows?what=demands&stage=answered", True),
    ]


def people() -> tuple[dict[str, Any], dict[str, str]]:
    """Who looks, signed in; and what they look at."""
    from django.test import Client  # noqa: PLC0415  after set-up

    from qianqiao.docking.models import DockingCase  # noqa: PLC0415  the same
    from qianqiao.organisations.models import Membership, User  # noqa: PLC0415  the same
    from tests.factories import records as make  # noqa: PLC0415  the same

    def signed_in(user: User) -> Client:
        return make.sign_in(Client(), user)

    firm, university, authority = (User.objects.get(email=f"busy{n}@example.org") for n in (0, 1, 19))
    operator = Membership.objects.filter(organisation__kind="operator").latest("pk").user
    found = {
        "visitor": Client(),
        "firm": signed_in(firm),
        "university": signed_in(university),
        "authority": signed_in(authority),
        "operator": signed_in(operator),
    }
    own = Membership.objects.get(user=firm).organisation
    case = DockingCase.objects.filter(demand_side=own, state="negotiating").earliest("pk")
    told = {"firm": own.number, "case": case.number, "demand": case.demand, "offer": _offer()}
    return found, told


def _offer() -> str:
    from qianqiao.catalogue.models import Patent  # noqa: PLC0415  after set-up

    return str(Patent.objects.filter(state="published").order_by("pk").first())


def measure(only: list[str], looks: int) -> None:
    """Prints a JSON object: page to (site ms, database ms, wall ms, queries)."""
    import django  # noqa: PLC0415  this part runs in a process of its own

    django.setup()
    from django.core.cache import cache  # noqa: PLC0415  the same
    from django.db import connection  # noqa: PLC0415  the same
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  the same

    from qianqiao.matching.models import MatchRun  # noqa: PLC0415  the same

    clients, told = people()
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    found = {}
    for name, who, address, afresh in pages(told):
        if not any(part in name for part in only):
            continue

        def look(who: str = who, address: str = address, *, afresh: bool = afresh) -> None:
            if afresh:
                cache.clear()
                MatchRun.objects.all().delete()
            response = clients[who].get(address, headers={"Accept-Language": "zh-CN"})
            if response.status_code != 200:
                raise SystemExit(f"{address} answered {response.status_code}")

        look()
        look()
        found[name] = _cost(look, looks, backend)
        with CaptureQueriesContext(connection) as queries:
            look()
        found[name].append(len(queries))
    print(json.dumps(found, ensure_ascii=False))


def _cost(look: Callable[[], None], looks: int, backend: Path) -> list[float]:
    """Median processor time of this process, mean of the database's (its clock is coarse), median wall time; ms."""
    site, wall = [], []
    before = _ticks(backend)
    for _ in range(looks):
        begun, here = time.perf_counter(), time.process_time()
        look()
        site.append(time.process_time() - here)
        wall.append(time.perf_counter() - begun)
    database = (_ticks(backend) - before) / TICKS / looks
    return [1000 * statistics.median(site), 1000 * database, 1000 * statistics.median(wall)]


def _ticks(stat: Path) -> int:
    user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return int(user) + int(system)


def run(place: busy.Place, checkout: Path, asked: argparse.Namespace) -> dict[str, list[float]]:
    """One turn with the code of a checkout."""
    path = [str(checkout / "src"), str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]
    env = {
        **place.environment,
        "DATABASE_URL": busy.databases.url_of(place.run),
        "PYTHONPATH": os.pathsep.join(path),
        "QIANQIAO_ALLOWED_HOSTS": "testserver",
        # one process does all the work, so that its processor time is all of it
        "PGOPTIONS": "-c max_parallel_workers_per_gather=0",
    }
    if checkout == ROOT:
        subprocess.run([*busy.QIANQIAO, "django", "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, str(HERE), "--measure", "--looks", str(asked.looks), "--only", *asked.only]
    told = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, list[float]] = json.loads(told.splitlines()[-1])
    return found


def main() -> int:
    asked = options()
    if asked.measure:
        measure(asked.only, asked.looks)
        return 0
    place = busy.Place(asked)
    busy.filled(place, asked)
    print(f"{asked.records:,} records, {asked.cases:,} cases; load {os.getloadavg()[0]:.1f}")
    try:
        states = [asked.before.resolve(), ROOT] if asked.before else [ROOT]
        turns = [[run(place, state, asked) for _ in range(asked.turns)] for state in states]
    finally:
        busy.dropped(place)
    print("ms of processor time of site + database (wall), queries; the least of the turns")
    for name in turns[-1][0]:
        cells = [_told([one[name] for one in own]) for own in turns]
        print(f"{name:34}" + "".join(f"{cell:>34}" for cell in cells))
    return 0


def _told(rows: list[list[float]]) -> str:
    site, database, wall, queries = (min(row[n] for row in rows) for n in range(4))
    return f"{site:,.0f} + {database:,.0f} ({wall:,.0f}), {queries:.0f}"


if __name__ == "__main__":
    raise SystemExit(main())
