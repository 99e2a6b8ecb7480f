"""Opens and closes what waits for people."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from qianqiao.core import clock, outbox
from qianqiao.notices.models import Todo


def open_todo(
    *,
    key: str,
    code: str,
    params: Mapping[str, str],
    address: str,
    organisation_id: int | None = None,
    permission: str = "",
    user_id: int | None = None,
    due_at: datetime | None = None,
) -> Todo:
    """Puts something on the list of a person, or of all who hold a permission in an organisation.

    The same key again changes the entry and opens it anew. What begins to wait in an organisation also goes to its
    webhooks (event `notices.todo_opened`), so its sentence must not hold sealed text. Call it inside the transaction of the cause.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("open_todo must run inside the transaction of its cause")
    known = Todo.objects.select_for_update().filter(key=key).first()
    todo, _ = Todo.objects.update_or_create(
        key=key,
        defaults={
            "code": code,
            "params": dict(params),
            "address": address,
            "organisation_id": organisation_id,
            "permission": permission,
            "user_id": user_id,
            "due_at": due_at,
            "closed_at": None,
        },
        create_defaults={
            "code": code,
            "params": dict(params),
            "address": address,
            "organisation_id": organisation_id,
            "permission": permission,
            "user_id": user_id,
            "due_at": due_at,
            "created_at": clock.now(),
        },
    )
    if organisation_id is not None and user_id is None and (known is None or known.closed_at is not None):
        outbox.emit("notices.todo_opened", {"todo": todo.pk})
    return todo


def close_todo(key: str) -> bool:
    """Takes an entry off the lists; False where it was not open."""
    return bool(Todo.objects.filter(key=key, closed_at=None).update(closed_at=clock.now()))
