"""Technical quantities in running text: a number with a unit, in a comparable form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = (
    r"%|‰|℃|°C|°|ppm|ppb|nm|μm|um|mm|cm|km|m²|m³|m2|m3|m/s|m/min|mm/min|r/min|rpm|m|mg/L|μg/L|g/L|mg/kg|g/cm³|g/cm3|"
    r"kg/m³|kg|mg|μg|g|t/h|t/d|t/a|t|mL|L/h|L/min|L|MPa|GPa|kPa|Pa|bar|kWh|kW|MW|GW|W/\(m·K\)|W/mK|Wh/kg|mAh/g|W|"
    r"kV|mV|V|mA|kA|A|GHz|MHz|kHz|Hz|dB|ms|μs|ns|min|h|s|d|Gbps|Mbps|kbps|HV|HRC|HB|J/cm²|J|kJ|MJ|N·m|Nm|kN|N|"
    r"Ω|kΩ|MΩ|nM|μM|mM|mol/L|kDa|bp|目|微米|纳米|毫米|厘米|公里|米|毫秒|秒|分钟|小时|天|度|公斤|千克|克|吨|升|毫升|兆帕|帕|伏|安|千瓦|兆瓦|瓦"
)
QUANTITY = re.compile(rf"(?<![A-Za-z0-9.])(?P<value>\d+(?:\.\d+)?)\s?(?P<unit>{_UNITS})(?![A-Za-z0-9²³])")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit as written, and its place in the text."""

    value: str
    unit: str
    start: int
    stop: int

    @property
    def term(self) -> str:
        """The form in which two quantities are equal: no trailing zeros, no space."""
        number = self.value.rstrip("0").rstrip(".") if "." in self.value else self.value
        return f"{number} {self.unit}"


def quantities_of(text: str) -> Iterator[Quantity]:
    """Quantities of a cleaned text, from left to right."""
    for match in QUANTITY.finditer(text):
        yield Quantity(match["value"], match["unit"], match.start(), match.end())
