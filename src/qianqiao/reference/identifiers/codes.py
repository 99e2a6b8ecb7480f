"""Codes of the classifications: GB/T 2260 regions, GB/T 4754 industries, IPC symbols."""

import re

from qianqiao.reference.identifiers.errors import InvalidIdentifier, compact, require_filled
from qianqiao.reference.industries import industry
from qianqiao.reference.ipc import ipc_class
from qianqiao.reference.loading import UnknownCode
from qianqiao.reference.regions import current_region

_VERSION = re.compile(r"\((19|20)[0-9]{2}\.?[0-9]{0,2}\)[A-Z]*$")
_SUBCLASS = re.compile(r"[A-H][0-9]{2}[A-Z]")
_SYMBOL = re.compile(r"(?P<subclass>[A-H][0-9]{2}[A-Z])(?P<group>[0-9]{1,4})/(?P<sub>[0-9]{2,6})")
_ST8 = re.compile(r"(?P<subclass>[A-H][0-9]{2}[A-Z])(?P<group>[0-9]{4})(?P<sub>[0-9]{6})")


def region_code(text: str) -> str:
    """The current six-digit code; 33 and 3302 are completed, retired codes replaced by their successor."""
    plain = compact(text)
    require_filled(plain, "行政区划代码", "region code")
    if not (plain.isdecimal() and len(plain) in {2, 4, 6}):
        raise InvalidIdentifier(
            "form",
            f"行政区划代码应为6位数字，现为“{plain}”。",
            f"A region code has six digits; this is “{plain}”.",
        )
    try:
        return current_region(plain.ljust(6, "0")).code
    except UnknownCode:
        raise InvalidIdentifier(
            "unknown",
            f"GB/T 2260 中没有行政区划代码{plain}。可改填地名，如“浙江省宁波市”。",
            f"GB/T 2260 has no region code {plain}. A name will do as well, e.g. “Ningbo, Zhejiang”.",
        ) from None


def industry_code(text: str) -> str:
    """The industry code with its section letter, C3311 for 3311."""
    plain = compact(text)
    require_filled(plain, "行业代码", "industry code")
    if not re.fullmatch(r"[A-T]?[0-9]{2,4}|[A-T]", plain):
        raise InvalidIdentifier(
            "form",
            f"行业代码应为门类字母加2至4位数字，如C3311，现为“{plain}”。",
            f"An industry code is a letter and two to four digits, e.g. C3311; this is “{plain}”.",
        )
    try:
        return industry(plain).code
    except UnknownCode:
        raise _unknown_industry(plain) from None


def _unknown_industry(plain: str) -> InvalidIdentifier:
    try:
        meant = industry(plain[1:]).code
    except UnknownCode:
        return InvalidIdentifier(
            "unknown",
            f"GB/T 4754-2017 中没有行业代码{plain}。",
            f"GB/T 4754-2017 has no industry code {plain}.",
        )
    return InvalidIdentifier(
        "section",
        f"行业代码{plain}的门类字母有误，应为{meant}。",
        f"The letter of {plain} is wrong; it should be {meant}.",
    )


def ipc_symbol(text: str) -> str:
    """A subclass (C22C) or full symbol (C22C 21/02) as usually spelt; ST.8 and version marks are accepted."""
    plain = _VERSION.sub("", compact(text))
    require_filled(plain, "IPC 分类号", "IPC symbol")
    match = _SYMBOL.fullmatch(plain) or _ST8.fullmatch(plain)
    if not match and not _SUBCLASS.fullmatch(plain):
        raise InvalidIdentifier(
            "form",
            f"IPC 分类号应为小类（如 C22C）或完整分类号（如 C22C 21/02），现为“{plain}”。",
            f"An IPC symbol is a subclass (C22C) or a full symbol (C22C 21/02); this is “{plain}”.",
        )
    try:
        ipc_class(plain[:4])
    except UnknownCode:
        raise InvalidIdentifier(
            "unknown", f"IPC 中没有小类{plain[:4]}。", f"The IPC has no subclass {plain[:4]}."
        ) from None
    if not match:
        return plain
    group = match["group"].lstrip("0")
    if not group:
        raise InvalidIdentifier(
            "form", "IPC 大组号不能为 0。", "The main group of an IPC symbol cannot be 0."
        )
    sub = match["sub"]
    sub = sub[:2] + sub[2:].rstrip("0")
    return f"{match['subclass']} {group}/{sub}"
