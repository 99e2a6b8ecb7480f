"""Vectors kept on disk are those of the model, the role and the text that were asked for."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from remembering import Remembering


class Counting:
    """Counts characters, and what it was asked."""

    dimension = 3

    def __init__(self, identity: str = "counts/1") -> None:
        self.identity = identity
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], role: str = "passage") -> np.ndarray:
        self.asked += texts
        return np.array([[len(t), t.count("a"), role == "query"] for t in texts], np.float32)


def test_each_text_is_encoded_once_in_each_role_even_by_another_run(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    texts = ["banana", "ab", "banana", ""]
    fresh = Remembering(first, tmp_path).encode(texts)
    kept = Remembering(second, tmp_path).encode(texts)
    np.testing.assert_array_equal(fresh, [[6, 3, 0], [2, 1, 0], [6, 3, 0], [0, 0, 0]])
    np.testing.assert_array_equal(kept, fresh)
    assert (sorted(first.asked), second.asked) == (["", "ab", "banana"], [])
    assert Remembering(second, tmp_path).encode(["ab"], "query")[0, 2] == 1
    assert second.asked == ["ab"]


def test_another_model_has_vectors_of_its_own(tmp_path: Path) -> None:
    Remembering(Counting(), tmp_path).encode(["ab"])
    other = Counting("counts/2")
    Remembering(other, tmp_path).encode(["ab"])
    assert other.asked == ["ab"]


def test_more_texts_than_one_block_come_back_in_their_order(tmp_path: Path) -> None:
    texts = ["a" * (n % 37) + "b" * (n % 11) for n in range(1_300)]
    rows = Remembering(Counting(), tmp_path).encode(texts)
    assert [row[0] for row in rows] == [len(text) for text in texts]


def test_no_text_gives_no_rows(tmp_path: Path) -> None:
    assert Remembering(Counting(), tmp_path).encode([]).shape == (0, 3)
