"""The encoder of this site, loaded once per process, and its vectors as they are stored."""

import logging
from functools import cache
from importlib.metadata import PackageNotFoundError

import numpy as np

from qianqiao.matching.engine import Encoder, UseEncoder
from qianqiao.matching.engine.encoders.base import Vectors

log = logging.getLogger(__name__)
NO_ENCODER = "words-only"


@cache
def site_encoder() -> Encoder | None:
    """USE where its package is installed; without it matching compares words only, and says so in its runs."""
    encoder = UseEncoder()
    try:
        _ = encoder.identity
    except PackageNotFoundError:
        log.warning("no sentence encoder is installed: matches are made from words alone")
        return None
    return encoder


def identity() -> str:
    """The name under which vectors and runs are kept."""
    encoder = site_encoder()
    return encoder.identity if encoder else NO_ENCODER


def as_stored(rows: Vectors) -> Vectors:
    """Vectors rounded to what is stored (float16), so that a fresh one and a stored one give the same score."""
    return rows.astype(np.float16).astype(np.float32)


def to_bytes(row: Vectors) -> bytes:
    return row.astype("<f2").tobytes()


def from_bytes(data: bytes | memoryview) -> Vectors:
    return np.frombuffer(bytes(data), dtype="<f2").astype(np.float32)
