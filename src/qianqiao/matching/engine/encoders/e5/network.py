"""Runs an exported network: rows of token numbers in, mean vectors out, within one process."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.batching import batches
from qianqiao.matching.engine.encoders.e5.openvino_package import openvino

# Activations go to 8 bit in groups of this size within one token; 128 is a quarter faster than the default
# 32 and stays within the gates, 384 comes near their limit.
_GROUP = 128


class Network:
    """A compiled network. Safe to share between threads: they take turns."""

    def __init__(self, model: Path, *, width: int, longest: int, pad: int, threads: int) -> None:
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": threads,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(_GROUP),
        }
        compiled: Any = openvino().Core().compile_model(str(model), "CPU", settings)
        self._request: Any = compiled.create_infer_request()
        self._width = width
        self._longest = longest
        self._pad = pad
        self._turn = threading.Lock()

    def means(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Mean vectors [rows, width]; rows of like length are run together."""
        result = np.zeros((len(rows), self._width), np.float32)
        for length, batch in batches([len(row) for row in rows], self._longest):
            padded = np.full((len(batch), length), self._pad, np.int32)
            for place, number in enumerate(batch):
                padded[place, : len(rows[number])] = rows[number]
            with self._turn:
                result[batch] = self._request.infer({0: padded})[0]
        return result
