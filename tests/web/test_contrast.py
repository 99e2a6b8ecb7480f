"""Contrast of every text and background pair that the style sheets use: WCAG 2.2 AA, in light and dark."""

import re
from pathlib import Path

import pytest

import qianqiao.web

TOKENS = Path(qianqiao.web.__file__).parent / "static" / "web" / "css" / "tokens.css"
TEXT = 4.5
SHAPE = 3.0
PAGE = ("paper", "card", "sunk")
PAIRS = [
    *((ink, back, TEXT) for ink in ("ink", "ink-2", "ink-3") for back in PAGE),
    *((ink, back, TEXT) for ink in ("azurite", "azurite-deep") for back in (*PAGE, "azurite-soft")),
    *((ink, back, TEXT) for ink in ("malachite", "gamboge", "cinnabar") for back in PAGE),
    *((ink, f"{ink}-soft", TEXT) for ink in ("malachite", "gamboge", "cinnabar")),
    *(("ink", f"{back}-soft", TEXT) for back in ("azurite", "malachite", "gamboge", "cinnabar")),
    ("on-azurite", "azurite", TEXT),
    ("on-azurite", "azurite-deep", TEXT),
    ("on-cinnabar", "cinnabar", TEXT),
    ("ink", "mark", TEXT),
    ("ink-2", "mark", TEXT),
    *(("edge", back, SHAPE) for back in PAGE),
    *(("azurite", back, SHAPE) for back in ("line", *PAGE)),
]


def palettes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media screen and (prefers-color-scheme: dark)")
    first = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light))
    return {"light": first, "dark": {**first, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", dark))}}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(d * 2 for d in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    colours = palettes()[scheme]
    faults = [
        f"{ink} on {back}: {contrast(colours[ink], colours[back]):.2f} < {least}"
        for ink, back, least in PAIRS
        if contrast(colours[ink], colours[back]) < least
    ]
    assert not faults
