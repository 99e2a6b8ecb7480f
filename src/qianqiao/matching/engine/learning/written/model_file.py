"""The model file: JSON that anybody can read, with a checksum; never code. Version 1."""

import json
import math
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from qianqiao.matching.engine.files.problems import FileRefused, refuse
from qianqiao.matching.engine.learning.card import Card
from qianqiao.matching.engine.learning.curve import Curve
from qianqiao.matching.engine.learning.features import DIRECTIONS, FEATURES
from qianqiao.matching.engine.learning.model import RankingModel
from qianqiao.matching.engine.learning.ranker import Boosted, Ranker

FORMAT = "qianqiao-ranking"
VERSION = 1
_LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class _Numbers:
    kind: Literal["linear", "trees"]
    features: tuple[str, ...]
    coefficients: tuple[float, ...]
    means: tuple[float, ...]
    thresholds: tuple[float, float, float]
    trees: tuple[str, ...]
    trees_scale: float


@dataclass(frozen=True, slots=True)
class _Document:
    format: str
    version: int
    checksum: str
    model: _Numbers
    card: Card


def model_of(ranker: Ranker, card: Card) -> RankingModel:
    """A model with the checksum that its file will have."""
    return RankingModel(ranker, card, _checksum(_content(ranker, card)))


def dumped(model: RankingModel) -> str:
    """The text of the file: equal models give equal bytes."""
    head = {"format": FORMAT, "version": VERSION, "checksum": model.checksum}
    told = head | _content(model.ranker, model.card)
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_model(path: Path) -> RankingModel:
    """The model of a file. Raises FileRefused where it is none, was changed by hand, or is too new."""
    value = _object(path)
    if value.get("format") != FORMAT:
        raise refuse(str(path), "model_foreign", value=str(value.get("format"))[:40])
    version = value.get("version")
    if isinstance(version, bool) or version != VERSION:
        raise refuse(str(path), "model_version", value=str(version)[:40], other=str(VERSION))
    if value.get("checksum") != _checksum({key: value.get(key) for key in ("model", "card")}):
        raise refuse(str(path), "model_damaged", value="checksum")
    try:
        document = TypeAdapter(_Document).validate_json(json.dumps(value), strict=True)
        ranker = _ranker(document.model)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise refuse(str(path), "model_damaged", value=where) from error
    except ValueError as error:
        raise refuse(str(path), "model_damaged", value=str(error)) from error
    if document.model.features != FEATURES:
        raise refuse(str(path), "model_features")
    return RankingModel(ranker, document.card, document.checksum)


def _object(path: Path) -> dict[str, object]:
    try:
        if path.is_dir():
            raise refuse(str(path), "folder")
        if path.stat().st_size > _LARGEST:
            raise refuse(str(path), "model_foreign", value=f"{path.stat().st_size:,} bytes")
        value = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise refuse(str(path), "missing") from error
    except OSError as error:
        raise refuse(str(path), "model_unreadable", value=error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise refuse(str(path), "model_foreign", value=type(error).__name__) from error
    if not isinstance(value, dict):
        raise refuse(str(path), "model_foreign", value=type(value).__name__)
    return value


def _ranker(numbers: _Numbers) -> Ranker:
    """Raises ValueError for numbers that no training writes."""
    width = len(numbers.features)
    if not (len(numbers.coefficients) == len(numbers.means) == width):
        raise ValueError("model.coefficients")
    every = (*numbers.coefficients, *numbers.means, *numbers.thresholds, numbers.trees_scale)
    if not all(math.isfinite(one) for one in every) or numbers.trees_scale < 0:
        raise ValueError("model")
    if any(one * way < 0 for one, way in zip(numbers.coefficients, DIRECTIONS, strict=False)):
        raise ValueError("model.coefficients")
    if list(numbers.thresholds) != sorted(numbers.thresholds):
        raise ValueError("model.thresholds")
    if (numbers.kind == "trees") != bool(numbers.trees):
        raise ValueError("model.trees")
    trees = _grown(numbers) if numbers.trees else None
    return Ranker(numbers.coefficients, numbers.means, Curve(numbers.thresholds), trees)


def _grown(numbers: _Numbers) -> Boosted:
    from qianqiao.matching.engine.learning.trees import Trees  # noqa: PLC0415  linear models need no LightGBM

    return Trees("\n".join(numbers.trees), numbers.trees_scale)


def _content(ranker: Ranker, card: Card) -> dict[str, object]:
    trees = ranker.trees
    numbers = _Numbers(
        kind="linear" if trees is None else "trees",
        features=FEATURES,
        coefficients=ranker.coefficients,
        means=ranker.means,
        thresholds=ranker.curve.thresholds,
        trees=() if trees is None else tuple(trees.text.split("\n")),
        trees_scale=1.0 if trees is None else trees.scale,
    )
    plain = json.dumps({"model": asdict(numbers), "card": asdict(card)}, ensure_ascii=False, allow_nan=False)
    told: dict[str, object] = json.loads(plain)
    return told


def _checksum(content: dict[str, object]) -> str:
    told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


__all__ = ["FORMAT", "VERSION", "FileRefused", "dumped", "model_of", "read_model"]
