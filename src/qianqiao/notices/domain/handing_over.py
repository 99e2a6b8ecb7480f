"""To-dos of somebody who leaves an organisation go to somebody who stays."""

from django.db import connection

from qianqiao.notices.models import Todo


def open_count(user_id: int, organisation_id: int) -> int:
    """How many to-dos wait for one person in an organisation."""
    return Todo.objects.filter(user=user_id, organisation=organisation_id, closed_at=None).count()


def hand_over(user_id: int, organisation_id: int, *, to: int | None, permission: str) -> int:
    """Moves a person's open to-dos of an organisation to another, or to all who hold a permission there; how many.

    Call it inside the transaction of the cause.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("hand_over must run inside the transaction of its cause")
    waiting = Todo.objects.filter(user=user_id, organisation=organisation_id, closed_at=None)
    return waiting.update(user_id=to) if to is not None else waiting.update(user=None, permission=permission)
