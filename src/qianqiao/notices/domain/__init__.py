"""The only place of the room that writes."""

from qianqiao.notices.domain.notifying import notify
from qianqiao.notices.domain.todos import close_todo, open_todo

__all__ = ["close_todo", "notify", "open_todo"]
