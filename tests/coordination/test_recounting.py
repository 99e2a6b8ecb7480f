"""Cases of every ending, played through with a moving clock: the page's figures, by hand, and from the log alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from typer.testing import CliRunner

from qianqiao.cli.main import app
from qianqiao.coordination.contacts import ENDS
from qianqiao.coordination.periods import period
from qianqiao.coordination.reads import figures, log, log_agencies
from qianqiao.coordination.reads import rows as behind
from qianqiao.coordination.reads.splits import (
    BY_AGENCY,
    BY_FIELD,
    BY_ORGANISATION,
    BY_QUARTER,
    BY_REGION,
    split,
)
from qianqiao.coordination.recounting import recount
from qianqiao.coordination.selection import ORGANISATION, REGION, Scope, Selection
from qianqiao.coordination.stages import OF_CONTACTS, STAGES
from qianqiao.coordination.tally import differences
from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import AuditEntry
from qianqiao.docking.models import DockingCase
from qianqiao.mandates.domain.giving import MandateTerms, answer, end_due, give
from qianqiao.matching.domain.milestones import note_shown
from qianqiao.matching.domain.runs import matches_of
from qianqiao.organisations.models import Organisation
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db
START = datetime(2026, 12, 7, 10, tzinfo=SHANGHAI)
EVERYTHING = Selection()


@contextmanager
def day(number: float) -> Iterator[None]:
    """So many days after the beginning."""
    with clock.frozen(START + timedelta(days=number)):
        yield


def play(two: docked.Pair, state: str, begun: float, *, by: str = "offer") -> DockingCase:
    """A case that is led to a state, one step every two days."""
    with day(begun):
        case = docked.express(two, by=by)
    for n, step in enumerate(docked.WAYS[state], start=1):
        with day(begun + 2 * n):
            if step == "release":
                case = docked.steps.end_by_clock(case, "release")
            else:
                case = docked.take(case, step, two.actor(docked.TAKEN_BY[step]))
    return case


@pytest.fixture
def world() -> docked.Pair:
    """One pair of organisations; fourteen cases that are twelve contacts, in two quarters and of every ending."""
    with day(0):
        two = docked.pair(region="330200")
        make.demand(two.firm, publish=False)
    # while there is one offer that fits: of twelve alike none stands out
    with day(0.5):
        found = matches_of(two.demand, "offers", actor=ANONYMOUS)
    with day(0.9):
        note_shown(two.demand, found, actor=two.firm_actor)
    with day(1):
        others = {state: docked.pair_with(two) for state in docked.WAYS if state != "paid"}
    play(two, "paid", 3)
    for state, pair in others.items():
        play(pair, state, 5)
    # begun again: a refused contact that is paid in the end, and one taken back twice
    play(others["refused"], "paid", 50)
    play(others["withdrawn"], "withdrawn", 60)
    return two


def test_the_page_counts_each_contact_once_by_its_earliest_moments(world: docked.Pair) -> None:
    counted = figures.funnel(EVERYTHING)
    assert {stage: counted.contacts[stage] for stage in OF_CONTACTS} == {
        "contacted": 12,
        # not those that wait, were seen, taken back or released
        "answered": 8,
        "negotiating": 4,
        "signed": 3,
        "paid": 2,
    }
    assert counted.ends == {
        "waiting": 2,
        "talking": 4,
        "signed": 1,
        "paid": 2,
        "withdrawn": 1,
        "unanswered": 1,
        "closed": 1,
    }
    assert sum(counted.ends.values()) == counted.contacts["contacted"]
    assert counted.demands["listed"] == 12
    assert counted.demands["paid"] == 2
    assert (counted.demands["matched"], counted.demands["shown"]) == (1, 1)
    assert counted.offers["listed"] == 12
    assert counted.days["contacted"].days == 2
    assert counted.days["contacted"].count == 8
    # half a day to the first match, then less than another to the first look
    assert (counted.days["listed"].days, counted.days["matched"].days) == (0.5, 0.4)
    assert counted.days["shown"].days == 2.1
    assert DockingCase.objects.count() == 14


def test_the_log_alone_gives_the_same_figures(world: docked.Pair) -> None:
    kept = log.read()
    selections = [
        EVERYTHING,
        Selection(Scope(ORGANISATION, world.firm.number, world.firm)),
        Selection(Scope(REGION, "330000")),
        Selection(Scope(REGION, "110000")),
        Selection(field=world.offer.fields[0]),
        *(
            Selection(period=found)
            for code in ("2026", "2026Q4", "2027Q1", "2025")
            if (found := period(code))
        ),
    ]
    for selection in selections:
        ours, theirs = figures.funnel(selection), log.funnel(selection, kept)
        assert differences(ours, theirs) == [], selection
        assert ours == theirs, selection
    assert figures.funnel(selections[3]).contacts["contacted"] == 0
    assert figures.funnel(selections[2]).contacts["contacted"] == 12
    assert figures.funnel(Selection(period=period("2025") or Selection().period)).contacts["paid"] == 0


def test_the_log_alone_tells_what_agencies_carried(world: docked.Pair) -> None:
    agencies = [make.organisation("agency") for _ in range(6)]
    brokers = [make.person(one, roles=["broker"])[1] for one in agencies]

    def mandate(n: int, on: float, acts: list[str], *, days: int = 300, records: Sequence[str] = ()) -> None:
        with day(on):
            today = clock.today()
            terms = MandateTerms(acts, today, today + timedelta(days=days), records=records)
            row = give(world.firm, agencies[n], terms, actor=world.firm_actor)
            answer(row, "decline" if n == 5 else "accept", actor=brokers[n], reason="example")

    # carries all that was open from the tenth day on, of one demand only, nothing before a short mandate's end
    mandate(0, 10, ["answer"])
    mandate(1, 10, ["negotiate"], records=[world.demand.number])
    mandate(2, 0.1, ["answer"], days=1)
    # keeps records alive only; comes when all is over but what still runs; declines
    mandate(3, 0.1, ["keep"])
    mandate(4, 100, ["answer"])
    mandate(5, 0.1, ["answer"])
    with day(2.5):
        end_due()
    with day(200):
        counted = log_agencies.by_agency(log.read(), EVERYTHING.period)
        assert counted == {one.code: one.counts for one in split(EVERYTHING, BY_AGENCY)}
        carried = {
            n: counted[one.number]["contacted"] for n, one in enumerate(agencies) if one.number in counted
        }
        assert carried == {0: 10, 1: 1, 4: 7}
        assert recount(EVERYTHING.period).differences == []


def test_a_changed_agreement_of_an_agency_is_found(world: docked.Pair) -> None:
    agency = make.organisation("agency")
    broker = make.person(agency, roles=["broker"])[1]
    with day(10):
        today = clock.today()
        terms = MandateTerms(["answer"], today, today + timedelta(days=300))
        row = answer(give(world.firm, agency, terms, actor=world.firm_actor), "accept", actor=broker)
    with day(200):
        row.records = [world.demand.number]
        row.save(update_fields=["records"])
        told = recount(EVERYTHING.period).differences
    assert len(told) == 1
    assert told[0].startswith(f"agency {agency.number}: page")


def test_each_group_of_a_split_counts_what_its_own_funnel_counts(world: docked.Pair) -> None:
    def organisation(number: str) -> Selection:
        return Selection(Scope(ORGANISATION, number, Organisation.objects.get(number=number)))

    play(docked.pair_with(world), "interested", 40)
    narrowed = {
        BY_FIELD: lambda code: Selection(field=code),
        BY_QUARTER: lambda code: Selection(period=period(code) or EVERYTHING.period),
        BY_REGION: lambda code: Selection(Scope(REGION, code)),
        BY_ORGANISATION: organisation,
    }
    for by, narrow in narrowed.items():
        groups = split(EVERYTHING, by)
        assert groups, by
        for group in groups:
            own = figures.funnel(narrow(group.code))
            assert group.counts == own.contacts, (by, group.code)
            told = own.days.get("contacted")
            assert (group.days, group.timed) == ((told.days, told.count) if told else (None, 0))
    assert [group.code for group in split(EVERYTHING, BY_QUARTER)] == ["2027Q1", "2026Q4"]
    assert {group.code for group in split(EVERYTHING, BY_REGION)} == {"330000", "320000"}
    # the cities of a province, and of an organisation's contacts itself alone
    assert [group.code for group in split(Selection(Scope(REGION, "330000")), BY_REGION)] == ["330200"]
    own = organisation(world.firm.number)
    assert [group.code for group in split(own, BY_ORGANISATION)] == [world.firm.number]


def test_behind_each_figure_stand_as_many_rows(world: docked.Pair) -> None:
    for selection in (EVERYTHING, Selection(period=period("2027Q1") or EVERYTHING.period)):
        counted = figures.funnel(selection)
        for stage in OF_CONTACTS:
            found = behind.contacts_behind(behind.Figure(behind.CONTACTS, stage), selection)
            assert len(set(found)) == len(found) == counted.contacts[stage], stage
        for end in ENDS:
            found = behind.contacts_behind(behind.Figure(behind.END, end), selection)
            assert len(found) == counted.ends.get(end, 0), end
        for column in (behind.DEMANDS, behind.OFFERS):
            for stage in STAGES:
                numbers = behind.records_behind(behind.Figure(column, stage), selection)
                assert len(numbers) == getattr(counted, column)[stage], (column, stage)
    # a contact that was begun again stands there by its newest case
    again = DockingCase.objects.filter(state="paid").order_by("created_at").last()
    assert again is not None
    assert again.number in behind.contacts_behind(behind.Figure(behind.CONTACTS, "answered"), EVERYTHING)


def test_a_row_that_was_changed_past_the_log_is_found(world: docked.Pair) -> None:
    result = CliRunner().invoke(app, ["funnel"])
    assert result.exit_code == 0, result.output
    assert "0 differences" in result.output
    assert [line.split()[0] for line in result.output.splitlines()[1:9]] == list(STAGES)
    DockingCase.objects.filter(paid_at__isnull=False).update(paid_at=None)
    broken = CliRunner().invoke(app, ["funnel"])
    assert broken.exit_code == 1
    assert "everything: contacts paid: page 0, log 2" in broken.output


def test_what_the_log_lacks_is_named_and_not_guessed(world: docked.Pair) -> None:
    entry = AuditEntry.objects.filter(action="docking.express").order_by("pk").first()
    assert entry is not None
    AuditEntry.objects.filter(pk=entry.pk).update(data={"to": "expressed", "demand": "", "offer": ""})
    result = CliRunner().invoke(app, ["funnel"])
    assert result.exit_code == 1
    assert f"with which {entry.subject} began is missing or does not name both sides" in result.output
    assert CliRunner().invoke(app, ["funnel", "--year", "last"]).exit_code == 2


def test_the_same_records_between_other_sides_are_another_contact() -> None:
    with day(0):
        two = docked.pair()
        firm = make.organisation("enterprise")
        other = replace(two, firm=firm, firm_actor=make.person(firm)[1], demand=None)  # type: ignore[arg-type]
    with day(1):
        docked.express(replace(two, demand=None), by="demand")  # type: ignore[arg-type]
        docked.express(other, by="demand")
    assert figures.funnel(EVERYTHING).contacts["contacted"] == 2
    assert recount(Selection().period).differences == []


def test_a_record_is_listed_once_and_by_its_first_publication() -> None:
    from qianqiao.demands.domain.records import take_demand_step  # noqa: PLC0415

    with day(0):
        firm = make.organisation("enterprise")
        actor = make.person(firm)[1]
        demand = make.demand(firm, publish=False)
    assert figures.funnel(EVERYTHING).demands["listed"] == 0
    for number, step in ((1, "submit"), (2, "publish"), (40, "suspend"), (41, "resume"), (80, "withdraw")):
        with day(number):
            demand = take_demand_step(demand, step, actor=actor, reason="示例")
    kept = log.read()
    for code, count in (("2026Q4", 1), ("2027Q1", 0), ("", 1)):
        chosen = period(code)
        assert chosen is not None
        for counted in (figures.funnel(Selection(period=chosen)), log.funnel(Selection(period=chosen), kept)):
            assert counted.demands["listed"] == count, code
