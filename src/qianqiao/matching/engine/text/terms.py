"""Terms: Chinese words, Latin words and quantities that can be shown to a reader as evidence."""

import re
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from qianqiao.matching.engine.text.common_words import CHINESE, ENGLISH
from qianqiao.matching.engine.text.quantities import quantities_of
from qianqiao.matching.engine.text.words import WORD, stem

_HAN_WORD = re.compile("[\u3400-\u9fff]{2,}")
# counted things (三天, 一块, 二十年) tell no two records apart
_COUNTED = re.compile(
    "[一二三四五六七八九十百千万两几半每某数多]+[个天块次年月日只件台种条片点些家倍层位段批类遍]?半?"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term in its comparable form and its place in the cleaned text."""

    key: str
    start: int
    stop: int


def terms_of(text: str) -> list[Term]:
    """Terms of a cleaned text in order of place; common words of every record are left out."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    found = [Term(q.term.lower(), q.start, q.stop) for q in quantities_of(text)]
    taken = {place for term in found for place in range(term.start, term.stop)}
    for match in WORD.finditer(lower):
        word = match.group()
        if len(word) > 1 and word not in ENGLISH and match.start() not in taken:
            found.append(Term(stem(word), match.start(), match.end()))
    for word, start, stop in rjieba.tokenize(lower):
        if _is_term(word) and start not in taken:
            found.append(Term(word, start, stop))
    return sorted(found, key=lambda term: (term.start, term.stop))


def term_words(text: str) -> list[str]:
    """The keys of `terms_of` in any order and without places: the fast way, for indexing."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    quantities = list(quantities_of(text))
    taken = {place for q in quantities for place in range(q.start, q.stop)}
    found = [q.term.lower() for q in quantities]
    for match in WORD.finditer(lower):
        word = match.group()
        if len(word) > 1 and word not in ENGLISH and match.start() not in taken:
            found.append(stem(word))
    if taken:
        return found + [w for w, start, _ in rjieba.tokenize(lower) if _is_term(w) and start not in taken]
    return found + [word for word in rjieba.cut(lower) if _is_term(word)]


@lru_cache(maxsize=200_000)
def _is_term(word: str) -> bool:
    """A Chinese word that can tell records apart."""
    return bool(_HAN_WORD.fullmatch(word)) and word not in CHINESE and not _COUNTED.fullmatch(word)
