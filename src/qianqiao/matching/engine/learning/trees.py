"""Boosted trees over the features (LightGBM) at work: SHAP values. Loaded only where a model has trees."""

from dataclasses import dataclass, field

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.learning.features import FEATURES

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trees:
    """LightGBM's text of a model, its values multiplied by `scale`."""

    text: str
    scale: float = 1.0
    _booster: lgb.Booster = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raises ValueError for a text that holds no trees over our features."""
        try:
            booster = lgb.Booster(model_str=self.text)
        except lgb.basic.LightGBMError as error:
            raise ValueError(str(error)) from error
        if booster.num_feature() != len(FEATURES):
            raise ValueError(f"trees over {booster.num_feature()} features")
        object.__setattr__(self, "_booster", booster)

    def shares(self, features: Matrix) -> tuple[Matrix, float]:
        """SHAP values [n, features] and the mean that they are counted from."""
        found = np.asarray(self._booster.predict(features, pred_contrib=True, num_threads=1))
        base = float(found[0, -1]) if len(found) else 0.0
        return found[:, :-1] * self.scale, base * self.scale
