"""One door to the name behind a code, whichever table it belongs to."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from qianqiao.reference.industries import (
    find_industry,
    industries,
    industry,
    strategic_industries,
    strategic_industry,
)
from qianqiao.reference.ipc import ipc_class, ipc_classes
from qianqiao.reference.loading import UnknownCode
from qianqiao.reference.regions import find_region, region, regions
from qianqiao.reference.rows import Named
from qianqiao.reference.terms import find_term, term, terms
from qianqiao.reference.universities import universities, university_by_code, university_by_name

_ROW: Mapping[str, Callable[[str], Named]] = MappingProxyType(
    {
        "regions": region,
        "industries": industry,
        "strategic_industries": strategic_industry,
        "ipc": ipc_class,
        "universities": university_by_code,
    }
)
_ALL: Mapping[str, Callable[[], tuple[Named, ...]]] = MappingProxyType(
    {
        "regions": regions,
        "industries": industries,
        "strategic_industries": strategic_industries,
        "ipc": ipc_classes,
        "universities": universities,
    }
)
_FIND: Mapping[str, Callable[[str], Named | None]] = MappingProxyType(
    {"regions": find_region, "industries": find_industry, "universities": university_by_name}
)


def row(table: str, code: str) -> Named:
    """The row of a code in a table or word list; raises `UnknownCode` for either."""
    return _ROW[table](code) if table in _ROW else term(table, code)


def label(table: str, code: str, lang: str = "zh") -> str:
    """The name of a code for showing; a code the table does not know is shown as it is."""
    try:
        return row(table, code).name(lang)
    except UnknownCode:
        return code


def choices(table: str, lang: str = "zh") -> list[tuple[str, str]]:
    """(code, name) pairs of a whole table or word list, for drop-downs."""
    rows = _ALL[table]() if table in _ALL else terms(table)
    return [(entry.code, entry.name(lang)) for entry in rows]


def find(table: str, text: str) -> str | None:
    """The code meant by a code, name or alias as people write it; None if none or several are meant."""
    if table in _FIND:
        found = _FIND[table](text)
        return found.code if found else None
    if table in _ROW:
        return text if label(table, text) != text else None
    found = find_term(table, text)
    return found.code if found else None
