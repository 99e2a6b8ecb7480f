"""To-dos that a mandate puts on an agency's list, recognised by the mandate at the end of their key."""

from django.db.models import QuerySet

from qianqiao.notices.domain import close_todo
from qianqiao.notices.models import Todo


def todo_suffix(number: str) -> str:
    """What the key of such a to-do ends with."""
    return f":mandate:{number}"


def close_agency_todos(beginning: str) -> None:
    """What waited for agencies about one matter; `beginning` is its key up to the mandate."""
    _close(Todo.objects.filter(key__startswith=beginning, closed_at=None))


def close_todos_under(number: str) -> None:
    """All that waited for the agency under a mandate."""
    _close(Todo.objects.filter(key__endswith=todo_suffix(number), closed_at=None))


def _close(rows: QuerySet[Todo]) -> None:
    for key in rows.values_list("key", flat=True):
        close_todo(key)
