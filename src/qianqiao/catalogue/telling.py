"""Whom each step of a link between an account and an expert record tells what; called inside the transaction of the step."""

from qianqiao.catalogue.models import ExpertLink
from qianqiao.catalogue.policies import LINK
from qianqiao.catalogue.states import CLAIMED
from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.core.workdays import due_after
from qianqiao.notices.domain import close_todo, notify, open_todo
from qianqiao.notices.queries import people_with

ANSWER_WITHIN = 5
TOLD = {"confirm": "records.link_confirmed", "refuse": "records.link_refused", "undo": "records.link_undone"}


def address_of(row: ExpertLink) -> str:
    return f"/experts/{row.expert.number}"


def _params(row: ExpertLink) -> dict[str, str]:
    return {"number": row.expert.number, "person": str(row.user)}


def _key(row: ExpertLink) -> str:
    return f"catalogue:link:{row.pk}"


def of_question(row: ExpertLink) -> None:
    """The officers answer a claim, the person a proposal; what is about a person alone is not handed to a successor."""
    due = due_after(clock.now(), ANSWER_WITHIN)
    told, address = _params(row), address_of(row)
    if row.state == CLAIMED:
        open_todo(
            key=_key(row),
            code="records.todo.link_claimed",
            params=told,
            address=address,
            organisation_id=row.organisation_id,
            permission=LINK,
            due_at=due,
        )
        return
    open_todo(
        key=_key(row),
        code="records.todo.link_proposed",
        params=told,
        address="/my/expert/",
        user_id=row.user_id,
        due_at=due,
    )
    notify(
        [row.user_id],
        code="records.link_proposed",
        params=told,
        address="/my/expert/",
        key=f"{_key(row)}:proposed",
    )


def of_step(row: ExpertLink, step: str, *, by: Actor) -> None:
    """The person, who asked, and after an undo the officers are told; whoever acted is not."""
    close_todo(_key(row))
    code = TOLD.get(step)
    if code is None:
        return
    people = {row.user_id, *([row.asked_by_id] if row.asked_by_id else [])}
    if step == "undo":
        people |= set(people_with(LINK, row.organisation_id))
    notify(
        people - {by.user_id},
        code=code,
        params=_params(row),
        address=address_of(row),
        key=f"{_key(row)}:{row.version}",
    )
