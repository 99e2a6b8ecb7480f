"""Texts, whole numbers, yes and no."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

from qianqiao import reference
from qianqiao.imports.parsing.plan import Plan
from qianqiao.imports.problems import CellRefused, shortened

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b-\u200d\u2060]|_x000[dD]_")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_YES = frozenset({"是", "有", "已", "对", "真", "√", "✓", "✔", "true", "yes", "y", "t", "1", "1.0", "开放"})
_NO = frozenset(
    {"否", "没有", "未", "不", "错", "假", "×", "✗", "✘", "x", "false", "no", "n", "f", "0", "0.0", "不开放"}
)
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_INTEGER = re.compile(
    r"(?:trl|第|等级|约)?[ :\-_.]*([+-]?[\d,]+)(?:\.0+)?(?:级|小时|h|hours?|个|项|年)?", re.IGNORECASE
)


def as_text(value: object) -> str:
    """Whatever a cell holds as one text: whole floats without “.0”, ISO days, lists joined by “；”."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time()
            else value.isoformat(sep=" ", timespec="minutes")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "；".join(as_text(item) for item in value)
    return "" if value is None else clean(str(value))


def clean(text: str) -> str:
    """Without control characters, with single spaces; line ends stay."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _SPACES.sub(" ", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return text.encode("utf-8", "ignore").decode().strip()


def narrow(value: object) -> str:
    """Full-width letters, digits and signs as half-width ones."""
    return unicodedata.normalize("NFKC", as_text(value)).strip()


def parse_text(plan: Plan, value: object) -> str:
    """One line of text."""
    if isinstance(value, dict):
        raise CellRefused("not_text", value=shortened(value))
    return _limited(plan, " ".join(as_text(value).split()))


def parse_long_text(plan: Plan, value: object) -> str:
    """Text in paragraphs."""
    if isinstance(value, dict):
        raise CellRefused("not_text", value=shortened(value))
    return _limited(plan, as_text(value))


def _limited(plan: Plan, text: str) -> str:
    if len(text) > plan.text_limit:
        raise CellRefused(
            "too_long",
            field_zh=plan.spec.label_zh,
            field_en=plan.spec.label_en,
            length=str(len(text)),
            limit=str(plan.text_limit),
        )
    return text


def parse_link(plan: Plan, value: object) -> str:
    """A web address; https:// is put before a bare host name."""
    text = narrow(value)
    if not re.match(r"(?i)https?://", text):
        text = f"https://{text}"
    if not re.fullmatch(r"(?i)https?://[^\s/?#.]+(\.[^\s/?#.]+)+([/?#]\S*)?", text):
        raise CellRefused("link_unreadable", value=shortened(value))
    return _limited(plan, text)


def parse_integer(plan: Plan, value: object) -> int:
    """“6”, “6.0”, “TRL 6”, “６级”, “六级”; for readiness levels also their names."""
    text = narrow(value)
    if plan.spec.key in {"trl", "trl_min"} and (level := reference.find("trl", text)):
        return int(level)
    match = _INTEGER.fullmatch(text)
    if match:
        number = (
            int(Decimal(match[1].replace(",", "") or "0"))
            if len(match[1]) < 20 and match[1].strip("+-,")
            else None
        )
    else:
        bare = text.removeprefix("第").removesuffix("级")
        number = _CHINESE_DIGITS.get(bare)
    if number is None:
        raise CellRefused("integer_unreadable", value=shortened(value))
    low, high = plan.spec.minimum, plan.spec.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise CellRefused("integer_range", value=str(number), minimum=str(low), maximum=str(high))
    return number


def parse_boolean(plan: Plan, value: object) -> bool:  # noqa: ARG001  one shape for all parsers
    """是, 否 and their kin."""
    if isinstance(value, bool):
        return value
    text = narrow(value).casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise CellRefused("boolean_unreadable", value=shortened(value))
