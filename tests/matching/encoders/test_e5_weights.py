"""The weight file: what is read from it, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.e5.graph import eight_bit
from qianqiao.matching.engine.encoders.e5.reference import SlowTokens
from qianqiao.matching.engine.encoders.e5.tokens import Tokens, vocabulary_file
from qianqiao.matching.engine.encoders.e5.weights import Weights, read_weights
from tests.matching.encoders import small_weights
from tests.matching.encoders.encoder_needs import need


@pytest.fixture
def table() -> np.ndarray:
    return np.random.default_rng(7).normal(size=(5, 64)).astype(np.float32)


@pytest.fixture
def weights(tmp_path: Path, table: np.ndarray) -> Weights:
    return read_weights(small_weights.write(tmp_path / "small.bin", table))


def test_header_vocabulary_and_characters(weights: Weights) -> None:
    assert (weights.shape.width, weights.shape.longest, weights.shape.words) == (
        32,
        16,
        len(small_weights.PIECES),
    )
    assert list(weights.vocabulary.pieces) == small_weights.PIECES
    assert weights.vocabulary.scores.tolist() == small_weights.SCORES
    assert weights.characters == small_weights.CHARACTERS


def test_four_bit_blocks_come_back_within_half_a_step(weights: Weights, table: np.ndarray) -> None:
    rows = np.concatenate(list(weights.rows("emb.word", 64)))
    steps = np.abs(table.reshape(-1, 32)).max(axis=1, keepdims=True) / 7
    assert (np.abs(rows - table).reshape(-1, 32) <= steps * 0.51).all()
    assert weights.vector("emb.type").tolist() == list(range(32))


def test_eight_bit_rows_come_back_within_half_a_step(table: np.ndarray) -> None:
    table[2] = 0
    numbers, scales = eight_bit([table[:2], table[2:]])
    assert numbers.dtype == np.int8
    assert (np.abs(numbers * scales - table) <= scales * 0.51).all()


@pytest.mark.parametrize("kept", [0, 3, 40, 300, -1])
def test_a_file_cut_short_is_refused(tmp_path: Path, table: np.ndarray, kept: int) -> None:
    path = small_weights.write(tmp_path / "small.bin", table)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(EncoderError, match=r"small.bin cannot be read as e5 weights"):
        read_weights(path)


def test_tokens_follow_the_map_and_the_scores(tmp_path: Path, weights: Weights) -> None:
    need("sentencepiece")
    path = tmp_path / "tokens.model"
    path.write_bytes(vocabulary_file(weights.vocabulary))
    tokens = Tokens(path, weights.characters, begin=0, end=2, longest=6)
    slow = SlowTokens(weights.vocabulary)
    pieces = small_weights.PIECES
    for text, expected in {
        "钠离子电池": ["\u2581", "钠离子", "电池"],
        "AB\u3000\u3000ab": ["\u2581", "a", "<unk>", "\u2581", "ab"],
        "钠龘龘a": ["\u2581", "钠", "<unk>", "a"],
        "<s>a": ["\u2581", "<unk>", "a"],
        "": [],
    }.items():
        (numbers,) = tokens.numbers([text], "")
        assert [pieces[number] for number in numbers] == expected
        if text:
            assert slow.joined(slow.numbers(tokens.prepared(text))) == numbers
    assert list(tokens.windows(list(range(4, 10)))) == [[0, 4, 5, 6, 7, 2], [0, 8, 9, 2]]
    assert list(tokens.windows([])) == [[0, 2]]
