"""Runs an exported network: rows of token numbers in, mean vectors out, within one process."""

import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.e5.openvino_package import openvino

_TOKENS_AT_ONCE = 1_024
# Activations go to 8 bit in groups of this size within one token; 128 is a quarter faster than the default
# 32 and stays within the gates, 384 comes near their limit.
_GROUP = 128
# Rounding depends on the padded length. It follows from the text's own length by these steps (up to a
# length, the step) and never from its neighbours, so a vector does not depend on its batch.
_STEPS = ((32, 2), (64, 4), (128, 8), (512, 16))


class Network:
    """A compiled network. Safe to share between threads: they take turns."""

    def __init__(self, model: Path, *, width: int, pad: int, threads: int) -> None:
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": threads,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(_GROUP),
        }
        compiled: Any = openvino().Core().compile_model(str(model), "CPU", settings)
        self._request: Any = compiled.create_infer_request()
        self._width = width
        self._pad = pad
        self._turn = threading.Lock()

    def means(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Mean vectors [rows, width]; rows of like length are run together."""
        result = np.zeros((len(rows), self._width), np.float32)
        for length, batch in _batches([len(row) for row in rows]):
            padded = np.full((len(batch), length), self._pad, np.int32)
            for place, number in enumerate(batch):
                padded[place, : len(rows[number])] = rows[number]
            with self._turn:
                result[batch] = self._request.infer({0: padded})[0]
        return result


def padded_length(length: int) -> int:
    """The length at which a row of so many tokens is run."""
    step = next((step for limit, step in _STEPS if length <= limit), 1)
    return -(-length // step) * step


def _batches(lengths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Padded lengths, each with the numbers of the rows to be run at it together."""
    places: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        places.setdefault(padded_length(length), []).append(number)
    for length in sorted(places):
        together = max(_TOKENS_AT_ONCE // length, 1)
        for start in range(0, len(places[length]), together):
            yield length, places[length][start : start + together]


_loading = threading.Lock()


@cache
def _kept(model: Path, width: int, pad: int, threads: int) -> Network:
    return Network(model, width=width, pad=pad, threads=threads)


def network(model: Path, *, width: int, pad: int, threads: int) -> Network:
    """The network of this process, loaded once per file: about a second and 300 MB."""
    with _loading:
        return _kept(model, width, pad, threads)
