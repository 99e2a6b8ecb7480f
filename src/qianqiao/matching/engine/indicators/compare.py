"""Does an offer's indicator meet what a demand requires? Names are matched loosely, units exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio, token_sort_ratio

from qianqiao.matching.engine.indicators.units import unit_of
from qianqiao.matching.engine.records import Indicator
from qianqiao.matching.engine.text.clean import clean

MET, UNMET, UNKNOWN = "met", "unmet", "unknown"
_NEAR = 58.0
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """One required indicator, what answered it (None where nothing did), and the outcome."""

    required: Indicator
    offered: Indicator | None
    outcome: str


def compare_indicators(required: Sequence[Indicator], offered: Sequence[Indicator]) -> tuple[Verdict, ...]:
    """A verdict for each required indicator, in order."""
    return tuple(_verdict(need, offered) for need in required)


def as_text(indicator: Indicator) -> str:
    """Value as people write it: "≥ 0.5 mm"."""
    signs = {"ge": "≥ ", "le": "≤ ", "gt": "> ", "lt": "< "}
    number = f"{indicator.value:g}"
    if indicator.value_max is not None:
        number += f"–{indicator.value_max:g}"
    return f"{signs.get(indicator.comparison, '')}{number} {indicator.unit}".strip()


def _verdict(need: Indicator, offered: Sequence[Indicator]) -> Verdict:
    kin = [item for item in offered if unit_of(item.unit).dimension == unit_of(need.unit).dimension]
    ranked = sorted(kin, key=lambda item: (-_nearness(need, item), item.name, item.value))
    if not ranked or _nearness(need, ranked[0]) < _NEAR:
        return Verdict(need, None, UNKNOWN)
    return Verdict(need, ranked[0], _outcome(need, ranked[0]))


def _nearness(need: Indicator, item: Indicator) -> float:
    """0 to 100: the better of the Chinese and the English names."""
    scores = [ratio(clean(need.name).lower(), clean(item.name).lower())]
    if need.name_en and item.name_en:
        scores.append(token_sort_ratio(need.name_en.lower(), item.name_en.lower()))
    return float(max(scores))


def _bounds(indicator: Indicator) -> tuple[float, float]:
    """Lowest and highest value that the indicator speaks of, in the base unit."""
    factor = unit_of(indicator.unit).factor
    value = indicator.value * factor
    if indicator.comparison in {"ge", "gt"}:
        return value, float("inf")
    if indicator.comparison in {"le", "lt"}:
        return float("-inf"), value
    if indicator.comparison == "range" and indicator.value_max is not None:
        return value, indicator.value_max * factor
    return value, value


def _outcome(need: Indicator, item: Indicator) -> str:
    """Met where all that the offer states lies inside what is required."""
    low, high = _bounds(need)
    offered_low, offered_high = _bounds(item)
    slack = _TOLERANCE * max(abs(x) for x in (low, high) if abs(x) != float("inf"))
    if need.comparison == "range":
        return _range_outcome(need, item)
    if need.comparison in {"ge", "gt"}:
        known = offered_low if offered_low != float("-inf") else None
    elif need.comparison in {"le", "lt"}:
        known = offered_high if offered_high != float("inf") else None
    else:
        return MET if offered_low - slack <= low <= offered_high + slack else UNMET
    if known is None:
        return UNKNOWN
    strict = (
        need.comparison in {"gt", "lt"}
        and item.comparison == "eq"
        and known == (low if need.comparison == "gt" else high)
    )
    inside = known >= low - slack if need.comparison in {"ge", "gt"} else known <= high + slack
    return MET if inside and not strict else UNMET


def _range_outcome(need: Indicator, item: Indicator) -> str:
    """A required range: an offered range must cover it, a single value must lie in it."""
    low, high = _bounds(need)
    offered_low, offered_high = _bounds(item)
    if item.comparison == "eq":
        return MET if low <= offered_low <= high else UNMET
    return MET if offered_low <= low and offered_high >= high else UNMET
