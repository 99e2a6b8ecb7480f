"""What the engine is measured against: bm25s on words and on character pairs, and the text model alone."""

import re
from collections.abc import Callable, Sequence

import bm25s
import numpy as np
import rjieba

from qianqiao.matching.engine import Encoder

Tokens = Callable[[str], list[str]]
_RUN = re.compile("[\u3400-\u9fff]+|[a-z0-9]+")


def word_tokens(text: str) -> list[str]:
    """Words as jieba cuts them."""
    return [word for word in rjieba.cut(text.lower()) if re.search(r"\w", word)]


def pair_tokens(text: str) -> list[str]:
    """Character pairs of Chinese, whole words of Latin text."""
    found: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0] >= "\u3400":
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        else:
            found.append(run)
    return found


def bm25s_scores(queries: Sequence[str], documents: Sequence[str], tokens: Tokens) -> np.ndarray:
    """[queries, documents] with bm25s's own defaults."""
    index = bm25s.BM25()
    index.index([tokens(text) for text in documents], show_progress=False)
    return np.stack([index.get_scores(tokens(text) or ["-"]) for text in queries])


def dense_scores(queries: Sequence[str], documents: Sequence[str], encoder: Encoder) -> np.ndarray:
    """[queries, documents]: cosines of whole texts, as the model gives them."""
    return np.asarray(encoder.encode(queries) @ encoder.encode(documents).T)
