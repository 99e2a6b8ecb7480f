"""Units of a query as clauses of the index: which fields, how many must be met, what is forgiven."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import tantivy
from rapidfuzz.distance import OSA
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
_MOST_READINGS = 6
# Of the words with the same first letter, the most frequent are compared; the rest is left to the index.
_CANDIDATES = 5000


@dataclass(frozen=True, slots=True)
class Sought:
    """A unit and, where no document has it, the known words it may be: mistyped or unfinished."""

    unit: Unit
    unknown: bool = False
    readings: tuple[str, ...] = ()

    @property
    def initials(self) -> bool:
        """Whether the unit may be pinyin initials."""
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


def _readings(searcher: tantivy.Searcher, word: str) -> tuple[str, ...]:
    """Known words that an unknown one may be: it begins them, or one letter is wrong or out of place."""
    if len(word) < PREFIX_FROM or not word.isascii():
        return ()
    begun = [known for known, _ in searcher.terms_with_prefix("word", word, None, _MOST_READINGS)]
    if len(word) < FUZZY_FROM:
        return tuple(begun)
    alike = [known for known, _ in searcher.terms_with_prefix("word", word[:1], None, _CANDIDATES)]
    close = [known for known in alike if OSA.distance(word, known, score_cutoff=1) <= 1]
    return tuple(dict.fromkeys([*close, *begun]))[:_MOST_READINGS]


def resolve(searcher: tantivy.Searcher, units: Sequence[Unit]) -> tuple[Sought, ...]:
    """The units to look for, in their order; of very many the rarest that exist."""
    if len(units) > MOST_UNITS:
        known = [(found, at) for at, unit in enumerate(units) if (found := _rarity(searcher, unit))]
        kept = sorted(at for _, at in sorted(known)[:MOST_UNITS])
        units = [units[at] for at in kept] or list(units[:MOST_UNITS])
    return tuple(_sought(searcher, unit) for unit in units)


def _sought(searcher: tantivy.Searcher, unit: Unit) -> Sought:
    if unit.kind is not UnitKind.WORD or _rarity(searcher, unit):
        return Sought(unit)
    return Sought(unit, unknown=True, readings=_readings(searcher, unit.text))


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
    """The word or what it may be read as; failing that, one wrong letter anywhere, and initials."""
    word = sought.unit.text
    stems = sorted({analysis.stem(one) for one in (*sought.readings, word)})
    queries = [Query.boost_query(term(field, stem), BOOSTS[field]) for field in TEXT_FIELDS for stem in stems]
    if sought.unknown and not sought.readings and len(word) >= FUZZY_FROM:
        queries.append(Query.fuzzy_term_query(schema(), "word", word, 1, True))
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


def units_needed(count: int, *, relaxed: bool = False) -> int:
    """How many units a document must have: all of two, most of a phrase, a third of a pasted problem.

    Relaxed, half of a few and a seventh of many, but two at least.
    """
    if relaxed:
        return max(1, count // 2) if count <= 4 else max(2, ceil(count * 0.15))
    if count <= 2:
        return count
    if count <= 4:
        return count - 1
    return ceil(count * (0.6 if count <= _LONG else 0.34))


def text_query(sought: Sequence[Sought], *, relaxed: bool = False) -> Query:
    """The query for a text; every document where the text is empty."""
    if not sought:
        return Query.all_query()
    return at_least([_unit_query(one) for one in sought], units_needed(len(sought), relaxed=relaxed))
