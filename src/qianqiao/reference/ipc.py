"""Sections, classes and subclasses of the International Patent Classification."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from qianqiao.reference.loading import UnknownCode, read_rows
from qianqiao.reference.rows import IpcClass


@cache
def _table() -> Mapping[str, IpcClass]:
    rows = (
        IpcClass(row["code"], row["name_zh"], row["name_en"], row["level"], row["parent"])
        for row in read_rows("ipc")
    )
    return MappingProxyType({row.code: row for row in rows})


def ipc_classes(level: str = "", parent: str | None = None) -> tuple[IpcClass, ...]:
    """IPC entries in code order. `level`: section, class or subclass."""
    return tuple(
        row
        for row in _table().values()
        if (not level or row.level == level) and (parent is None or row.parent == parent)
    )


def ipc_class(code: str) -> IpcClass:
    """One entry by its code (C, C22, C22C); a full symbol gives its subclass: C22C 21/02 gives C22C."""
    plain = code.strip().upper()
    try:
        return _table()[plain[:4].strip()]
    except KeyError:
        raise UnknownCode("ipc", code) from None
