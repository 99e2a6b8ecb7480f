"""The national list of universities and colleges, with codes."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from qianqiao.reference.loading import UnknownCode, fold, name_index, only, read_rows
from qianqiao.reference.rows import University


@cache
def _table() -> Mapping[str, University]:
    rows = (
        University(
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            english_checked=row["english_checked"] == "true",
            department=row["department"],
            province=row["province"],
            region=row["region"],
            level=row["level"],
            private=row["private"] == "true",
        )
        for row in read_rows("universities")
    )
    return MappingProxyType({row.code: row for row in rows})


@cache
def _by_short_code() -> Mapping[str, tuple[str, ...]]:
    return name_index((code[5:], code) for code in _table())


def universities(province: str = "") -> tuple[University, ...]:
    """All universities in list order, of one province (region code) if given."""
    return tuple(row for row in _table().values() if not province or row.province == province)


def university_by_code(code: str) -> University:
    """By the ten-digit identification code, or by the five-digit school code where it is unique."""
    plain = code.strip()
    try:
        return _table()[only(_by_short_code().get(plain, ())) or plain]
    except KeyError:
        raise UnknownCode("universities", code) from None


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    return name_index(
        (name, row.code)
        for row in _table().values()
        for name in ((row.name_zh, row.name_en) if row.english_checked else (row.name_zh,))
    )


def university_by_name(text: str) -> University | None:
    """By the exact Chinese name or the checked English one; spaces, case and brackets do not matter."""
    code = only(_index().get(fold(text), ()))
    return _table()[code] if code else None
