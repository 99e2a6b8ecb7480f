"""The index of vectors: exact where rows are few, in cells where they are many, silent rows and models left out."""

from pathlib import Path

import numpy as np
import pytest

from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.large import dense_index
from qianqiao.matching.engine.large.dense_index import DenseIndex
from qianqiao.matching.engine.large.vector_store import VectorStore, VectorWriter

SEGMENTS = (Segment("one/1", 0, 24), Segment("two/1", 24, 40))


def rows_in_groups(count: int) -> np.ndarray:
    """Rows [n, 2, 40] around 60 middles; every tenth is silent, every third lacks the second model's text."""
    chance = np.random.default_rng(5)
    middles = chance.standard_normal((60, 2, 40))
    rows = middles[np.arange(count) % 60] + 0.4 * chance.standard_normal((count, 2, 40))
    rows[::10] = 0
    rows[::3, 1, 24:] = 0
    return rows.astype(np.float32)


def index_of(folder: Path, rows: np.ndarray, centre: np.ndarray) -> DenseIndex:
    writer = VectorWriter(folder, SEGMENTS)
    for start in range(0, len(rows), 7_000):
        writer.add(rows[start : start + 7_000])
    writer.finish()
    dense_index.build(folder, VectorStore(folder, 40), centre, SEGMENTS)
    return DenseIndex(folder)


@pytest.mark.parametrize(("count", "least"), [(3_000, 0.99), (30_000, 0.8)])
def test_the_nearest_texts_are_found(tmp_path: Path, count: int, least: float) -> None:
    rows = rows_in_groups(count)
    centre = np.linspace(-0.2, 0.2, 40)
    index = index_of(tmp_path, rows, centre)
    known = np.where(rows[:, 1] != 0, rows[:, 1], rows[:, 0]).astype(np.float16)
    texts = dense_index.aligned(known, centre.astype(np.float32), SEGMENTS)
    found = []
    for place in range(1, 400, 20):
        query = texts[place].astype(np.float64)
        best = set(np.argsort(-(texts @ texts[place]), kind="stable")[:20].tolist())
        own = index.best(query, 20)
        assert own.tolist() == sorted(set(own.tolist()))
        assert not set(own.tolist()) & set(range(0, count, 10))
        found.append(len(best & set(own.tolist())) / 20)
    assert np.mean(found) >= least


@pytest.mark.parametrize("count", [0, 100, 21_000])
def test_rows_without_any_vector_leave_an_empty_index(tmp_path: Path, count: int) -> None:
    index = index_of(tmp_path, np.zeros((count, 2, 40), np.float32), np.zeros(40))
    assert index.best(np.ones(40), 5).tolist() == []
