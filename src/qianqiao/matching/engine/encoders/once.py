"""Each text is encoded once, in an order that does not depend on who asked first."""

from collections.abc import Callable, Sequence

import numpy as np

from qianqiao.matching.engine.encoders.base import Vectors


def encode_once(texts: Sequence[str], dimension: int, encode: Callable[[list[str]], Vectors]) -> Vectors:
    """Rows [n, dimension] for all texts, zero for empty ones; short texts are encoded first."""
    distinct = sorted({text for text in texts if text}, key=lambda text: (len(text), text))
    result = np.zeros((len(texts), dimension), np.float32)
    if not distinct:
        return result
    rows = encode(distinct)
    place = {text: number for number, text in enumerate(distinct)}
    for number, text in enumerate(texts):
        if text:
            result[number] = rows[place[text]]
    return result
