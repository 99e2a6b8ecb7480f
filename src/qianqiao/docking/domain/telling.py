"""Tells the people of a side what happened in a case, in the transaction of the cause."""

from collections.abc import Mapping

from qianqiao.docking.models import DockingCase, other
from qianqiao.docking.reads import people
from qianqiao.docking.sides import is_named
from qianqiao.notices.domain import notify
from qianqiao.notices.texts import naming


def address_of(case: DockingCase) -> str:
    return f"/cases/{case.number}"


def told_of(case: DockingCase, side: str, *, viewer: str) -> dict[str, str]:
    """What sentences tell of a case: its number, and the name of a side as the viewer's may know it."""
    who = (
        naming(who=case.organisation_of(side))
        if is_named(case, side, viewer=viewer)
        else {"who": case.demand}
    )
    return {"number": case.number, **who}


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
    told = {**told_of(case, about, viewer=viewer), **(params or {})}
    return notify(
        users,
        code=f"docking.{code}",
        params=told,
        address=address_of(case),
        key=f"docking:{case.number}:{key}",
    )
