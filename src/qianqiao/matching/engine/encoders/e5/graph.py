"""The network of multilingual-e5-small as an OpenVINO model: token numbers in, mean vectors out.

BERT: word, position and type embeddings, then layers of attention and inner product, each followed by its
norm. Tables are kept in 8 bit with one scale per row. Means leave at their own length, because a text of
several windows is the weighted mean of them.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.e5.openvino_package import openvino
from qianqiao.matching.engine.encoders.e5.weights import Weights
from qianqiao.matching.engine.encoders.packages import load

_HIDDEN = 3e4


def eight_bit(blocks: Iterable[Vectors]) -> tuple[NDArray[np.int8], Vectors]:
    """Rows as whole numbers -127..127 and the scale of each row [n, 1]."""
    numbers, scales = [], []
    for rows in blocks:
        scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        numbers.append(np.rint(rows / scale).astype(np.int8))
        scales.append(scale)
    return np.concatenate(numbers), np.concatenate(scales)


class _Builder:
    """Adds one layer after the other; `x` is always [texts, tokens, width]."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.shape = weights.shape
        self.ops: Any = load("openvino.opset13")

    def model(self) -> Any:
        """Input `tokens` int32 [texts, tokens] padded with the pad mark; output means [texts, width]."""
        ops = self.ops
        tokens = ops.parameter([-1, -1], np.int32, name="tokens")
        pad = ops.constant(np.int32(self.weights.vocabulary.pad))
        seen = ops.convert(ops.not_equal(tokens, pad), np.float32)
        x = self.embedded(tokens)
        hidden = ops.multiply(
            ops.subtract(seen, ops.constant(np.float32(1))), ops.constant(np.float32(_HIDDEN))
        )
        hidden = ops.unsqueeze(hidden, ops.constant(np.array([1, 2])))
        for layer in range(self.shape.layers):
            x = self.norm(ops.add(x, self.attention(x, hidden, f"l{layer}")), f"l{layer}.aln")
            x = self.norm(ops.add(x, self.inner(x, f"l{layer}")), f"l{layer}.oln")
        return openvino().Model([ops.result(self.means(x, seen))], [tokens], "multilingual-e5-small")

    def embedded(self, tokens: Any) -> Any:
        """Word, position and type 0, normed."""
        ops, width = self.ops, self.shape.width
        numbers, scales = eight_bit(self.weights.rows("emb.word", width))
        axis = ops.constant(np.int64(0))
        words = ops.multiply(
            ops.convert(ops.gather(ops.constant(numbers), tokens, axis), np.float32),
            ops.gather(ops.constant(scales), tokens, axis),
        )
        places = self.weights.vector("emb.pos").reshape(-1, width) + self.weights.vector("emb.type")[:width]
        one, last = (
            ops.constant(np.array([1])),
            ops.gather(ops.shape_of(tokens), ops.constant(np.array([1])), axis),
        )
        used = ops.slice(
            ops.constant(places), ops.constant(np.array([0])), last, one, ops.constant(np.array([0]))
        )
        return self.norm(ops.add(words, used), "emb.ln")

    def linear(self, x: Any, names: tuple[str, ...], width: int) -> Any:
        """Products with the named tables side by side, and their additions."""
        ops = self.ops
        parts = [eight_bit(self.weights.rows(f"{name}.w", width)) for name in names]
        numbers = ops.constant(np.concatenate([part[0] for part in parts]))
        scales = ops.constant(np.concatenate([part[1] for part in parts]))
        table = ops.multiply(ops.convert(numbers, np.float32), scales)
        added = np.concatenate([self.weights.vector(f"{name}.b") for name in names])
        return ops.add(ops.matmul(x, table, False, True), ops.constant(added.reshape(1, 1, -1)))

    def norm(self, x: Any, name: str) -> Any:
        """Mean 0 and deviation 1 over the width, then the learnt stretch and shift."""
        ops = self.ops
        even = ops.mvn(x, ops.constant(np.array([-1])), True, self.shape.epsilon, "inside_sqrt")
        stretched = ops.multiply(even, ops.constant(self.weights.vector(f"{name}.w").reshape(1, 1, -1)))
        return ops.add(stretched, ops.constant(self.weights.vector(f"{name}.b").reshape(1, 1, -1)))

    def attention(self, x: Any, hidden: Any, layer: str) -> Any:
        """Every token looks at every token of its own text that is not padding."""
        ops, width, heads = self.ops, self.shape.width, self.shape.heads
        joined = self.linear(x, (f"{layer}.q", f"{layer}.k", f"{layer}.v"), width)
        apart = ops.reshape(joined, ops.constant(np.array([0, 0, 3, heads, width // heads])), True)
        turned = ops.transpose(apart, ops.constant(np.array([2, 0, 3, 1, 4])))
        parts = ops.split(turned, ops.constant(np.int64(0)), 3)
        query, key, value = (ops.squeeze(parts.output(n), ops.constant(np.array([0]))) for n in range(3))
        looked = ops.scaled_dot_product_attention(query, key, value, hidden)
        back = ops.transpose(looked, ops.constant(np.array([0, 2, 1, 3])))
        return self.linear(
            ops.reshape(back, ops.constant(np.array([0, 0, width])), True), (f"{layer}.ao",), width
        )

    def inner(self, x: Any, layer: str) -> Any:
        """The wide part of a layer with the exact (erf) GELU."""
        wide = self.ops.gelu(self.linear(x, (f"{layer}.fi",), self.shape.width), "erf")
        return self.linear(wide, (f"{layer}.fo",), self.shape.inner)

    def means(self, x: Any, seen: Any) -> Any:
        """Mean over the tokens of each text, both marks included."""
        ops = self.ops
        along = ops.constant(np.array([1]))
        weight = ops.unsqueeze(seen, ops.constant(np.array([2])))
        total = ops.reduce_sum(ops.multiply(x, weight), along, False)
        return ops.divide(total, ops.reduce_sum(seen, along, True))


def build(weights: Weights) -> Any:
    """The OpenVINO model of these weights, about 120 MB."""
    return _Builder(weights).model()
