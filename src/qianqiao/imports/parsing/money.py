"""Amounts as people write them: 80万, ¥800,000, 80 万元, 1.2亿."""

import re
from decimal import Decimal, InvalidOperation

from qianqiao.core import money
from qianqiao.imports.parsing.plan import Plan
from qianqiao.imports.parsing.scalars import narrow
from qianqiao.imports.problems import CellRefused, shortened

_MYRIAD = 10_000
_MULTIPLES = {
    1: ("", "元"),
    1000: ("千", "千元", "k"),
    _MYRIAD: ("万", "万元", "w"),
    100 * _MYRIAD: ("百万", "百万元", "m", "million"),
    1000 * _MYRIAD: ("千万", "千万元"),
    _MYRIAD * _MYRIAD: ("亿", "亿元"),
}
UNITS = {word: Decimal(factor) for factor, words in _MULTIPLES.items() for word in words}
_LONGEST = 40  # characters of an amount; longer texts are prose
_LARGEST = Decimal("999999999999.99")
_OPEN = frozenset({"面议", "价格面议", "协商", "待议", "待定", "另议", "商议", "negotiable", "tobediscussed"})
_FOREIGN = re.compile(r"[$€£]|美元|美金|欧元|英镑|日元|港元|港币|usd|eur|gbp|jpy|hkd", re.IGNORECASE)
_AMOUNT = re.compile(r"([+-]?)([\d,]*\.?\d+|[\d,]+\.?)([a-z]*|[元千万百亿]*)(?:整|人民币|元)?", re.IGNORECASE)
_RANGE = re.compile(r"\d[万元亿千]*[-~—–至到]+\d")


def parse_money(plan: Plan, value: object) -> Decimal | None:
    """Yuan to the fen; None for “面议”. A unit in the cell goes before that of the header (`plan.factor`)."""
    text = re.sub(r"[\s¥￥]|人民币|(?i:cny|rmb|yuan)", "", narrow(value))
    if text.casefold() in _OPEN or not text:
        return None
    if _FOREIGN.search(text):
        raise CellRefused("money_currency", value=shortened(value))
    if _RANGE.search(text[:_LONGEST]):
        raise CellRefused("money_range", value=shortened(value))
    match = _AMOUNT.fullmatch(text) if len(text) <= _LONGEST else None
    unit = match[3].casefold() if match else ""
    if match is None or unit not in UNITS or not re.search(r"\d", match[2]):
        raise CellRefused("money_unreadable", value=shortened(value))
    factor = plan.factor if not unit else UNITS[unit]
    return _amount(match[1], match[2].replace(",", ""), factor, value)


def _amount(sign: str, digits: str, factor: Decimal, value: object) -> Decimal:
    try:
        amount = Decimal(digits) * factor
    except InvalidOperation:
        raise CellRefused("money_unreadable", value=shortened(value)) from None
    if sign == "-" and amount:
        raise CellRefused("money_negative", value=shortened(value))
    if amount > _LARGEST:
        raise CellRefused("money_too_large", value=shortened(value))
    return money.yuan(amount)
