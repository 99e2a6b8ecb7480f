"""Numbers of organisations: unified social credit code (GB 32100-2015), ROR and university code."""

import re

from qianqiao.reference.identifiers.errors import (
    InvalidIdentifier,
    compact,
    require_filled,
    require_length,
    wrong_check,
)
from qianqiao.reference.loading import UnknownCode
from qianqiao.reference.regions import region
from qianqiao.reference.universities import university_by_code

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_NAME = ("统一社会信用代码", "unified social credit code")
_NATIONAL = "10"  # registered with the national authority: 100000
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}

_ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR_FORM = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}")


def uscc_check_character(first17: str) -> str:
    """Check character of GB 32100-2015: weights 3^i modulo 31 over its alphabet of 31 characters."""
    total = sum(USCC_ALPHABET.index(char) * pow(3, at, 31) for at, char in enumerate(first17))
    return USCC_ALPHABET[-total % 31]


def social_credit_code(text: str) -> str:
    """The code as 18 capitals and digits; raises `InvalidIdentifier`.

    Positions 3-8 must be a region of GB/T 2260 (retired ones count) or at least begin with a province.
    """
    plain = compact(text)
    require_length(plain, 18, *_USCC_NAME)
    for at, char in enumerate(plain, start=1):
        if char not in USCC_ALPHABET:
            hint = _LOOKALIKES.get(char, "")
            raise InvalidIdentifier(
                "alphabet",
                f"统一社会信用代码第{at}位“{char}”不在允许的字符内" + (f"，可能是{hint}。" if hint else "。"),
                f"Character {at} of the unified social credit code, “{char}”, is not allowed"
                + (f"; it may be {hint}." if hint else "."),
            )
    if (expected := uscc_check_character(plain[:17])) != plain[17]:
        raise wrong_check(plain[17], expected, *_USCC_NAME)
    _require_plausible_region(plain[2:8])
    return plain


def _require_plausible_region(code: str) -> None:
    if code.isdecimal() and code.startswith(_NATIONAL):
        return
    try:
        region(code[:2] + "0000")
    except UnknownCode:
        raise InvalidIdentifier(
            "region",
            f"统一社会信用代码第3至8位{code}不是行政区划代码。",
            f"Positions 3 to 8 of the unified social credit code, {code}, are not a region code.",
        ) from None
    if not code.isdecimal():
        raise InvalidIdentifier(
            "region",
            f"统一社会信用代码第3至8位应为数字，现为{code}。",
            f"Positions 3 to 8 of the unified social credit code must be digits; they are {code}.",
        )


def ror_check_digits(first7: str) -> str:
    """Check digits of a ROR identifier: ISO/IEC 7064 MOD 97-10 of its Crockford base-32 value."""
    value = 0
    for char in first7:
        value = value * 32 + _ROR_ALPHABET.index(char)
    return f"{98 - value * 100 % 97:02d}"


def ror(text: str) -> str:
    """The ROR identifier as an address, https://ror.org/0xxxxxxNN; raises `InvalidIdentifier`."""
    plain = re.sub(r"^(HTTPS?:)?(//)?(WWW\.)?ROR\.ORG/", "", compact(text)).rstrip("/").lower()
    require_filled(plain, "ROR", "ROR identifier")
    if not _ROR_FORM.fullmatch(plain):
        raise InvalidIdentifier(
            "form",
            "ROR 应为 0 开头的 9 位，如 https://ror.org/03yrm5c26。",
            "A ROR identifier has nine characters and begins with 0, e.g. https://ror.org/03yrm5c26.",
        )
    if (expected := ror_check_digits(plain[:7])) != plain[7:]:
        raise wrong_check(plain[7:], expected, "ROR ", "ROR identifier")
    return f"https://ror.org/{plain}"


def university_code(text: str) -> str:
    """The ten-digit code of a university in the national list (five-digit school codes are completed)."""
    plain = compact(text)
    require_filled(plain, "学校标识码", "university code")
    if not (plain.isdecimal() and len(plain) in {5, 10}):
        raise InvalidIdentifier(
            "form",
            f"学校标识码应为 10 位数字（或 5 位院校代码），现为“{plain}”。",
            f"A university code has ten digits (or the five of the school code); this is “{plain}”.",
        )
    try:
        return university_by_code(plain).code
    except UnknownCode:
        raise InvalidIdentifier(
            "unknown",
            f"全国高等学校名单（2025年6月20日）中没有代码{plain}。请按校名核对。",
            f"The national list of universities (20 June 2025) has no code {plain}. Look up the name.",
        ) from None
