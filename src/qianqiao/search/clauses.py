"""Units of a query as clauses of the index: which fields, how many must be met, what is forgiven."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import tantivy
from tantivy import Occur, Query

from qianqiao.search import analysis, initials
from qianqiao.search.index.schema import TEXT_FIELDS, schema
from qianqiao.search.parsing import Unit, UnitKind

BOOSTS = {"title": 4.0, "key": 2.5, "text": 1.0, "owner": 1.5}
_TIE = 0.2
# A whole problem may be pasted: its rarest units say enough, and fewer of them need be met.
MOST_UNITS = 30
_LONG = 12
FUZZY_FROM, PREFIX_FROM = 5, 4


@dataclass(frozen=True, slots=True)
class Sought:
    """A unit with what is forgiven: an unknown word may be mistyped, unfinished or pinyin initials."""

    unit: Unit
    unknown: bool = False

    @property
    def fuzzy(self) -> bool:
        return self.unknown and len(self.unit.text) >= FUZZY_FROM

    @property
    def prefix(self) -> bool:
        return self.unknown and len(self.unit.text) >= PREFIX_FROM

    @property
    def initials(self) -> bool:
        return self.unknown and initials.is_initials(self.unit.text)


def term(field: str, value: str) -> Query:
    return Query.term_query(schema(), field, value, "basic")


def starts_with(field: str, value: str) -> Query:
    return Query.fuzzy_term_query(schema(), field, value, 0, True, prefix=True)


def any_of(queries: Sequence[Query]) -> Query:
    return Query.disjunction_max_query(list(queries), _TIE) if len(queries) > 1 else queries[0]


def at_least(queries: Sequence[Query], needed: int) -> Query:
    return Query.boolean_query(
        [(Occur.Should, query) for query in queries], minimum_number_should_match=needed
    )


def _rarity(searcher: tantivy.Searcher, unit: Unit) -> int:
    """In how many documents the rarest part of a unit stands, over all fields."""
    tokens = _pairs(unit.text) if unit.kind is UnitKind.HAN else [analysis.stem(unit.text)]
    return min(sum(searcher.doc_freq(field, token) for field in TEXT_FIELDS) for token in tokens)


def resolve(searcher: tantivy.Searcher, units: Sequence[Unit]) -> tuple[Sought, ...]:
    """The units to look for, in their order; of very many the rarest that exist."""
    if len(units) > MOST_UNITS:
        known = [(found, at) for at, unit in enumerate(units) if (found := _rarity(searcher, unit))]
        kept = sorted(at for _, at in sorted(known)[:MOST_UNITS])
        units = [units[at] for at in kept] or list(units[:MOST_UNITS])
    return tuple(Sought(unit, unit.kind is UnitKind.WORD and not _rarity(searcher, unit)) for unit in units)


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)] or [word]


def _han_query(word: str) -> Query:
    """All pairs of characters must stand in one field; of long words two thirds."""
    pairs = _pairs(word)
    needed = len(pairs) if len(pairs) < 3 else ceil(len(pairs) * 0.67)
    per_field = [
        Query.boost_query(at_least([term(field, pair) for pair in pairs], needed), BOOSTS[field])
        for field in TEXT_FIELDS
    ]
    return any_of([*per_field, Query.const_score_query(term("word", word), 1.0)])


def _word_query(sought: Sought) -> Query:
    word = sought.unit.text
    queries = [Query.boost_query(term(field, analysis.stem(word)), BOOSTS[field]) for field in TEXT_FIELDS]
    if sought.fuzzy:
        queries.append(Query.fuzzy_term_query(schema(), "word", word, 1, True))
    if sought.prefix:
        queries.append(starts_with("word", word))
    if sought.initials:
        queries.append(starts_with("initials", word[: initials.LONGEST]))
    return any_of(queries)


def _number_query(number: str) -> Query:
    """A whole number, the beginning of one, or a figure in a text."""
    queries = [Query.boost_query(term("exact", number), 20.0)]
    if len(number) >= FUZZY_FROM or not number.isdigit():
        queries.append(Query.boost_query(starts_with("exact", number), 5.0))
    return any_of([*queries, *(term(field, analysis.stem(number)) for field in TEXT_FIELDS)])


def _unit_query(sought: Sought) -> Query:
    if sought.unit.kind is UnitKind.HAN:
        return _han_query(sought.unit.text)
    if sought.unit.kind is UnitKind.NUMBER:
        return _number_query(sought.unit.text)
    return _word_query(sought)


def units_needed(count: int) -> int:
    """How many units a document must have: all of two, most of a phrase, a third of a pasted problem."""
    if count <= 2:
        return count
    if count <= 4:
        return count - 1
    return ceil(count * (0.6 if count <= _LONG else 0.34))


def text_query(sought: Sequence[Sought]) -> Query:
    """The query for a text; every document where the text is empty."""
    if not sought:
        return Query.all_query()
    return at_least([_unit_query(one) for one in sought], units_needed(len(sought)))
