"""A view made ready for comparison: its keys per field and its two vectors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.index.lexical import KeyCounts
from qianqiao.matching.engine.text.bridge import Bridged, bridged
from qianqiao.matching.engine.text.clean import clean
from qianqiao.matching.engine.text.grams import grams_of, word_key
from qianqiao.matching.engine.text.terms import term_words
from qianqiao.matching.engine.views import View

TITLE, FULL, TERMS = "title", "full", "terms"
FIELDS = (TITLE, FULL, TERMS)
_BLOCK = 2_000
RowKeys = tuple[NDArray[np.int64], NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class PreparedView:
    """Counted keys of the fields title, full and terms; vectors [2, d] of title and text, or None.

    `sources`: for a view turned to another language, which own term stands behind each term's key.
    """

    language: str
    titled: bool
    thin: bool
    keys: dict[str, KeyCounts]
    vectors: Vectors | None
    sources: Mapping[int, str] = field(default_factory=dict)


def cleaned(views: Sequence[View]) -> tuple[list[str], list[str]]:
    """Cleaned titles and cleaned full texts (the title is part of the full text)."""
    titles = [clean(view.title) for view in views]
    texts = [clean(view.text) for view in views]
    full = [
        title if text == title else f"{title} . {text}" for title, text in zip(titles, texts, strict=True)
    ]
    return titles, full


def keys_of(views: Sequence[View]) -> dict[str, RowKeys]:
    """For each field the keys of all views and the number of the view that each belongs to."""
    parts = [_block(views[start : start + _BLOCK], start) for start in range(0, len(views), _BLOCK)]
    return {
        name: (
            np.concatenate([part[name][0] for part in parts]),
            np.concatenate([part[name][1] for part in parts]),
        )
        for name in FIELDS
    }


def _block(views: Sequence[View], start: int) -> dict[str, RowKeys]:
    """The keys of some views in a row, numbered from `start`; blocks keep the working memory small."""
    titles, full = cleaned(views)
    in_title, in_full = grams_of(titles), grams_of(full)
    terms = [[word_key(word) for word in term_words(text)] for text in full]
    numbers = np.repeat(np.arange(len(full), dtype=np.int32), [len(own) for own in terms])
    shift = np.int32(start)
    return {
        TITLE: (in_title.keys, in_title.rows + shift),
        FULL: (in_full.keys, in_full.rows + shift),
        TERMS: (np.array([key for own in terms for key in own], dtype=np.int64), numbers + shift),
    }


def counted_keys(views: Sequence[View]) -> list[dict[str, KeyCounts]]:
    """The counted keys of each view by field; many at once cost less than one by one."""
    if not views:
        return []
    found: list[dict[str, KeyCounts]] = [{} for _ in views]
    for name, (keys, rows) in keys_of(views).items():
        order = np.argsort(rows, kind="stable")
        bounds = np.searchsorted(rows[order], np.arange(1, len(views)))
        for own, values in zip(found, np.split(keys[order], bounds), strict=True):
            own[name] = KeyCounts.of(values)
    return found


def prepare(view: View, vectors: Vectors | None, keys: dict[str, KeyCounts] | None = None) -> PreparedView:
    """One view alone, as a query or as a candidate looked at closely; `keys` where they were counted before."""
    counted = counted_keys([view])[0] if keys is None else keys
    return PreparedView(view.language, view.titled, view.thin, counted, vectors)


def turned(
    view: View, prepared: PreparedView, language: str, known: Callable[[NDArray[np.int64]], NDArray[np.bool_]]
) -> PreparedView:
    """The view as a text of another language: its own words and those that the dictionary has for them.

    `known` tells which keys of terms occur where it will be compared: what does not is no rendering there.
    """
    _, full = cleaned([view])
    found = bridged(full[0], language)
    keys = np.array([word_key(item.word) for item in found], dtype=np.int64)
    kept = [(item, int(key)) for item, key, occurs in zip(found, keys, known(keys), strict=True) if occurs]
    weights = _shared_out([item for item, _ in kept], found)
    terms: dict[int, float] = {}
    grams: dict[int, float] = {}
    for (item, key), weight in zip(kept, weights, strict=True):
        terms[key] = terms.get(key, 0.0) + weight
        for gram in set(grams_of([item.word]).keys.tolist()):
            grams[gram] = grams.get(gram, 0.0) + weight
    return replace(
        prepared,
        keys={
            TITLE: prepared.keys[TITLE],
            FULL: _added(prepared.keys[FULL], grams),
            TERMS: _added(prepared.keys[TERMS], terms),
        },
        sources={key: item.source for item, key in reversed(kept)},
    )


def _shared_out(kept: Sequence[Bridged], found: Sequence[Bridged]) -> list[float]:
    """Weights of the renderings kept, so that those of a term weigh together what all of them did."""
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    for sums, items in ((before, found), (after, kept)):
        for item in items:
            sums[item.source] = sums.get(item.source, 0.0) + item.weight
    return [item.weight * before[item.source] / after[item.source] for item in kept]


def _added(own: KeyCounts, more: Mapping[int, float]) -> KeyCounts:
    """Counted keys with further ones of fractional counts."""
    counts = dict(zip(own.keys.tolist(), own.counts.tolist(), strict=True))
    for key, weight in more.items():
        counts[key] = counts.get(key, 0.0) + weight
    keys = np.array(sorted(counts), dtype=np.int64)
    return KeyCounts(keys, np.array([counts[key] for key in keys.tolist()], dtype=np.float64))
