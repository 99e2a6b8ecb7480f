"""Counts the funnel twice, from rows and from the log, and says where they differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from qianqiao import reference
from qianqiao.coordination.periods import Period
from qianqiao.coordination.reads import figures, log, log_agencies
from qianqiao.coordination.reads.log import LogGap
from qianqiao.coordination.reads.splits import BY_AGENCY, MOST_GROUPS, split
from qianqiao.coordination.selection import ORGANISATION, REGION, Scope, Selection
from qianqiao.coordination.stages import STAGES
from qianqiao.coordination.tally import Funnel, differences
from qianqiao.docking.models import DockingCase
from qianqiao.organisations.models import Organisation

__all__ = ["LogGap", "Recount", "recount"]


@dataclass(frozen=True, slots=True)
class Recount:
    """`lines`: the funnel of the platform as the log gives it; `compared`: how many funnels were counted twice."""

    lines: list[str]
    compared: int
    differences: list[str]


def recount(period: Period) -> Recount:
    """The funnel of the platform, of every province, field and organisation with a case, and its split by agency, counted twice in one snapshot."""
    found: list[str] = []
    compared, lines = 0, []
    with transaction.atomic():
        if not connection.savepoint_ids:
            _one_snapshot()
        kept = log.read()
        for selection in _selections(period):
            ours, theirs = figures.funnel(selection), log.funnel(selection, kept)
            name = selection.query() or "everything"
            found += [f"{name}: {one}" for one in differences(ours, theirs)]
            if not compared:
                lines = _lines(theirs)
            compared += 1
        found += _of_agencies(period, kept)
        compared += 1
    return Recount(lines, compared, found)


def _of_agencies(period: Period, kept: log.Kept) -> Iterator[str]:
    ours = {one.code: one.counts for one in split(Selection(period=period), BY_AGENCY)}
    theirs = log_agencies.by_agency(kept, period)
    # of very many agencies the page shows the largest
    wanted = ours.keys() if len(ours) == MOST_GROUPS else ours.keys() | theirs.keys()
    for code in sorted(wanted):
        if ours.get(code) != theirs.get(code):
            yield f"agency {code}: page {ours.get(code)}, log {theirs.get(code)}"


def _one_snapshot() -> None:
    """What is written meanwhile must not look like a difference."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _selections(period: Period) -> Iterator[Selection]:
    yield Selection(period=period)
    for region in reference.regions("province"):
        yield Selection(Scope(REGION, region.code), period=period)
    for term in reference.fields():
        yield Selection(field=term.code, period=period)
    sides = DockingCase.objects.values("demand_side").union(DockingCase.objects.values("offer_side"))
    for organisation in Organisation.objects.filter(pk__in=sides).order_by("pk").iterator(500):
        yield Selection(Scope(ORGANISATION, organisation.number, organisation), period=period)


def _lines(told: Funnel) -> list[str]:
    head = f"{'stage':<14}{'demands':>10}{'offers':>10}{'contacts':>10}{'days':>10}"
    lines = [head]
    for stage in STAGES:
        days = told.days.get(stage)
        contacts = told.contacts.get(stage, "")
        lines.append(
            f"{stage:<14}{told.demands[stage]:>10}{told.offers[stage]:>10}{contacts:>10}"
            f"{days.days if days else '':>10}"
        )
    return lines
