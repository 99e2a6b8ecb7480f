"""Whom each step of a mandate tells what; called inside the transaction of the step."""

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.core.workdays import due_after
from qianqiao.mandates.limits import limits
from qianqiao.mandates.models import Mandate
from qianqiao.mandates.policies import CARRY, GIVE
from qianqiao.notices.domain import close_todo, notify, open_todo
from qianqiao.notices.queries import people_with
from qianqiao.notices.texts import naming


def address_of(row: Mandate) -> str:
    return f"/mandates/{row.number}"


def _params(row: Mandate) -> dict[str, str]:
    return {
        "number": row.number,
        **naming(organisation=row.organisation, agency=row.agency),
        "reason": row.reason,
        "day": row.ends_on.isoformat(),
    }


def of_offer(row: Mandate) -> None:
    key = f"mandates:{row.number}:offered"
    told, address = _params(row), address_of(row)
    notify(people_with(CARRY, row.agency_id), code="mandates.offered", params=told, address=address, key=key)
    open_todo(
        key=key,
        code="mandates.todo.answer",
        params=told,
        address=address,
        organisation_id=row.agency_id,
        permission=CARRY,
        due_at=due_after(clock.now(), limits().answer_workdays),
    )


def of_step(row: Mandate, step: str, *, by: Actor) -> None:
    """Both sides but the one who acted are told."""
    if row.state != "offered":
        close_todo(f"mandates:{row.number}:offered")
    people = {*people_with(GIVE, row.organisation_id), *people_with(CARRY, row.agency_id)}
    notify(
        sorted(one for one in people if one != by.user_id),
        code=f"mandates.{step}",
        params=_params(row),
        address=address_of(row),
        key=f"mandates:{row.number}:{row.version}",
    )
