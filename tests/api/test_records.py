"""Lists and single records: shape, filters, pages, validators for caches."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from qianqiao.api.schemas import records as shapes
from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core import clock
from qianqiao.core.actor import SYSTEM
from tests.api.conftest import Get
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def test_an_achievement_with_everything_it_has(get: Get) -> None:
    row = {"name": "单件时间", "comparison": "le", "value": "6", "unit": "s"}
    made = make.achievement(indicators=[row], contact="someone@example.org")
    answer = get(f"/offers/{made.number}")
    assert answer.status_code == 200
    shapes.Achievement.model_validate(answer.data)
    assert answer.data["title"] == made.title
    assert answer.data["indicators"] == [
        {"name": "单件时间", "name_en": "", "comparison": "le", "value": "6", "value_max": None, "unit": "s"}
    ]
    assert answer.data["owner"]["number"] == made.owner.number
    assert "someone@example.org" not in answer.content.decode()


def test_every_list_answers_in_its_shape(get: Get) -> None:
    make.achievement(), make.patent(), make.expert(), make.demand()
    for path, shape, count in (
        ("/offers", shapes.OfferPage, 2),
        ("/experts", shapes.ExpertPage, 1),
        ("/demands", shapes.DemandPage, 1),
        ("/organisations", shapes.OrganisationPage, 4),
    ):
        answer = get(path)
        assert answer.status_code == 200, answer.data
        shape.model_validate(answer.data)
        assert len(answer.data["items"]) == count


def test_single_organisation_and_lower_case_numbers(get: Get) -> None:
    one = make.organisation(name="示例大学")
    assert get(f"/organisations/{one.number.lower()}").data["name"] == "示例大学"


def test_drafts_are_unknown(get: Get) -> None:
    draft = make.achievement(publish=False)
    assert get(f"/offers/{draft.number}").status_code == 404
    assert get("/offers").data["items"] == []


def test_a_withdrawn_record_is_gone_but_a_withdrawn_draft_was_never_there(get: Get) -> None:
    public, draft = make.achievement(), make.achievement(publish=False)
    for record in (public, draft):
        take_record_step(record, "withdraw", actor=SYSTEM, reason="mistake")
    assert get(f"/offers/{public.number}").status_code == 410
    assert get(f"/offers/{draft.number}").status_code == 404


def test_a_passed_date_leaves_the_list_before_the_flow_does(get: Get) -> None:
    old = make.achievement()
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert get("/offers").data["items"] == []
        assert [item["number"] for item in get("/offers", state="expired").data["items"]] == [old.number]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"field": "inspection_sensing"}, 1),
        ({"field": ["inspection_sensing", "energy_storage"]}, 2),
        ({"region": "330000"}, 1),
        ({"region": "330200"}, 0),
        ({"trl_min": "7"}, 1),
        ({"trl_min": "8"}, 0),
        ({"type": "patent"}, 1),
        ({"mode": "licence"}, 1),
    ],
)
def test_filters_of_offers(get: Get, parameters: dict[str, str], found: int) -> None:
    make.achievement(), make.patent(region="440300")
    assert len(get("/offers", **parameters).data["items"]) == found


def test_changes_since(get: Get) -> None:
    make.achievement()
    later = datetime.now(tz=UTC) + timedelta(minutes=1)
    assert get("/offers", updated_since=later.isoformat()).data["items"] == []


def test_pages_meet_every_row_once_over_both_tables(get: Get, client: Client) -> None:
    numbers = {make.achievement().number for _ in range(3)} | {make.patent().number for _ in range(4)}
    for sort in ("updated_at", "-updated_at"):
        seen: list[str] = []
        answer = get("/offers", limit=2, sort=sort).data
        seen += [item["number"] for item in answer["items"]]
        while answer["next"]:
            answer = client.get(answer["next"].removeprefix("http://127.0.0.1:8000")).json()
            seen += [item["number"] for item in answer["items"]]
        assert len(seen) == 7
        assert set(seen) == numbers


def test_a_page_costs_the_same_however_many_rows(
    get: Get, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.achievement(), make.patent()
    with django_assert_num_queries(6):  # two tables, indicators of both, legal events, the pace of requests
        get("/offers")
    make.achievement(), make.patent(), make.achievement()
    with django_assert_num_queries(6):
        get("/offers")


def test_an_unchanged_record_is_not_sent_twice(get: Get, client: Client) -> None:
    made = make.achievement()
    first = get(f"/offers/{made.number}")
    assert first["Last-Modified"]
    again = client.get(f"/api/v1/offers/{made.number}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = client.get(f"/api/v1/offers/{made.number}", headers={"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 304


def test_head_tells_the_length_only(client: Client) -> None:
    made = make.achievement()
    head = client.head(f"/api/v1/offers/{made.number}")
    assert head.status_code == 200
    assert head.content == b""


def test_everybody_may_read_from_any_page(get: Get) -> None:
    answer = get("/offers")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer
