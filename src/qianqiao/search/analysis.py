"""How text becomes tokens: simplified, NFKC, lower case; 1-2-grams and words for Chinese, stems for the rest.

The same functions serve documents, queries and highlights. A change here needs a new `ANALYZER_VERSION`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import opencc
import rjieba
import tantivy

ANALYZER_VERSION = "1"

_HAN_BLOCKS = ((0x3400, 0xA000), (0xF900, 0xFB00))
_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"([{_HAN}]+)|[^\W_{_HAN}]+")
MAX_WORD = 40


@cache
def _table() -> dict[int, str]:
    """Code point to folded form (NFKC, simplified, lower case), only where it differs."""
    han = [chr(code) for low, high in _HAN_BLOCKS for code in range(low, high)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    to_simplified = {ord(old): new for old, new in zip(han, simplified, strict=True) if len(new) == 1}
    table: dict[int, str] = {}
    for code in range(0x41, 0x10000):
        if 0xD800 <= code < 0xE000:
            continue
        folded = unicodedata.normalize("NFKC", chr(code)).translate(to_simplified).lower()
        if folded != chr(code):
            table[code] = folded
    return table


def fold(text: str) -> str:
    """Comparable form of a text, character by character (so that `fold_tracked` can lead back)."""
    return text.translate(_table())


def fold_tracked(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the place in the original."""
    table = _table()
    parts: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = table.get(ord(character), character)
        parts.append(folded)
        places.extend([place] * len(folded))
    return "".join(parts), places


def runs(folded: str) -> Iterator[tuple[str, int, bool]]:
    """Runs of Chinese characters and words of other scripts: (run, start, is it Chinese)."""
    for match in _RUN.finditer(folded):
        yield match.group(), match.start(), match.group(1) is not None


@cache
def _stemmer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()
    )


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """English stem of a folded word; words with figures stay whole."""
    if not word.isalpha() or len(word) < 4:
        return word[:MAX_WORD]
    stems = _stemmer().analyze(word)
    return str(stems[0])[:MAX_WORD] if stems else word[:MAX_WORD]


def grams_of(run: str) -> list[str]:
    """Characters and pairs of neighbours of one Chinese run."""
    return [*run, *(run[i : i + 2] for i in range(len(run) - 1))]


def grams(text: str) -> list[str]:
    """Tokens of the full-text fields."""
    tokens: list[str] = []
    for run, _, is_han in runs(fold(text)):
        if is_han:
            tokens += grams_of(run)
        else:
            tokens.append(stem(run))
    return tokens


def cut(run: str) -> list[str]:
    """Words of one Chinese run."""
    return list(rjieba.cut(run))


def words(text: str) -> list[str]:
    """Whole words for completion, correction, ranking: Chinese of two characters or more, others of three."""
    found: list[str] = []
    for run, _, is_han in runs(fold(text)):
        if is_han:
            found += [word for word in cut(run) if len(word) > 1]
        elif len(run) > 2 and not run.isdigit():
            found.append(run[:MAX_WORD])
    return found
