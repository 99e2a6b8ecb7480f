"""What the engine is measured against: bm25s, TF-IDF cosine, the text models alone, and their fusion by rank.

Every function returns scores [queries, documents], the higher the better.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import bm25s
import numpy as np
import rjieba
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from qianqiao.matching.engine import Encoder
from qianqiao.matching.engine.encoders.base import unit
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.text.words import stem

Tokens = Callable[[str], list[str]]
Scores = NDArray[np.floating]
RRF_K = 60
_RUN = re.compile("[\u3400-\u9fff]+|[a-z0-9]+")
_STOP = frozenset(STOPWORDS_EN)


def word_tokens(text: str) -> list[str]:
    """Words as jieba cuts them; English ones by their stem, without bm25s's own stop words."""
    words = (word for word in rjieba.cut(text.lower()) if re.search(r"\w", word) and word not in _STOP)
    return [stem(word) if word.isascii() else word for word in words]


def pair_tokens(text: str) -> list[str]:
    """Character pairs of Chinese; English as in `word_tokens`."""
    found: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0] >= "\u3400":
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        elif run not in _STOP:
            found.append(stem(run))
    return found


def char_grams(text: str) -> list[str]:
    """Single characters and pairs, white space squeezed."""
    plain = " ".join(text.lower().split())
    return [*plain, *(plain[i : i + 2] for i in range(len(plain) - 1))]


def bm25s_scores(queries: Sequence[str], documents: Sequence[str], tokens: Tokens) -> Scores:
    """bm25s with its own defaults."""
    index = bm25s.BM25()
    index.index([tokens(text) or [""] for text in documents], show_progress=False)
    return np.stack([index.get_scores(tokens(text) or ["-"]) for text in queries])


def tfidf_scores(queries: Sequence[str], documents: Sequence[str], tokens: Tokens = char_grams) -> Scores:
    """Cosine of term counts times ln((1 + N) / (1 + df)) + 1, the usual smooth form."""
    cut = [tokens(text) for text in documents]
    places = {token: place for place, token in enumerate(sorted({token for own in cut for token in own}))}
    counts = _counted(cut, places)
    present = np.bincount(counts.indices, minlength=len(places))
    idf = np.log((1 + len(documents)) / (1 + present)) + 1
    theirs = _normalised(counts.multiply(idf).tocsr())
    ours = _normalised(_counted([tokens(text) for text in queries], places).multiply(idf).tocsr())
    return np.asarray((ours @ theirs.T).todense())


def _counted(cut: Iterable[list[str]], places: dict[str, int]) -> csr_matrix:
    starts, columns, values = [0], [], []
    for own in cut:
        known = Counter(places[token] for token in own if token in places)
        columns += list(known)
        values += [float(count) for count in known.values()]
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(starts) - 1, len(places)))


def _normalised(rows: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return rows.multiply(1 / np.where(lengths > 0, lengths, 1.0)[:, None]).tocsr()


def dense_scores(
    queries: Sequence[str], documents: Sequence[str], encoder: Encoder, *, centred: bool = False
) -> Scores:
    """Cosines of whole texts in their roles; centred: each side less its own mean vector first."""
    sides = [_encoded(encoder, queries, "query"), _encoded(encoder, documents, "passage")]
    if centred:
        sides = [unit(rows - rows.mean(axis=0)) for rows in sides]
    return np.asarray(sides[0] @ sides[1].T)


def _encoded(encoder: Encoder, texts: Sequence[str], role: Role) -> NDArray[np.float32]:
    return encoder.encode(list(texts), role)


def rrf(*rankers: Scores) -> Scores:
    """Reciprocal rank fusion with k = 60; what a ranker gives nothing (0 or less) it has not found."""
    total = np.zeros(rankers[0].shape)
    for scores in rankers:
        order = np.argsort(-scores, axis=1, kind="stable")
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
        total += np.where(scores > 0, 1 / (RRF_K + ranks), 0.0)
    return total
