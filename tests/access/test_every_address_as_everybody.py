"""Every address as everybody: the answers are those of the reviewed grid, and a refusal changes nothing."""

from urllib.parse import parse_qsl

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.access import grid, people
from tests.factories import records as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SIGN_IN = "/accounts/login/"


def test_every_route_has_an_address() -> None:
    named = {one.route for one in grid.addresses()}
    missing = [route for route in grid.routes() if route not in named]
    assert missing == [], "give these a row in tests/access/addresses.csv"
    assert sorted(named - set(grid.routes())) == [], "gone: take them out of tests/access/addresses.csv"


def test_the_grid_is_complete() -> None:
    assert list(grid.read()) == [one.key for one in grid.addresses()]
    assert all(list(row) == people.columns() for row in grid.read().values())


def test_everybody_at_every_address(world: people.World, request: pytest.FixtureRequest) -> None:
    expected = grid.read()
    found: dict[tuple[str, str, str], dict[str, str]] = {one.key: {} for one in grid.addresses()}
    told: list[str] = []
    for person in people.columns():
        client = Client(raise_request_exception=False)
        if (user := world.people[person]) is not None:
            make.sign_in(client, user)
        before = content_of_tables()
        for address in grid.addresses():
            response, after = asked(client, address, world, person)
            answer = answer_of(response)
            wrote = after != before
            if is_refusal(answer) and wrote:
                told.append(
                    f"{person}: {address.method} {address.address} was refused ({answer}) and changed rows"
                )
            # a page that comes back with a message answers 303 either way: the mark says whether anything was written
            answer += WROTE if wrote and address.method == "POST" else ""
            found[address.key][person] = answer
            may_see = who_may_see(address.address)
            if world.secret in response.content.decode(errors="replace") and person not in may_see:
                told.append(f"{person}: {address.method} {address.address} shows sealed text")
            if answer.startswith("5"):
                told.append(f"{person}: {address.method} {address.address} failed with {answer}")
            was = expected.get(address.key, {}).get(person)
            if was != answer and not request.config.getoption("--write-grid"):
                told.append(
                    f"{person}: {address.method} {address.address}: {was} expected, {answer} answered"
                )
    if request.config.getoption("--write-grid"):
        grid.write(found, people.columns())
    assert told == []


# whoever may read sealed demands of the enterprise of this world, or what the two sides of its case write; the broker
# carries the enterprise's cases under a mandate that keeps its sealed text closed
SEES_SECRETS = {"enterprise_user"}
SEES_CASES = SEES_SECRETS | {"administrator", "transfer_officer", "inventor", "doctoral_student", "broker"}
WROTE = " wrote"


def who_may_see(address: str) -> set[str]:
    if address.startswith("/my/data/export"):
        # the officer wrote the words into the case: they are the officer's own data
        return SEES_SECRETS | {"transfer_officer"}
    return SEES_CASES if address.startswith(("/cases/", "/api/v1/cases/")) else SEES_SECRETS


def asked(
    client: Client, address: grid.Address, world: people.World, person: str
) -> tuple[HttpResponse, dict[str, str]]:
    """The answer with its body read, and the content of all tables after it; whatever it wrote is undone."""
    place = address.address.format(**world.names)
    text, headers = address.values.format(**world.names), world.headers(person, place)
    with transaction.atomic():
        if address.method == "GET":
            response = client.get(place, headers=headers)
        elif text.startswith("{"):
            response = client.post(place, text, content_type="application/json", headers=headers)
        else:
            response = client.post(place, dict(parse_qsl(text)), headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        after = content_of_tables()
        transaction.set_rollback(True)
    return HttpResponse(body, status=response.status_code, headers=dict(response.headers)), after


def answer_of(response: HttpResponse) -> str:
    """The status; where it leads to the sign-in page, the word for that."""
    if response.status_code == 302 and response.headers["Location"].startswith(SIGN_IN):
        return "sign in"
    return str(response.status_code)


def is_refusal(answer: str) -> bool:
    return answer in {"sign in", "400", "401", "403", "404", "405", "409", "410", "422"}


def content_of_tables() -> dict[str, str]:
    """A digest of the rows of each of our tables."""
    tables = [
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith("qianqiao.")
        for model in config.get_models()
    ]
    parts = " UNION ALL ".join(
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{table}\" t"  # noqa: S608  names of our own tables
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return dict(cursor.fetchall())
