"""Keys for lexical signals: single characters and pairs of Chinese text, stems of Latin words.

A key is an int64 made from the content alone, so that it never depends on the order of records:
a character is its code point, a pair two code points, a word a 60-bit digest with bit 62 set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.text.common_words import ENGLISH
from qianqiao.matching.engine.text.words import RUN, stem

_WORD_MARK = 1 << 62
_PAIR_SHIFT = 21


@lru_cache(maxsize=500_000)
def word_key(word: str) -> int:
    """The key of a word or term."""
    return _WORD_MARK | (int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 4)


@dataclass(frozen=True, slots=True)
class Grams:
    """All grams of some texts in order of kind: parallel arrays of key, text number, start and stop."""

    keys: NDArray[np.int64]
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]
    stops: NDArray[np.int32]


def _han(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """True for Chinese characters."""
    return np.asarray((codes >= 0x3400) & (codes <= 0x9FFF))


def grams_of(texts: Sequence[str]) -> Grams:
    """Every gram of cleaned texts, with its place inside its own text."""
    joined = "\n".join(texts).lower()
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    if sum(lengths) + max(len(texts) - 1, 0) != len(joined):
        return _concatenated([grams_of([text.lower()[: len(text)]]) for text in texts])
    bounds = np.concatenate([[0], np.cumsum(lengths + 1)])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    han = _han(codes)
    single = np.flatnonzero(han)
    pair = np.flatnonzero(han[:-1] & han[1:])
    wide = codes.astype(np.int64)
    words = [
        (word_key(stem(m.group())), m.start(), m.end()) for m in RUN.finditer(joined) if _counts(m.group())
    ]
    table = np.array(words, dtype=np.int64).reshape(-1, 3)
    keys = np.concatenate([wide[single], (wide[pair] << _PAIR_SHIFT) | wide[pair + 1], table[:, 0]])
    starts = np.concatenate([single, pair, table[:, 1]])
    stops = np.concatenate([single + 1, pair + 2, table[:, 2]])
    rows = np.searchsorted(bounds, starts, side="right") - 1
    base = bounds[rows]
    return Grams(
        keys, rows.astype(np.int32), (starts - base).astype(np.int32), (stops - base).astype(np.int32)
    )


def _counts(word: str) -> bool:
    """Stop words and single letters carry nothing."""
    return len(word) > 1 and word not in ENGLISH


def _concatenated(parts: Sequence[Grams]) -> Grams:
    """Grams of texts that had to be taken one by one (lower case changed a length)."""
    rows = [np.full(len(part.keys), number, dtype=np.int32) for number, part in enumerate(parts)]
    return Grams(
        np.concatenate([part.keys for part in parts]),
        np.concatenate(rows),
        np.concatenate([part.starts for part in parts]),
        np.concatenate([part.stops for part in parts]),
    )
