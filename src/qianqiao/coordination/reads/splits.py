"""The contacts of a selection split by region, field, organisation, service agency or quarter; the database counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from qianqiao import reference
from qianqiao.coordination.reads.contacts import KEY, begun
from qianqiao.coordination.selection import REGION, Selection
from qianqiao.coordination.stages import ANSWERED, CONTACTED, OF_CONTACTS
from qianqiao.coordination.tally import DAY
from qianqiao.core.clock import SHANGHAI
from qianqiao.docking.models import DockingCase
from qianqiao.docking.reads.performance import held_by, rows_of
from qianqiao.docking.reads.subjects import MODELS
from qianqiao.docking.sides import region_prefix
from qianqiao.mandates.models import Mandate
from qianqiao.organisations.models import Organisation

BY_FIELD, BY_QUARTER, BY_REGION, BY_ORGANISATION = "field", "quarter", "region", "organisation"
BY_AGENCY = "agency"
MOST_GROUPS = 200
# A query of (id of a contact, code of a group that it belongs to), each once, with its parameters.
Members = tuple[str, tuple[Any, ...]]
# What of each group is counted, from the contacts as `begun` gives them.
_COUNTED = """
    WITH contact AS MATERIALIZED (SELECT row_number() OVER () AS id, one.* FROM ({contacts}) AS one ({columns})),
    member AS ({members})
    SELECT code, {counts},
        percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(answered - contacted, interval '0'))
            FILTER (WHERE answered IS NOT NULL)
    FROM member JOIN contact USING (id) GROUP BY code
"""
_SIDES = "(SELECT id, unnest(ARRAY[demand_side, offer_side]) AS side FROM contact) AS sides"
_RECORDS = "(SELECT id, unnest(ARRAY[demand, offer]) AS number FROM contact) AS records"


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its code (a field, a quarter, a region, the number of an organisation or agency), counts by stage, days to an answer.

    A contact counts once in each group that it belongs to: it has two sides, and a record may have several fields.
    """

    code: str
    counts: dict[str, int]
    days: float | None
    timed: int


def splits_for(selection: Selection) -> tuple[str, ...]:
    """How a selection may be split: by region, organisation and agency only for those who report on it.

    An organisation's own people are not told who else stands in the groups: the firm behind a sealed demand is not named.
    """
    if selection.scope.opens and selection.scope.organisation is None:
        return BY_REGION, BY_ORGANISATION, BY_AGENCY, BY_FIELD, BY_QUARTER
    return BY_FIELD, BY_QUARTER


def split(selection: Selection, by: str) -> list[Group]:
    """The groups of contacts begun in the selection's period: quarters newest first, all others the largest first."""
    found = [_group(*row) for row in _counted(selection, _MEMBERS[by](selection))]
    if by == BY_QUARTER:
        return sorted(found, key=lambda one: one.code, reverse=True)
    return sorted(found, key=lambda one: (-one.counts[CONTACTED], one.code))[:MOST_GROUPS]


def _counted(selection: Selection, members: Members) -> list[tuple[Any, ...]]:
    """Code, contacts by stage, and the median time to an answer of each group."""
    contacts, parameters = begun(selection).query.sql_with_params()
    text = _COUNTED.format(
        contacts=contacts,
        columns=", ".join((*KEY, *OF_CONTACTS)),
        members=members[0],
        counts=", ".join(f"count({stage})" for stage in OF_CONTACTS),
    )
    with connection.cursor() as cursor:
        cursor.execute(text, (*parameters, *members[1]))
        return list(cursor.fetchall())


def _group(code: str, *told: Any) -> Group:
    counts, days = dict(zip(OF_CONTACTS, told, strict=False)), told[-1]
    return Group(code, counts, None if days is None else round(days / DAY, 1), counts[ANSWERED])


def _sql(rows: QuerySet[Any, Any], *columns: str) -> Members:
    text, parameters = rows.order_by().values_list(*columns).query.sql_with_params()
    return f"({text})", parameters


def _by_quarter(_selection: Selection) -> Members:
    return "SELECT id, to_char(contacted AT TIME ZONE %s, 'YYYY\"Q\"Q') AS code FROM contact", (
        str(SHANGHAI),
    )


def _by_field(_selection: Selection) -> Members:
    kinds = [_sql(model._default_manager.all(), "number", "fields")[0] for model in MODELS.values()]  # noqa: SLF001  Django's manager
    told = f"({' UNION ALL '.join(kinds)}) AS told (number, fields)"
    return f"SELECT DISTINCT id, unnest(fields) AS code FROM {_RECORDS} JOIN {told} USING (number)", ()  # noqa: S608  names of this file


def _by_organisation(selection: Selection) -> Members:
    inside, parameters = _sql(_inside(selection), "pk", "number")
    return f"SELECT id, code FROM {_SIDES} JOIN {inside} AS inside (side, code) USING (side)", parameters  # noqa: S608  the same


def _by_region(selection: Selection) -> Members:
    """Provinces of the country; the cities of a province."""
    length = 4 if selection.scope.kind == REGION and region_prefix(selection.scope.code) else 2
    inside, parameters = _sql(_inside(selection), "pk", "region")
    known = {one.code for one in reference.regions()}
    regions = sorted(set(_inside(selection).exclude(region="").values_list("region", flat=True)))
    wider = "unnest(%s::text[], %s::text[]) AS wider (region, code)"
    text = f"""
        SELECT DISTINCT id, code FROM {_SIDES}
        JOIN {inside} AS inside (side, region) USING (side) JOIN {wider} USING (region)
    """  # noqa: S608  the same
    return text, (*parameters, regions, [_wider(region, length, known) for region in regions])


def _inside(selection: Selection) -> QuerySet[Organisation]:
    """The organisations that lie in the scope."""
    inside = selection.scope.organisations()
    return Organisation.objects.all() if inside is None else inside


def _wider(region: str, length: int, known: set[str]) -> str:
    """The province or city that a region lies in; the region itself where the standard names none."""
    code = region[:length].ljust(6, "0")
    return code if code in known else region


def _by_agency(_selection: Selection) -> Members:
    """Agencies whose mandate covered a side while one of the contact's cases was open: as on the agency's own page."""
    agencies = Organisation.objects.filter(pk__in=Mandate.objects.values("agency")).order_by("pk")
    carried = [
        (case, number)
        for key, number in agencies.values_list("pk", "number")
        for case in rows_of(held_by(key), "carried").values_list("pk", flat=True)
    ]
    every, parameters = _sql(DockingCase.objects.all(), "pk", *KEY)
    key = ", ".join(KEY)
    text = f"""
        SELECT DISTINCT id, code FROM contact JOIN {every} AS every (pk, {key}) USING ({key})
        JOIN unnest(%s::bigint[], %s::text[]) AS carried (pk, code) USING (pk)
    """  # noqa: S608  the same
    return text, (*parameters, [case for case, _number in carried], [number for _case, number in carried])


_MEMBERS: dict[str, Callable[[Selection], Members]] = {
    BY_FIELD: _by_field,
    BY_QUARTER: _by_quarter,
    BY_REGION: _by_region,
    BY_ORGANISATION: _by_organisation,
    BY_AGENCY: _by_agency,
}
