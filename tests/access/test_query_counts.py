"""List pages ask the database as often with thirty rows as with one, and never more often than the ratchet says.

`python -m pytest tests/access --write-grid` writes the file anew: a number may fall without a word, but not rise.
"""

import csv
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from qianqiao.notices.domain import notify, open_todo
from qianqiao.organisations.models import Organisation, User
from qianqiao.search.domain.generations import rebuild
from tests.access.people import World
from tests.factories import records as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILE = Path(__file__).with_name("query_counts.csv")
# address and who looks; "visitor" is nobody
PAGES = (
    ("/", "visitor"),
    ("/offers/", "visitor"),
    ("/offers/?layout=table", "visitor"),
    ("/demands/", "visitor"),
    ("/experts/", "visitor"),
    ("/search/?q=气孔", "visitor"),
    ("/my/records/", "transfer_officer"),
    ("/my/records/", "enterprise_user"),
    ("/my/searches/", "enterprise_user"),
    ("/my/subscriptions/", "enterprise_user"),
    ("/my/reviews/", "transfer_officer"),
    ("/my/todo/", "transfer_officer"),
    ("/my/notices/", "transfer_officer"),
    ("/my/data/", "transfer_officer"),
    ("/my/cases/", "enterprise_user"),
    ("/my/cases/", "authority_officer"),
    ("/import/duplicates/", "transfer_officer"),
    ("/quality/matching/demands/", "operator"),
    ("/funnel/", "visitor"),
    ("/api/v1/cases", "enterprise_user"),
    ("/api/v1/offers", "visitor"),
    ("/api/v1/demands", "visitor"),
    ("/api/v1/experts", "visitor"),
    ("/api/v1/organisations", "visitor"),
    ("/feeds/offers.atom", "visitor"),
)
ROWS = 30


def counted(world: World) -> dict[tuple[str, str], int]:
    """Queries of each page for its reader, the second time it is opened."""
    found = {}
    for address, person in PAGES:
        client = Client()
        user = world.people[person]
        if isinstance(user, User):
            make.sign_in(client, user)
        headers = world.headers(person, address)
        client.get(address, headers=headers)
        # the API counts requests, which a site does as well
        limits = override_settings(QIANQIAO_API_PER_KEY=600, QIANQIAO_API_PER_ADDRESS=300)
        with limits, CaptureQueriesContext(connection) as queries:
            response = client.get(address, headers=headers)
            assert response.status_code == 200, address
            b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        # whether a newer index stands is looked up once in a while, whatever the page
        found[address, person] = sum(
            "search_indexgeneration" not in query["sql"] for query in queries.captured_queries
        )
    return found


def fill(world: World, rows: int) -> None:
    """So many more rows of each kind, of the same two organisations."""
    university = Organisation.objects.get(number=world.names["university"])
    enterprise = Organisation.objects.get(number=world.names["enterprise"])
    firm = Client()
    make.sign_in(firm, world.people["enterprise_user"])  # type: ignore[arg-type]
    for place in range(rows):
        offer = make.achievement(university, title=f"铸件内部缺陷的射线快速识别系统第{rows}-{place}号")
        make.expert(university, name=f"示例{rows}甲{place}")
        demand = make.demand(enterprise, title=f"压铸壳体内部气孔在线全检第{rows}-{place}号")
        firm.post("/my/subscriptions/follow", {"number": demand.number})
        firm.post(
            f"/cases/new?demand={demand.number}&offer={offer.number}",
            {"organisation": enterprise.pk, "text": "示例", "wishes": "call", "reach": "示例"},
        )
        firm.post(
            "/my/searches/save",
            {"page": "offers", "query": f"q=气孔{rows}{place}", "name": f"气孔{rows}-{place}"},
        )
    officer = world.people["transfer_officer"]
    with transaction.atomic():
        for place in range(rows):
            told = {"code": "imports.go_on", "params": {"file": "x"}, "address": "/import/"}
            owner = {"organisation_id": university.pk, "permission": "records.import"}
            open_todo(key=f"{rows}-{place}", **told, **owner)  # type: ignore[arg-type]
            notify([officer.pk], key=f"{rows}-{place}", **told)  # type: ignore[arg-type,union-attr]
    rebuild()


def test_lists_ask_as_often_with_thirty_rows_as_with_one(
    world: World, request: pytest.FixtureRequest
) -> None:
    fill(world, 1)
    one = counted(world)
    fill(world, ROWS)
    many = counted(world)
    if request.config.getoption("--write-grid"):
        write(many)
    allowed = read()
    told = [
        f"{address} as {person}: {one[address, person]} queries with a row, {count} with {ROWS}"
        for (address, person), count in many.items()
        if count > one[address, person]
    ]
    told += [
        f"{address} as {person}: {count} queries, the ratchet allows {allowed.get((address, person))}"
        for (address, person), count in many.items()
        if count > allowed.get((address, person), 0)
    ]
    assert told == []


def read() -> dict[tuple[str, str], int]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["address"], row["person"]): int(row["queries"]) for row in csv.DictReader(file)}


def write(counts: dict[tuple[str, str], int]) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["address", "person", "queries"])
        rows.writerows((*key, count) for key, count in counts.items())
