"""Where the sought units stand in a text as people wrote it: spans of characters, never markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from qianqiao.search import analysis, initials
from qianqiao.search.clauses import FUZZY_FROM, Sought
from qianqiao.search.parsing import UnitKind

Span = tuple[int, int]
WINDOW = {"zh-Hans": 96, "en": 220}
_BEFORE = 0.25
_LONGEST_TEAR = 20


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, its language (BCP 47) and the spans (start, end) that carried the query."""

    text: str
    language: str = "zh-Hans"
    spans: tuple[Span, ...] = ()


def _han_spans(folded: str, word: str) -> list[Span]:
    """The word itself; where it does not stand, the pairs of it that do (of words of four and more)."""
    found = _all_places(folded, word)
    if not found and len(word) > 3:
        for i in range(len(word) - 1):
            found += _all_places(folded, word[i : i + 2])
    return found


def _all_places(folded: str, part: str) -> list[Span]:
    found, at = [], folded.find(part)
    while at >= 0:
        found.append((at, at + len(part)))
        at = folded.find(part, at + 1)
    return found


def _means(word: str, sought: Sought) -> bool:
    """Whether a word of the text is what was sought, or what that was read as."""
    meant = sought.unit.text
    if analysis.stem(word) in {analysis.stem(one) for one in (meant, *sought.readings)}:
        return True
    close = sought.unknown and not sought.readings and len(meant) >= FUZZY_FROM
    return close and OSA.distance(word, meant, score_cutoff=1) <= 1


def _folded_spans(folded: str, sought: Sequence[Sought]) -> Iterable[Span]:
    words = [(run, at) for run, at, is_han in analysis.runs(folded) if not is_han]
    for one in sought:
        if one.unit.kind is UnitKind.HAN:
            yield from _han_spans(folded, one.unit.text)
            continue
        yield from ((at, at + len(run)) for run, at in words if _means(run, one))
        if one.initials:
            yield from initials.places(folded, one.unit.text)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, touching and overlapping ones made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def spans(text: str, sought: Sequence[Sought]) -> tuple[Span, ...]:
    """Spans in the original text."""
    if not sought or not text:
        return ()
    folded, places = analysis.fold_tracked(text)
    return joined((places[start], places[end - 1] + 1) for start, end in _folded_spans(folded, sought))


def marked(text: str, language: str, sought: Sequence[Sought]) -> Marked:
    return Marked(text, language, spans(text, sought))


def _inside_word(text: str, at: int) -> bool:
    """Whether a cut here would tear a word or a figure of Latin letters apart."""
    return 0 < at < len(text) and all(
        c.isascii() and (c.isalnum() or c in ".-%") for c in text[at - 1 : at + 1]
    )


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Both ends moved outward, a little, so that no word is torn."""
    for _ in range(_LONGEST_TEAR):
        start -= _inside_word(text, start)
        end += _inside_word(text, end)
    return start, end


def snippet(whole: Marked) -> Marked:
    """The part of a text around its first span, or its beginning; cut ends carry an ellipsis."""
    width = WINDOW.get(whole.language, 160)
    text = whole.text
    if len(text) <= width:
        return whole
    first = whole.spans[0][0] if whole.spans else 0
    start = min(max(0, first - int(width * _BEFORE)), len(text) - width)
    start, end = _whole_words(text, start, min(start + width, len(text)))
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    shift = len(head) - start
    inside = tuple(
        (max(s, start) + shift, min(e, end) + shift) for s, e in whole.spans if s < end and e > start
    )
    return Marked(f"{head}{text[start:end]}{tail}", whole.language, inside)
