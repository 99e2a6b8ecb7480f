"""Each text is encoded once and lands in its place."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qianqiao.matching.engine.encoders.once import encode_once


@given(st.lists(st.text(max_size=3)))
def test_rows_belong_to_their_texts(texts: list[str]) -> None:
    asked: list[str] = []

    def encode(distinct: list[str]) -> np.ndarray:
        asked.extend(distinct)
        return np.array([[len(text), hash(text) % 1000] for text in distinct], np.float32)

    rows = encode_once(texts, 2, encode)
    assert len(asked) == len(set(asked)) == len({text for text in texts if text})
    for text, row in zip(texts, rows, strict=True):
        assert tuple(row) == ((len(text), hash(text) % 1000) if text else (0, 0))
