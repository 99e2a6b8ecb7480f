"""Units of measure with their dimension and their factor to the dimension's base unit."""

from dataclasses import dataclass

_TABLE: dict[str, tuple[tuple[str, float], ...]] = {
    "length": (
        ("m", 1),
        ("米", 1),
        ("cm", 1e-2),
        ("厘米", 1e-2),
        ("mm", 1e-3),
        ("毫米", 1e-3),
        ("μm", 1e-6),
        ("um", 1e-6),
        ("微米", 1e-6),
        ("nm", 1e-9),
        ("纳米", 1e-9),
        ("km", 1e3),
        ("公里", 1e3),
        ("千米", 1e3),
    ),
    "time": (
        ("s", 1),
        ("秒", 1),
        ("ms", 1e-3),
        ("毫秒", 1e-3),
        ("μs", 1e-6),
        ("us", 1e-6),
        ("ns", 1e-9),
        ("min", 60),
        ("分钟", 60),
        ("分", 60),
        ("h", 3600),
        ("hr", 3600),
        ("小时", 3600),
        ("d", 86400),
        ("天", 86400),
        ("日", 86400),
        ("day", 86400),
        ("days", 86400),
        ("hours", 3600),
        ("minutes", 60),
        ("seconds", 1),
    ),
    "temperature": (("℃", 1), ("°c", 1), ("摄氏度", 1), ("度", 1)),
    "pressure": (
        ("Pa", 1),
        ("帕", 1),
        ("kPa", 1e3),
        ("MPa", 1e6),
        ("兆帕", 1e6),
        ("GPa", 1e9),
        ("bar", 1e5),
        ("atm", 101325),
    ),
    "share": (("%", 1e-2), ("百分比", 1e-2), ("percent", 1e-2), ("‰", 1e-3), ("ppm", 1e-6), ("ppb", 1e-9)),
    "concentration": (
        ("g/L", 1),
        ("mg/mL", 1),
        ("mg/L", 1e-3),
        ("μg/mL", 1e-3),
        ("毫克/升", 1e-3),
        ("μg/L", 1e-6),
        ("ng/mL", 1e-6),
        ("ng/L", 1e-9),
        ("mg/m3", 1e-6),
        ("mg/m³", 1e-6),
    ),
    "power": (
        ("W", 1),
        ("瓦", 1),
        ("mW", 1e-3),
        ("kW", 1e3),
        ("千瓦", 1e3),
        ("MW", 1e6),
        ("兆瓦", 1e6),
        ("GW", 1e9),
    ),
    "energy": (
        ("J", 1),
        ("kJ", 1e3),
        ("MJ", 1e6),
        ("Wh", 3600),
        ("kWh", 3.6e6),
        ("度电", 3.6e6),
        ("MWh", 3.6e9),
    ),
    "voltage": (("V", 1), ("伏", 1), ("mV", 1e-3), ("kV", 1e3), ("千伏", 1e3)),
    "current": (("A", 1), ("安", 1), ("mA", 1e-3), ("μA", 1e-6), ("kA", 1e3)),
    "frequency": (("Hz", 1), ("kHz", 1e3), ("MHz", 1e6), ("GHz", 1e9)),
    "mass": (
        ("kg", 1),
        ("公斤", 1),
        ("千克", 1),
        ("g", 1e-3),
        ("克", 1e-3),
        ("mg", 1e-6),
        ("毫克", 1e-6),
        ("μg", 1e-9),
        ("t", 1e3),
        ("吨", 1e3),
    ),
    "volume": (
        ("L", 1),
        ("升", 1),
        ("mL", 1e-3),
        ("毫升", 1e-3),
        ("μL", 1e-6),
        ("m3", 1e3),
        ("m³", 1e3),
        ("立方米", 1e3),
    ),
    "area": (
        ("m2", 1),
        ("m²", 1),
        ("平方米", 1),
        ("cm2", 1e-4),
        ("cm²", 1e-4),
        ("mm2", 1e-6),
        ("mm²", 1e-6),
        ("ha", 1e4),
        ("亩", 1e4 / 15),
    ),
    "speed": (("m/s", 1), ("m/min", 1 / 60), ("mm/s", 1e-3), ("mm/min", 1e-3 / 60), ("km/h", 1 / 3.6)),
    "rotation": (("r/min", 1), ("rpm", 1), ("转/分", 1)),
    "flow": (("m3/h", 1), ("m³/h", 1), ("L/min", 0.06), ("L/h", 1e-3), ("m3/d", 1 / 24), ("m³/d", 1 / 24)),
    "throughput": (("kg/h", 1), ("t/h", 1e3), ("t/d", 1e3 / 24), ("g/h", 1e-3)),
    "rate": (
        ("件/分钟", 1),
        ("件/min", 1),
        ("件/小时", 1 / 60),
        ("件/h", 1 / 60),
        ("次/分钟", 1),
        ("个/分钟", 1),
    ),
    "count": (("次", 1), ("cycles", 1), ("cycle", 1), ("万次", 1e4), ("times", 1)),
    "bitrate": (("bps", 1), ("kbps", 1e3), ("Mbps", 1e6), ("Gbps", 1e9)),
    "force": (("N", 1), ("kN", 1e3), ("mN", 1e-3)),
    "torque": (("N·m", 1), ("Nm", 1), ("N.m", 1)),
    "years": (("年", 1), ("a", 1), ("year", 1), ("years", 1)),
    "money": (("元", 1), ("yuan", 1), ("CNY", 1), ("万元", 1e4), ("元/t", 1), ("元/吨", 1)),
}
_CASED = {unit: (dimension, factor) for dimension, units in _TABLE.items() for unit, factor in units}
_FOLDED = {unit.lower(): pair for unit, pair in sorted(_CASED.items(), reverse=True)}


@dataclass(frozen=True, slots=True)
class Unit:
    """Dimension and factor to its base unit; an unknown unit is a dimension of its own."""

    dimension: str
    factor: float


def unit_of(text: str) -> Unit:
    """The unit written in `text`; case matters where it must (mW, MW), else not."""
    plain = text.strip().replace(" ", "").replace("µ", "μ").replace("／", "/").replace("％", "%")
    known = _CASED.get(plain) or _FOLDED.get(plain.lower())
    return Unit(*known) if known else Unit(plain.lower(), 1.0)
