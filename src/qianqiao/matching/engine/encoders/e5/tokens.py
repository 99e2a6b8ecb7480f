"""Text to token numbers as e5 was trained on: its character map, its unigram vocabulary, a prefix by role."""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.e5.weights import Vocabulary
from qianqiao.matching.engine.encoders.packages import load

_SPACES = re.compile(" {2,}")
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
_UNIGRAM = 1
_MASK = "<mask>"


def vocabulary_file(vocabulary: Vocabulary) -> bytes:
    """The vocabulary as a sentencepiece model: unigram, text left as it is, a space put in front."""
    controls = {vocabulary.begin, vocabulary.end, vocabulary.pad, len(vocabulary.pieces) - 1}
    if vocabulary.pieces[-1] != _MASK:
        raise EncoderError(f"The last piece of the vocabulary is {vocabulary.pieces[-1]!r}, not {_MASK}")
    kinds = dict.fromkeys(controls, _CONTROL) | {vocabulary.unknown: _UNKNOWN}
    pieces = zip(vocabulary.pieces, vocabulary.scores.tolist(), strict=True)
    content = b"".join(
        _block(1, _block(1, piece.encode()) + _float(2, score) + _whole(3, kinds.get(number, _NORMAL)))
        for number, (piece, score) in enumerate(pieces)
    )
    marks = ((40, vocabulary.unknown), (41, vocabulary.begin), (42, vocabulary.end), (43, vocabulary.pad))
    trained = b"".join(_whole(field, value) for field, value in ((3, _UNIGRAM), *marks))
    names = zip((45, 46, 47, 48), (vocabulary.pieces[number] for _, number in marks), strict=True)
    trained += b"".join(_block(field, name.encode()) for field, name in names)
    rules = _block(1, b"identity") + _whole(3, 1) + _whole(4, 0) + _whole(5, 1)
    return content + _block(2, trained) + _block(3, rules)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)


def _whole(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _float(field: int, value: float) -> bytes:
    return _varint(field << 3 | 5) + struct.pack("<f", value)


def _block(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


class Tokens:
    """The tokeniser of an export; numbers come without the two marks."""

    def __init__(
        self, vocabulary: Path, characters: Mapping[int, str], *, begin: int, end: int, longest: int
    ) -> None:
        self._model: Any = load("sentencepiece").SentencePieceProcessor(model_file=str(vocabulary))
        self._characters = characters
        self._marks = (begin, end)
        self._window = longest - 2

    def prepared(self, text: str) -> str:
        """The text under the character map, runs of spaces squeezed to one."""
        return _SPACES.sub(" ", text.translate(self._characters))

    def numbers(self, texts: Sequence[str], prefix: str) -> list[list[int]]:
        """Token numbers of whole texts, however long."""
        found: list[list[int]] = self._model.encode(
            [self.prepared(prefix + text) for text in texts], num_threads=1
        )
        return found

    def windows(self, numbers: Sequence[int]) -> Iterator[list[int]]:
        """Parts that the network can take, each between the two marks; an empty text is one part."""
        begin, end = self._marks
        for start in range(0, max(len(numbers), 1), self._window):
            yield [begin, *numbers[start : start + self._window], end]
