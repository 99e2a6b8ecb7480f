"""Reads of the search room: search with facets, completions, saved searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import tantivy
from django.db.models import QuerySet
from django.utils import translation
from tantivy import FieldType, Order, Query

from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor
from qianqiao.search import clauses, completions, facets, hits, parsing
from qianqiao.search.clauses import Sought
from qianqiao.search.completions import Suggestion
from qianqiao.search.documents import KINDS
from qianqiao.search.domain.changes import usable_generation
from qianqiao.search.facets import FACETS, Facet, all_of, quiet
from qianqiao.search.hits import Hit
from qianqiao.search.index import opening, places
from qianqiao.search.index.schema import as_indexed, schema
from qianqiao.search.models import SavedSearch

SORTS: dict[str, tuple[str, Order] | None] = {
    "relevance": None,
    "newest": ("published", Order.Desc),
    "trl": ("trl", Order.Desc),
    "price": ("price_fen", Order.Asc),
    "deadline": ("deadline", Order.Asc),
}
# Deeper pages cost as much as all before them; nobody reads so far, and exports have a limit of their own.
DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class Results:
    """One page of a search; `total` counts all that match.

    `relaxed`: no record has all that was sought, these have some. `available`: False while there is no index.
    """

    text: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    per_page: int = 20
    sort: str = "newest"
    facets: tuple[Facet, ...] = ()
    sought: tuple[Sought, ...] = ()
    relaxed: bool = False
    available: bool = True

    @property
    def read_as(self) -> tuple[str, ...]:
        """The word that was sought in place of each unknown one."""
        return tuple(one.readings[0] for one in self.sought if one.readings)

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.total, DEEPEST) // self.per_page))


def _active_path() -> Path | None:
    generation = usable_generation()
    return places.generation_path(generation.number) if generation else None


def searcher() -> tantivy.Searcher:
    """A searcher on the active generation; raises opening.IndexUnavailable."""
    return opening.searcher(_active_path)


def _base(kinds: Sequence[str]) -> list[Query]:
    """Conditions of every search: still valid today, of the kinds asked for."""
    today = clock.today().toordinal()
    found = [quiet(Query.range_query(schema(), "valid_until", FieldType.Integer, today, None))]
    if kinds and set(kinds) != set(KINDS):
        found.append(quiet(Query.term_set_query(schema(), "kind", list(kinds))))
    return found


def text_base(found: tantivy.Searcher, sought: Sequence[Sought], kinds: Sequence[str]) -> tuple[Query, bool]:
    """The query before filters, and whether it had to be relaxed so that it finds anything at all."""
    strict = all_of(clauses.text_query(sought), *_base(kinds))
    few = len(sought) > 1 and not found.search(strict, limit=1, count=False).hits
    return (all_of(clauses.text_query(sought, relaxed=True), *_base(kinds)), True) if few else (strict, False)


def chosen_sort(sort: str, text: str) -> str:
    """The order asked for if it exists; else relevance for a text and newest first without one."""
    if sort in SORTS and (text or sort != "relevance"):
        return sort
    return "relevance" if text else "newest"


def page_of(
    found: tantivy.Searcher, query: Query, *, sort: str, offset: int, limit: int
) -> tuple[list[tuple[str, float]], int]:
    order = SORTS[sort]
    if order is None:
        result = found.search(query, limit=limit, offset=offset)
    else:
        result = found.search(query, limit=limit, offset=offset, order_by_field=order[0], order=order[1])
    pairs = [
        (str(found.doc(at).get_first("number")), 0.0 if order else float(key)) for key, at in result.hits
    ]
    return pairs, int(result.count or 0)  # type: ignore[attr-defined]  # missing in its stub


def _page_within(
    found: tantivy.Searcher, query: Query, *, sort: str, page: int, per_page: int
) -> tuple[list[tuple[str, float]], int, int]:
    """Hits, total and page; beyond the last page that is the last one."""
    last = DEEPEST // per_page
    page = min(page, last)
    pairs, total = page_of(found, query, sort=sort, offset=(page - 1) * per_page, limit=per_page)
    if total and not pairs:
        page = -(-total // per_page)
        pairs, total = page_of(found, query, sort=sort, offset=(page - 1) * per_page, limit=per_page)
    return pairs, total, page


def search(
    text: str = "",
    *,
    actor: Actor,
    kinds: Sequence[str] = (),
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "",
    page: int = 1,
    per_page: int = 20,
    language: str = "zh-hans",
    facet_names: Sequence[str] = tuple(FACETS),
) -> Results:
    """Searches published, live records.

    `kinds`: of achievement, patent, demand, expert (empty: all). `filters`: values per name of
    `facets.FILTERS`; unknown names are ignored. `sort`: a key of `SORTS`.
    An empty text lists everything, newest first.
    """
    text, chosen = text.strip(), {name: tuple(values) for name, values in (filters or {}).items()}
    order = chosen_sort(sort, text)
    page = max(page, 1)
    empty = Results(text=text, page=page, per_page=per_page, sort=order)
    try:
        found = searcher()
    except opening.IndexUnavailable:
        return replace(empty, available=False)
    sought = clauses.resolve(found, parsing.parse(text))
    if text and not sought:
        return empty
    base, relaxed = text_base(found, sought, kinds)
    narrowed = facets.filter_clauses(chosen)
    query = all_of(base, *narrowed.values())
    pairs, total, page = _page_within(found, query, sort=order, page=page, per_page=per_page)
    with translation.override(language):
        counted = facets.build(facets.counts(found, base, narrowed, facet_names), chosen, language)
    shown = hits.hits(pairs, sought, actor=actor, language=language)
    return replace(empty, hits=shown, total=total, page=page, facets=counted, sought=sought, relaxed=relaxed)


def suggest(
    prefix: str, *, kinds: Sequence[str] = (), language: str = "zh-hans", limit: int = completions.MOST
) -> tuple[Suggestion, ...]:
    """Completions of what is being typed, words before records, by pinyin initials too."""
    if not prefix.strip():
        return ()
    try:
        found = searcher()
    except opening.IndexUnavailable:
        return ()
    base, chinese = all_of(*_base(kinds)), language.startswith("zh")
    told = completions.words(found, prefix, base=base if kinds else None)
    titles = completions.records(found, prefix, base=base, chinese=chinese)
    known = {one.text for one in told}
    room = max(limit - len(titles), limit // 2)
    return (*told[:room], *(one for one in titles if one.text not in known))[:limit]


def did_you_mean(text: str, *, kinds: Sequence[str] = ()) -> str:
    """Another query that finds something, for one that finds nothing; empty where there is none."""
    try:
        found = searcher()
    except opening.IndexUnavailable:
        return ""
    base = all_of(*_base(kinds))
    likely = completions.correction(found, clauses.resolve(found, parsing.parse(text)), base=base)
    units = clauses.resolve(found, parsing.parse(likely))
    return likely if units and found.search(all_of(clauses.text_query(units), base), limit=1).hits else ""


def _published(between: tuple[datetime, datetime] | None) -> list[Query]:
    if between is None:
        return []
    after, until = (as_indexed(moment) for moment in between)
    return [quiet(Query.range_query(schema(), "published", FieldType.Integer, after + 1, until))]


def numbers(
    text: str,
    *,
    kinds: Sequence[str] = (),
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "",
    limit: int,
    published: tuple[datetime, datetime] | None = None,
) -> tuple[list[str], int]:
    """Public numbers of what a search finds, in its order, at most `limit`; and the whole count.

    `published`: only what was published after the first moment and not after the second.
    """
    text = text.strip()
    try:
        found = searcher()
    except opening.IndexUnavailable:
        return [], 0
    sought = clauses.resolve(found, parsing.parse(text))
    if text and not sought:
        return [], 0
    base, _relaxed = text_base(found, sought, kinds)
    query = all_of(base, *facets.filter_clauses(filters or {}).values(), *_published(published))
    pairs, total = page_of(found, query, sort=chosen_sort(sort, text), offset=0, limit=limit)
    return [number for number, _ in pairs], total


def saved_searches(*, actor: Actor) -> QuerySet[SavedSearch]:
    """The actor's own saved searches, by name."""
    return SavedSearch.objects.filter(policy.visible(actor, SavedSearch))
