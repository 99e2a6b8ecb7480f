"""Grows trees with LightGBM: they mend what a linear ranking gets wrong, and never fall in a signal."""

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.learning.curve import Curve
from qianqiao.matching.engine.learning.features import DIRECTIONS, FEATURES
from qianqiao.matching.engine.learning.training.ordinal import slopes_of_values
from qianqiao.matching.engine.learning.trees import Trees

Matrix = NDArray[np.float64]
ROUNDS = 40
_SETTINGS: dict[str, object] = {
    "learning_rate": 0.05,
    "num_leaves": 6,
    "min_data_in_leaf": 25,
    "min_sum_hessian_in_leaf": 1.0,
    "lambda_l2": 5.0,
    "monotone_constraints": list(DIRECTIONS),
    "monotone_constraints_method": "basic",
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def grow(
    features: Matrix, levels: Matrix, weights: Matrix, start: Matrix, curve: Curve, *, seed: int, rounds: int
) -> Trees:
    """Trees that lower the loss of levels under `curve`, starting from the values `start` [n]."""

    def objective(values: Matrix, _: lgb.Dataset) -> tuple[Matrix, Matrix]:
        first, second = slopes_of_values(values, levels, curve)
        return first * weights, second * weights

    told = {"verbosity": -1, "feature_pre_filter": False}
    data = lgb.Dataset(features, levels, init_score=start, feature_name=list(FEATURES), params=told)
    settings = {**_SETTINGS, "seed": seed, "objective": objective}
    booster = lgb.train(settings, data, num_boost_round=rounds)
    return Trees(booster.model_to_string(importance_type="gain"))
