"""Fewer dimensions for the search: the ones that matter most for the weighted sum of the signals of meaning.

A demand meets the vectors of an offer's title and text with one vector for each, mixed from its own by the
weights. Of all ways to keep k dimensions the one taken here loses the least of that product in the mean, where
demands are spread like offers (singular vectors of the two spreads' product). The best candidates are compared
again with all dimensions.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.scoring.weights import SAME, Weights

Floats = NDArray[np.float64]
DIMENSIONS = 256


def mixing(weights: Weights, segments: Sequence[Segment]) -> Floats:
    """[2d, 2d]: from a demand's title and text to what meets an offer's title and text."""
    _, _, _, titles, texts, title_to_text, text_to_title = weights.signal_weights(SAME, from_demand=True)
    shares = weights.shares([segment.name for segment in segments], SAME)
    by_column = np.repeat(shares, [segment.stop - segment.start for segment in segments])
    own = np.diag(by_column)
    return np.block([[titles * own, text_to_title * own], [title_to_text * own, texts * own]])


def projections(products: Floats, rows: int, mixed: Floats, dimensions: int = DIMENSIONS) -> Floats:
    """[2, 2d, k]: what offers and what demands are multiplied with before a search."""
    width = len(products)
    if width <= dimensions or not rows:
        return np.stack([np.eye(width), np.eye(width)])
    offers = products / rows
    root, inverse = _roots(offers)
    demand_root, demand_inverse = _roots(mixed @ offers @ mixed.T)
    left, sizes, right = np.linalg.svd(demand_root @ root)
    scale = np.sqrt(sizes[:dimensions])
    return np.stack([inverse @ right[:dimensions].T * scale, demand_inverse @ left[:, :dimensions] * scale])


def _roots(matrix: Floats) -> tuple[Floats, Floats]:
    """Square root of a symmetric matrix and the inverse of that; directions without spread stay out."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    kept = values > values.max() * 1e-9
    roots = np.where(kept, np.sqrt(np.maximum(values, 0)), 0)
    inverse = np.divide(1, roots, out=np.zeros_like(roots), where=roots > 0)
    return (vectors * roots) @ vectors.T, (vectors * inverse) @ vectors.T
