"""What the beginning of a query may become, and what a query without hits may have meant."""

from collections.abc import Sequence
from dataclasses import dataclass

import tantivy
from rapidfuzz import fuzz, process
from tantivy import Query

from qianqiao.search import analysis, clauses, parsing
from qianqiao.search.clauses import Sought
from qianqiao.search.facets import all_of
from qianqiao.search.parsing import Unit, UnitKind

MOST = 8
_RECORDS = 4
_CANDIDATES = 3000
_ALIKE = 70
_MANY_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A whole query, or the title of a record with its number. `count`: documents that have the word."""

    text: str
    number: str = ""
    count: int = 0


def _split(prefix: str) -> tuple[str, str]:
    """What stays as typed, and the folded beginning of the word that is being typed."""
    folded, places = analysis.fold_tracked(prefix)
    last = None
    for last in analysis.runs(folded):  # noqa: B007  the last run is wanted
        pass
    if last is None or last[1] + len(last[0]) < len(folded.rstrip()):
        return prefix, ""
    return prefix[: places[last[1]]], last[0]


def words(searcher: tantivy.Searcher, prefix: str, *, base: Query | None) -> list[Suggestion]:
    """Words of titles and texts that begin so, or whose pinyin initials do; the most frequent first.

    What was typed before the word narrows them, so that a completion always finds something.
    """
    kept, start = _split(prefix)
    before = clauses.resolve(searcher, parsing.parse(kept))
    if before:
        narrowed = clauses.text_query(before)
        base = narrowed if base is None else all_of(narrowed, base)
    if len(start) < 2 and not (start and not start.isascii()):
        return []
    found = searcher.terms_with_prefix("word", start, base, MOST)
    if start.isascii() and start.isalpha() and len(start) <= _MANY_LETTERS:
        spelled = searcher.terms_with_prefix("spell", start, base, MOST)
        found = [*found, *((word.partition("|")[2], count) for word, count in spelled)]
    ordered = sorted(found, key=lambda pair: (pair[0] != start, -pair[1], len(pair[0]), pair[0]))
    unique = dict.fromkeys(word for word, _ in ordered if word)
    counts = dict(reversed(ordered))
    return [Suggestion(f"{kept}{word}", count=counts[word]) for word in unique][:MOST]


def records(searcher: tantivy.Searcher, prefix: str, *, base: Query, chinese: bool) -> list[Suggestion]:
    """Titles of the records that the text finds already."""
    sought = clauses.resolve(searcher, parsing.parse(prefix))
    if not sought:
        return []
    hits = searcher.search(all_of(clauses.text_query(sought), base), limit=_RECORDS).hits
    suggestions = []
    for _, address in hits:
        document = searcher.doc(address)
        titles = [str(document.get_first(name) or "") for name in ("shown", "shown_en")]
        title = next((text for text in (titles if chinese else titles[::-1]) if text), "")
        if title:
            suggestions.append(Suggestion(title, number=str(document.get_first("number"))))
    return suggestions


def _likeliest(searcher: tantivy.Searcher, word: str) -> str:
    """The known word most like an unknown one that begins with the same letter; empty where none is alike."""
    known = [term for term, _ in searcher.terms_with_prefix("word", word[:1], None, _CANDIDATES)]
    best = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(best[0]) if best else ""


def _finds(searcher: tantivy.Searcher, unit: Unit, base: Query) -> bool:
    query = all_of(clauses.text_query(clauses.resolve(searcher, [unit])), base)
    return bool(searcher.search(query, limit=1).hits)


def correction(searcher: tantivy.Searcher, sought: Sequence[Sought], *, base: Query) -> str:
    """The query with unknown words replaced by their likeliest or left out; empty where nothing changes."""
    kept: list[str] = []
    changed = False
    for one in sought:
        word = one.unit.text
        if _finds(searcher, one.unit, base):
            kept.append(word)
            continue
        changed = True
        likely = _likeliest(searcher, word) if one.unit.kind is UnitKind.WORD else ""
        kept += [likely] if likely else []
    return " ".join(kept) if changed else ""
