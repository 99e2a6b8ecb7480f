"""From a value to levels 1 to 4: one rising curve for each level or better (proportional odds)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
LEVELS = (1, 2, 3, 4)
GOOD = 3
_FAR = 60.0


def sigmoid(values: Matrix) -> Matrix:
    """1 / (1 + exp(-values)), safe far out."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -_FAR, _FAR))))


@dataclass(frozen=True, slots=True)
class Curve:
    """The chance of level k or better is 1 / (1 + exp(-(value - thresholds[k - 2])))."""

    thresholds: tuple[float, float, float]

    @property
    def good(self) -> float:
        """The value at which level 3 or better is as likely as not."""
        return self.thresholds[GOOD - 2]

    def score(self, values: Matrix) -> Matrix:
        """The chance that an expert grades 3 or better."""
        return sigmoid(values - self.good)

    def level(self, values: Matrix) -> Matrix:
        """The expected level, between 1 and 4."""
        steps = np.subtract.outer(values, np.array(self.thresholds))
        return np.asarray(1.0 + sigmoid(steps).sum(axis=-1))
