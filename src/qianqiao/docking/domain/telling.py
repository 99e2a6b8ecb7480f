"""Tells the people of a side what happened in a case, in the transaction of the cause."""

from collections.abc import Mapping

from qianqiao.docking.models import DockingCase, other
from qianqiao.docking.reads import people
from qianqiao.docking.sides import is_named
from qianqiao.notices.domain import notify


def address_of(case: DockingCase) -> str:
    return f"/cases/{case.number}"


def name_for(case: DockingCase, side: str, *, viewer: str) -> str:
    """The name of a side as the other may know it."""
    return case.organisation_of(side).name if is_named(case, side, viewer=viewer) else case.demand


def tell_side(
    case: DockingCase, side: str, code: str, *, key: str, permission: str = "docking.negotiate"
) -> int:
    """Tells who carries the case on a side; `code` is the kind without its room, `key` makes it once."""
    users = people.in_charge_or_mandated(case, side, permission)
    return tell(case, users, code, about=other(side), viewer=side, key=key)


def tell(
    case: DockingCase,
    users: list[int],
    code: str,
    *,
    about: str,
    viewer: str,
    key: str,
    params: Mapping[str, str] | None = None,
) -> int:
    told = {"number": case.number, "who": name_for(case, about, viewer=viewer), **(params or {})}
    return notify(
        users,
        code=f"docking.{code}",
        params=told,
        address=address_of(case),
        key=f"docking:{case.number}:{key}",
    )
