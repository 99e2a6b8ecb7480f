"""Chinese patent numbers: application numbers with check digit, publication numbers with kind code."""

import re
from typing import NamedTuple

from qianqiao.reference.identifiers.errors import InvalidIdentifier, compact, require_filled, wrong_check

_APPLICATION = ("专利申请号", "application number")
_WEIGHTS = {8: (2, 3, 4, 5, 6, 7, 8, 9), 12: (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)}
_FORM = re.compile(r"(?P<digits>[0-9]{12}|[0-9]{8})\.?(?P<check>[0-9X])?")
_PUBLICATION_FORM = re.compile(r"(?:CN)?(?P<number>[0-9]{7,9})(?P<kind>[A-Z][0-9]?)?")
_KINDS = {"1": "ABC", "2": "UY", "3": "SD", "8": "ABC", "9": "UY"}


class PublicationNumber(NamedTuple):
    """A Chinese publication number: digits without CN, and the kind code (empty if not given)."""

    number: str
    kind: str

    def __str__(self) -> str:
        return f"CN{self.number}{self.kind}"


def application_check_digit(digits: str) -> str:
    """Check digit over the 8 (until September 2003) or 12 digits: weighted sum modulo 11, 10 is written X."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS[len(digits)], strict=True))
    return "X" if total % 11 == 10 else str(total % 11)


def _require_type(digits: str) -> None:
    at = 2 if len(digits) == 8 else 4
    if digits[at] not in "12389":
        raise InvalidIdentifier(
            "type",
            f"专利申请号第{at + 1}位表示类型，应为1（发明）、2（实用新型）、3（外观设计）、"
            f"8或9（PCT），现为{digits[at]}。",
            f"Digit {at + 1} of the application number tells the type: 1 invention, 2 utility model, "
            f"3 design, 8 or 9 PCT; it is {digits[at]}.",
        )
    year = digits[:4] if len(digits) == 12 else digits[:2]
    if not ("2003" <= year <= "2099" if len(digits) == 12 else year >= "85" or year <= "03"):
        raise InvalidIdentifier(
            "year",
            f"专利申请号以年份开头，{year}不是可能的年份。",
            f"An application number begins with the year; {year} cannot be one.",
        )


def application_number(text: str) -> str:
    """The number as 202410012345.6 (or 85100001.X before October 2003); CN and ZL in front are dropped.

    Raises `InvalidIdentifier`; where only the check digit is missing, the message names it.
    """
    plain = re.sub(r"^(CN|ZL)+", "", compact(text))
    require_filled(plain, *_APPLICATION)
    match = _FORM.fullmatch(plain)
    if not match:
        raise InvalidIdentifier(
            "form",
            "专利申请号应为12位数字加校验位，如202410012345.6；2003年10月以前为8位数字加校验位。",
            "An application number has 12 digits and a check digit, e.g. 202410012345.6; before October 2003 "
            "8 digits and a check digit.",
        )
    digits, check = match["digits"], match["check"]
    expected = application_check_digit(digits)
    if check is None:
        raise InvalidIdentifier(
            "check_missing",
            f"专利申请号缺校验位，应为{digits}.{expected}。",
            f"The check digit is missing; the number should read {digits}.{expected}.",
        )
    if check != expected:
        raise wrong_check(check, expected, *_APPLICATION)
    _require_type(digits)
    return f"{digits}.{check}"


def application_type(number: str) -> str:
    """invention, utility_model or design, from a valid application number."""
    digits = application_number(number).partition(".")[0]
    kinds = {"1": "invention", "8": "invention", "2": "utility_model", "9": "utility_model", "3": "design"}
    return kinds[digits[4 if len(digits) == 12 else 2]]


def publication_number(text: str, kind: str = "") -> PublicationNumber:
    """The number and its kind, from CN118123456A or number and kind apart; raises `InvalidIdentifier`."""
    plain = compact(text).replace(".", "")
    require_filled(plain, "公开（公告）号", "publication number")
    match = _PUBLICATION_FORM.fullmatch(plain)
    if not match:
        raise InvalidIdentifier(
            "form",
            "公开（公告）号应为 CN 加 7 至 9 位数字再加文献种类代码，如 CN118123456A。",
            "A publication number is CN, 7 to 9 digits and a kind code, e.g. CN118123456A.",
        )
    found = PublicationNumber(match["number"], match["kind"] or compact(kind))
    if match["kind"] and kind and compact(kind) != match["kind"]:
        raise InvalidIdentifier(
            "kind",
            f"公开号带的种类代码{match['kind']}与另填的{compact(kind)}不一致。",
            f"The number carries kind {match['kind']}, but {compact(kind)} is given beside it.",
        )
    _require_kind(found)
    return found


def _require_kind(found: PublicationNumber) -> None:
    # In the eight-digit numbers of 1985-1988 the type follows the year: CN85100001A.
    first = found.number[2] if len(found.number) == 8 else found.number[0]
    allowed = _KINDS.get(first, "")
    if not allowed:
        raise InvalidIdentifier(
            "type",
            f"公开（公告）号中的类型位应为1、2、3、8或9，现为{first}。",
            f"The type digit of a publication number must be 1, 2, 3, 8 or 9; it is {first}.",
        )
    if found.kind and found.kind[0] not in allowed:
        raise InvalidIdentifier(
            "kind",
            f"类型位{first}的文献种类代码应为{'、'.join(allowed)}之一，现为{found.kind}。",
            f"With type digit {first} the kind code must be one of {', '.join(allowed)}; it is {found.kind}.",
        )
