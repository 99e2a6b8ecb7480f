"""The page, its rows and its workbook: who may open what, and what is held back from whom."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from qianqiao.coordination.published import published
from qianqiao.coordination.stages import stages
from qianqiao.core import clock
from qianqiao.mandates.domain.giving import MandateTerms, answer, give
from qianqiao.organisations.models import User
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def browser(user: User | None = None, language: str = "en") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    if user is not None:
        client.force_login(user)
    return client


def officer(region: str) -> User:
    return make.person(make.organisation("authority", region=region), roles=["authority_officer"])[0]


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def status(client: Client, address: str) -> int:
    return client.get(address).status_code


@pytest.fixture
def two() -> docked.Pair:
    """A paid and a refused contact of a firm of Ningbo and a university of Nanjing."""
    two = docked.case_in("paid")[1]
    docked.case_in("refused", docked.pair_with(two))
    return two


def test_everybody_sees_the_totals_and_what_they_count(two: docked.Pair) -> None:
    page = text(browser(), "/funnel/")
    assert "fewer than 3" not in page.split('class="table funnel"')[1].split("</table>")[0]
    for stage in stages():
        assert f'id="stage-{stage.code}"' in page
    assert "449,565 achievements listed → 10,784 signed" in page
    assert "rows?" not in page
    assert "A2026" not in page
    chinese = text(browser(language="zh-hans"), "/funnel/")
    assert "449,565 项成果 → 10,784 项签约" in chinese
    assert "已签约" in chinese


def test_a_narrowed_figure_below_three_is_held_back_from_those_without_its_rows(two: docked.Pair) -> None:
    page = text(browser(), f"/funnel/?field={two.offer.fields[0]}")
    stages_table = page.split('class="table funnel"')[1].split("</table>")[0]
    assert "fewer than 3" in stages_table
    assert "<meter" not in stages_table
    # the split of the whole platform is narrowed too
    split = text(browser(), "/funnel/?by=field").split('id="split-head"')[1].split("</table>")[0]
    assert "fewer than 3" in split
    assert '<td class="num">1</td>' not in split
    own = text(
        browser(two.firm_user), f"/funnel/?of=organisation:{two.firm.number}&field={two.offer.fields[0]}"
    )
    assert "fewer than 3" not in own.split('class="table funnel"')[1].split("</table>")[0]


def test_an_organisation_is_its_peoples_and_its_region_officers(two: docked.Pair) -> None:
    address = f"/funnel/?of=organisation:{two.firm.number}"
    stranger = make.person(make.organisation("enterprise"))[0]
    for user, code in (
        (None, 404),
        (stranger, 404),
        (two.uni_user, 404),
        (officer("110000"), 404),
        (two.firm_user, 200),
        (officer("330000"), 200),
    ):
        assert status(browser(user), address) == code
    missing = "/funnel/?of=organisation:E2026-999999"
    assert status(browser(officer("330000")), missing) == 404


def test_a_region_is_its_officers(two: docked.Pair) -> None:
    for user, code in ((None, 404), (two.firm_user, 404), (officer("320000"), 404), (officer("330000"), 200)):
        assert status(browser(user), "/funnel/?of=region:330200") == code
    for wrong in ("of=region:33", "of=x:1", "period=2026Q5", "period=19", "field=magic"):
        assert status(browser(officer("330000")), f"/funnel/?{wrong}") == 404


def test_figures_open_to_their_rows_for_those_who_may_see_them(two: docked.Pair) -> None:
    own = f"of=organisation:{two.firm.number}"
    client = browser(two.firm_user)
    page = text(client, f"/funnel/?{own}")
    assert f"rows?of=organisation%3A{two.firm.number}&amp;what=contacts&amp;stage=paid" in page
    paid = text(client, f"/funnel/rows?{own}&what=contacts&stage=paid")
    assert "1 row" in paid
    assert paid.count('class="row" data-row') == 1
    answered = text(client, f"/funnel/rows?{own}&what=contacts&stage=answered")
    assert answered.count('class="row" data-row') == 2
    refused = text(client, f"/funnel/rows?{own}&what=ends&stage=refused")
    assert refused.count('class="row" data-row') == 1
    demands = text(client, f"/funnel/rows?{own}&what=demands&stage=listed")
    assert two.demand.number in demands
    assert demands.count('class="row" data-row') == 2
    for address in (
        f"{own}&what=contacts&stage=listed",
        f"{own}&what=x&stage=paid",
        "what=contacts&stage=paid",
    ):
        assert status(client, f"/funnel/rows?{address}") == 404
    assert status(browser(), f"/funnel/rows?{own}&what=contacts&stage=paid") == 404


def test_an_officer_of_one_side_sees_the_contact_and_a_university_only_its_offers(two: docked.Pair) -> None:
    nanjing = browser(officer("320000"))
    rows = text(nanjing, "/funnel/rows?of=region:320000&what=contacts&stage=contacted")
    assert rows.count('class="row" data-row') == 2
    none = text(nanjing, "/funnel/?of=region:320000")
    university = browser(two.uni_user)
    assert "what=demands" not in none
    page = text(university, f"/funnel/?of=organisation:{two.university.number}")
    assert "what=offers&amp;stage=paid" in page
    assert "what=demands" not in page


def test_the_firm_behind_a_sealed_demand_is_not_told_by_the_funnel() -> None:
    two = docked.pair(confidentiality="sealed")
    docked.express(two)
    client = browser(two.uni_user)
    own = f"of=organisation:{two.university.number}"
    for by in ("organisation", "region", "field", "quarter"):
        page = text(client, f"/funnel/?{own}&by={by}")
        assert two.firm.name not in page
        assert two.firm.name_en not in page
    rows = text(client, f"/funnel/rows?{own}&what=contacts&stage=contacted")
    assert rows.count('class="row" data-row') == 1
    assert two.firm.name_en not in rows


def test_an_officer_splits_by_city_and_organisation(two: docked.Pair) -> None:
    client = browser(officer("330000"))
    cities = text(client, "/funnel/?of=region:330000&by=region").split('id="split-head"')[1]
    assert "Ningbo" in cities
    assert "Nanjing" not in cities
    firms = text(client, "/funnel/?of=region:330000&by=organisation").split('id="split-head"')[1]
    assert two.firm.name_en in firms
    assert two.university.name_en not in firms.split("says-head")[0]


def test_whoever_reports_splits_by_service_agency() -> None:
    two = docked.pair()
    agency, other = (make.organisation("agency", name_en=f"Example Brokers {n}") for n in (1, 2))
    _, broker = make.person(agency, roles=["broker"])
    today = clock.today()
    for one, records in ((agency, [two.demand.number]), (other, [])):
        terms = MandateTerms(["answer"], today, today + timedelta(days=30), records=records)
        row = give(two.firm, one, terms, actor=two.firm_actor)
        if one == agency:
            answer(row, "accept", actor=broker)
    docked.express(two)
    split = text(browser(officer("330000")), "/funnel/?of=region:330000&by=agency").split('id="split-head"')[
        1
    ]
    split = split.split("says-head")[0]
    assert "Example Brokers 1" in split
    assert f"/organisations/{agency.number}" in split
    assert "Example Brokers 2" not in split, "offered, never accepted"
    assert "Example Brokers 1" not in text(browser(two.uni_user), "/funnel/?by=agency")


def test_the_workbook_says_what_the_page_says(two: docked.Pair) -> None:
    response = browser(two.firm_user).get(f"/funnel/export?of=organisation:{two.firm.number}")
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["Funnel", "Ends", "Split", "Published by others"]
    funnel = {row[0]: row[1:4] for row in book["Funnel"].iter_rows(min_row=4, values_only=True)}
    assert funnel["Contacted"] == (2, 0, 2)
    assert funnel["Paid"] == (1, 0, 1)
    assert book["Published by others"].max_row == 3 + len(published().funnels)
    held = load_workbook(BytesIO(browser().get(f"/funnel/export?field={two.offer.fields[0]}").content))
    assert held["Funnel"]["B4"].value == "fewer than 3"


def test_every_published_funnel_has_figures_a_definition_and_a_source() -> None:
    found = published().funnels
    assert len(found) == 14
    for one in found:
        assert one.says
        assert one.source
        assert len(one.steps) >= 2
