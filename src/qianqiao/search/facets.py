"""Facets: what a list can be narrowed by, with counts that a facet's own choice does not shrink."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import tantivy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from tantivy import Occur, Query

from qianqiao import reference
from qianqiao.search.index.schema import OWNER_SEPARATOR, schema

MOST_OPTIONS = 60
# Owners are many: each segment of the index tells so many before they are added up, so that the counts are right.
_PER_SEGMENT = 20_000


@dataclass(frozen=True, slots=True)
class FacetOption:
    """One value with its name in the reader's language and how many records it would show."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    options: tuple[FacetOption, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """`filtered`: field that a choice is sought in; `counted`: field whose values are counted."""

    label: str | Promise
    filtered: str
    counted: str = ""
    table: str = ""


FACETS: dict[str, _Kind] = {
    "kind": _Kind(pgettext_lazy("column", "Kind"), "kind", "kind"),
    "field": _Kind(pgettext_lazy("column", "Technical field"), "field", "field", "fields"),
    "region": _Kind(pgettext_lazy("column", "Region"), "region", "province", "regions"),
    "owner": _Kind(pgettext_lazy("column", "Owner"), "owner_number", "owner_name"),
    "trl": _Kind(pgettext_lazy("column", "Maturity"), "trl_band", "trl_band"),
    "mode": _Kind(pgettext_lazy("column", "Cooperation mode"), "mode", "mode", "modes"),
    "price_model": _Kind(
        pgettext_lazy("column", "Price model"), "price_model", "price_model", "price_models"
    ),
}
# Filters without counts: for links from elsewhere and the API.
PLAIN_FILTERS = {"language": "language", "industry": "industry"}
FILTERS = {name: kind.filtered for name, kind in FACETS.items()} | PLAIN_FILTERS

KIND_LABELS: dict[str, Promise] = {
    "achievement": _("Achievement"),
    "patent": _("Patent"),
    "demand": _("Demand"),
    "expert": _("Expert"),
}
TRL_LABELS: dict[str, Promise] = {
    "1-3": _("1–3 principle to proof of concept"),
    "4-6": _("4–6 laboratory to pilot"),
    "7-9": _("7–9 prototype in use to market"),
}


def quiet(query: Query) -> Query:
    """A condition that adds nothing to the score."""
    return Query.const_score_query(query, 0.0)


def filter_clauses(filters: Mapping[str, Sequence[str]]) -> dict[str, Query]:
    """One condition per filter that has values; several values of one filter widen it."""
    return {
        name: quiet(Query.term_set_query(schema(), FILTERS[name], [str(value) for value in values]))
        for name, values in filters.items()
        if name in FILTERS and values
    }


def all_of(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _counted(searcher: tantivy.Searcher, query: Query, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Values and counts of some facets over one query; owners keyed by number, separator and names."""
    asked = {
        name: {"terms": {"field": FACETS[name].counted, "size": MOST_OPTIONS, "segment_size": _PER_SEGMENT}}
        for name in names
    }
    found = searcher.aggregate(query, asked) if asked else {}
    return {name: {str(b["key"]): int(b["doc_count"]) for b in found[name]["buckets"]} for name in names}


def counts(
    searcher: tantivy.Searcher, base: Query, clauses: Mapping[str, Query], names: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Counts per facet, each under all conditions but its own."""
    free = [name for name in names if name not in clauses]
    found = _counted(searcher, all_of(base, *clauses.values()), free)
    for name in names:
        if name in clauses:
            others = [clause for other, clause in clauses.items() if other != name]
            found |= _counted(searcher, all_of(base, *others), [name])
    return {name: found[name] for name in names}


def _label(name: str, value: str, language: str) -> str:
    if name == "kind":
        return str(KIND_LABELS.get(value, value))
    if name == "trl":
        return str(TRL_LABELS.get(value, value))
    return reference.label(FACETS[name].table, value, language) if FACETS[name].table else value


def _owner_option(key: str, count: int, chosen: Sequence[str], language: str) -> FacetOption:
    number, name, name_en = key.split(OWNER_SEPARATOR)
    label = name if language.startswith("zh") or not name_en else name_en
    return FacetOption(number, label, count, number in chosen)


def build(
    counted: Mapping[str, Mapping[str, int]], filters: Mapping[str, Sequence[str]], language: str
) -> tuple[Facet, ...]:
    """Facets with names; a chosen value that counts nothing is kept, so that it can be taken back."""
    built = []
    for name, values in counted.items():
        chosen = [str(value) for value in filters.get(name, ())]
        if name == "owner":
            options = [_owner_option(key, count, chosen, language) for key, count in values.items()]
        else:
            options = [
                FacetOption(v, _label(name, v, language), count, v in chosen) for v, count in values.items()
            ]
        shown = {option.value for option in options}
        options += [FacetOption(v, _label(name, v, language), 0, True) for v in chosen if v not in shown]
        if name in {"trl", "kind"}:
            options.sort(key=lambda option: option.value)
        built.append(Facet(name, str(FACETS[name].label), tuple(options)))
    return tuple(built)
