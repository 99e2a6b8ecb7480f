"""Structured fit and hard limits of many pairs at once, by the rules of the engine."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from qianqiao.matching.engine.indicators.compare import MET, UNKNOWN, compare_indicators
from qianqiao.matching.engine.national.errors import NationwideError
from qianqiao.matching.engine.national.layout import Array
from qianqiao.matching.engine.national.shards import RECORDS, SCHEMA
from qianqiao.matching.engine.records import Indicator
from qianqiao.matching.engine.scoring.weights import Weights

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_WORD = 64
_TEXTS = {"language", "title", "text", "stated"}
_COLUMNS = [name for name in SCHEMA.names if name not in _TEXTS]


@dataclass(frozen=True)
class Terms:
    """What the records of a table say beside their texts."""

    table: pa.Table

    @classmethod
    def read(cls, shard: Path) -> "Terms":
        """Of a whole shard. Raises NationwideError."""
        try:
            return cls(pq.read_table(shard / RECORDS, columns=_COLUMNS))
        except (OSError, pa.ArrowException):
            raise NationwideError("damaged", where=str(shard / RECORDS)) from None

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def take(self, rows: NDArray[np.integer]) -> "Terms":
        """Of these records."""
        return Terms(self.table.take(pa.array(rows)))

    def ids(self, rows: NDArray[np.integer] | None = None) -> list[str]:
        """Identifiers of these records, or of all."""
        column = self.table["id"]
        return list((column if rows is None else column.take(pa.array(rows))).to_pylist())

    def numbers(self, name: str) -> Floats:
        """A column with NaN where nothing is said."""
        return np.asarray(self.table[name].cast(pa.float64()).to_numpy(), np.float64)

    def amounts(self, name: str) -> tuple[NDArray[np.int64], Flags]:
        """Exact amounts, and which are known."""
        column = self.table[name]
        known = np.asarray(column.is_valid().to_numpy())
        return np.asarray(column.fill_null(0).to_numpy()), known

    def texts(self, name: str) -> Array:
        """A column of short texts, empty where nothing is said."""
        return np.array(self.table[name].fill_null("").to_pylist(), np.str_)

    def lists(self, name: str) -> list[list[str]]:
        """A column of lists of codes."""
        return [own or [] for own in self.table[name].to_pylist()]

    def flags(self, name: str) -> Flags:
        """A column of yes and no."""
        return np.asarray(self.table[name].to_numpy(), np.bool_)

    def closed(self, owners: frozenset[str], today: date) -> Flags:
        """Which may take part in no match for this audience: sealed, not live, or expired."""
        sealed = self.flags("sealed")
        if owners - {""}:
            sealed &= ~np.isin(self.texts("owner"), sorted(owners - {""}))
        until = self.numbers("valid_until")
        return sealed | ~self.flags("live") | (until < today.toordinal())

    def structured(self) -> Flags:
        """Which say anything that structured fit could weigh."""
        found = np.zeros(len(self), np.bool_)
        for name in ("price", "budget", "trl", "trl_min", "indicators", "purpose"):
            found |= np.asarray(self.table[name].is_valid().to_numpy())
        for name in ("fields", "modes"):
            found |= np.asarray(pc.list_value_length(self.table[name]).fill_null(0).to_numpy()) > 0
        return np.asarray(found | np.asarray(pc.not_equal(self.table["region"].fill_null(""), "").to_numpy()))


def over_budget(demands: Terms, offers: Terms) -> Flags:
    """A definite price above a definite budget, pair by pair."""
    budget, has_budget = demands.amounts("budget")
    price, has_price = offers.amounts("price")
    return np.asarray(has_budget & has_price & (price > budget))


def structured_fit(demands: Terms, offers: Terms, across: Flags, weights: Weights) -> Floats:
    """Weighted sum of field, indicators, region, maturity, price and mode, pair by pair."""
    total = (
        weights.field * _fields(demands.lists("fields"), offers.lists("fields"))
        + weights.indicators * _indicators(demands, offers)
        + weights.region * _regions(demands.texts("region"), offers.texts("region"))
        + weights.maturity * _maturity(demands.numbers("trl_min"), offers.numbers("trl"))
        + weights.price * _prices(demands, offers)
        + weights.mode * _modes(demands.lists("modes"), offers.lists("modes"))
        + weights.purpose * _purposes(demands.table["purpose"], offers.table["purpose"])
    )
    return np.asarray(total * np.where(across, weights.across_structured, 1.0))


def _masks(lists: list[list[str]], numbers: dict[str, int]) -> NDArray[np.uint64]:
    """Sets of codes as bits; codes without a number are left out."""
    words = max(1, -(-len(numbers) // _WORD))
    masks = np.zeros((len(lists), words), np.uint64)
    for row, own in enumerate(lists):
        for code in own:
            number = numbers.get(code)
            if number is not None:
                masks[row, number // _WORD] |= np.uint64(1 << (number % _WORD))
    return masks


def _numbers(lists: list[list[str]]) -> dict[str, int]:
    return {code: number for number, code in enumerate(sorted({code for own in lists for code in own}))}


def _shared(left: list[list[str]], right: list[list[str]], numbers: dict[str, int]) -> Flags:
    return np.asarray((_masks(left, numbers) & _masks(right, numbers)).any(axis=1))


def _both(left: list[list[str]], right: list[list[str]]) -> Flags:
    return np.array([bool(a) and bool(b) for a, b in zip(left, right, strict=True)], np.bool_)


def _fields(ours: list[list[str]], theirs: list[list[str]]) -> Floats:
    numbers = _numbers(ours)
    main = _shared([own[:1] for own in ours], theirs, numbers) | _shared(
        ours, [own[:1] for own in theirs], numbers
    )
    value = np.where(main, 1.0, np.where(_shared(ours, theirs, numbers), 0.5, -1.0))
    return np.where(_both(ours, theirs), value, 0.0)


def _modes(ours: list[list[str]], theirs: list[list[str]]) -> Floats:
    shared = _shared(ours, theirs, _numbers(ours))
    return np.where(_both(ours, theirs), np.where(shared, 1.0, -1.0), 0.0)


def _regions(ours: Array, theirs: Array) -> Floats:
    known = (ours != "") & (theirs != "")
    ours, theirs = ours.astype("U4"), theirs.astype("U4")
    province = ours.astype("U2") == theirs.astype("U2")
    city = (ours == theirs) & (np.strings.slice(ours, 2, 4) != "00")
    return np.where(known, np.where(province, np.where(city, 1.0, 0.6), -0.2), 0.0)


def _maturity(needed: Floats, reached: Floats) -> Floats:
    value = np.maximum(-1.0, 1.0 - np.maximum(0.0, needed - reached) * 2 / 3)
    return np.nan_to_num(value)


def _prices(demands: Terms, offers: Terms) -> Floats:
    budget, has_budget = demands.amounts("budget")
    price, has_price = offers.amounts("price")
    return np.where(has_budget & has_price, np.where(price <= budget, 1.0, -1.0), 0.0)


def _purposes(ours: pa.ChunkedArray, theirs: pa.ChunkedArray) -> Floats:
    """-1 where one side is about finding something out and the other is not."""
    return np.where(np.asarray(pc.not_equal(ours, theirs).fill_null(False).to_numpy()), -1.0, 0.0)


def _indicators(demands: Terms, offers: Terms) -> Floats:
    """Met less unmet as a share of all required; only pairs where both sides state some are looked at."""
    ours, theirs = demands.table["indicators"], offers.table["indicators"]
    result = np.zeros(len(demands))
    both = np.asarray(ours.is_valid().to_numpy()) & np.asarray(theirs.is_valid().to_numpy())
    for row in np.flatnonzero(both).tolist():
        outcomes = [
            item.outcome for item in compare_indicators(_read(ours[row].as_py()), _read(theirs[row].as_py()))
        ]
        signs = [0 if outcome == UNKNOWN else 1 if outcome == MET else -1 for outcome in outcomes]
        result[row] = sum(signs) / len(signs) if signs else 0.0
    return result


def _read(text: str) -> tuple[Indicator, ...]:
    return tuple(Indicator(**item) for item in json.loads(text))
