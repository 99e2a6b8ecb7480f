"""How values are written for people, in Chinese and in English: money, dates, numbers, highlights, spacing.

Plain functions of (value, language); `language` is a code such as "zh-hans" or "en".
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from qianqiao.core.clock import SHANGHAI

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Chinese reads large sums in 亿 (1e8) and 万 (1e4).
CHINESE_UNITS = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
QUARTER_SPACE = "\u2005"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CHINESE = re.compile(rf"[{_HAN}](?:[^“”()]*[{_HAN}])?")
_LATIN = r"A-Za-z0-9\u00b5\u03b1-\u03c9%°℃Ω"
_SEAM = re.compile(rf"(?<=[{_HAN}]) ?(?=[{_LATIN}])|(?<=[{_LATIN}]) ?(?=[{_HAN}])")


def is_chinese(language: str) -> bool:
    return language.lower().startswith("zh")


def number(value: int | float | Decimal) -> str:
    """Thousands in groups of three, no trailing zeros; never rounded beyond six decimals."""
    text = f"{value:,.6f}" if isinstance(value, float) else format(value, ",f" if value % 1 else ",.0f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(yuan: Decimal | int, language: str) -> str:
    """¥12.5万 in Chinese, ¥125,000 in English; 万 and 亿 only where two decimals say it exactly."""
    amount = Decimal(yuan)
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    if is_chinese(language):
        for unit, name in CHINESE_UNITS:
            short = amount / unit
            if amount >= unit and short == short.quantize(Decimal("0.01")):
                return f"{sign}¥{number(short)}{name}"
    whole = amount == amount.to_integral_value()
    return f"{sign}¥{amount:,.0f}" if whole else f"{sign}¥{amount:,.2f}"


def day(value: date | datetime, language: str) -> str:
    """2026年11月22日, or 22 Nov 2026. A datetime is read in Shanghai."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(SHANGHAI)
    if is_chinese(language):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, language: str) -> str:
    """The day and the time of day in Shanghai, to the minute."""
    local = value.astimezone(SHANGHAI) if value.tzinfo is not None else value
    return f"{day(local, language)} {local:%H:%M}"


def merged(spans: Iterable[Iterable[int]], length: int) -> list[tuple[int, int]]:
    """Spans (start, end) cut to the text, in order, touching and overlapping ones joined."""
    result: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(length, e)) for s, e in (tuple(span)[:2] for span in spans)):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def mark_spans(
    text: str, spans: Iterable[Iterable[int]] | None, *, is_chinese_foreign: bool = False
) -> SafeString:
    """The text, escaped, with <mark> around each (start, end) given in characters of the unescaped text.

    `is_chinese_foreign`: what is Chinese in it, such as quoted words, is marked as being in that language.
    """
    told = _with_chinese_marked if is_chinese_foreign else escape
    parts: list[str] = []
    at = 0
    for start, end in merged(spans or (), len(text)):
        parts += [told(text[at:start]), "<mark>", told(text[start:end]), "</mark>"]
        at = end
    parts.append(told(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308  every piece of text above went through escape()


def _with_chinese_marked(text: str) -> str:
    """Escaped, with a language on all from the first to the last Chinese character of each quotation."""
    parts, at = [], 0
    for found in _CHINESE.finditer(text):
        parts += [escape(text[at : found.start()]), f'<span lang="zh-Hans">{escape(found[0])}</span>']
        at = found.end()
    return "".join([*parts, escape(text[at:])])


def cjk_spacing(text: str) -> str:
    """A quarter space between Chinese and Latin, where there is none or a full one."""
    return _SEAM.sub(QUARTER_SPACE, text)
