"""What waits for a person, grouped by when it is due."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qianqiao.core.texts import chosen, foreign, marked
from qianqiao.notices import texts
from qianqiao.notices.models import Todo
from qianqiao.notices.presenting.due import GROUPS, LATE, LATER, OPEN, TODAY, WEEK, Due, due

LABELS: dict[str, str | Promise] = {
    LATE: _("Late"),
    TODAY: _("Today"),
    WEEK: _("This week"),
    LATER: _("Later"),
    OPEN: _("Without a date"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: its sentence, where it is done, and for which organisation."""

    text: str
    address: str
    act: str
    due: Due
    organisation: str
    lang: str
    is_mine_alone: bool

    @property
    def shown(self) -> SafeString | str:
        """For a page: marked as Chinese where a Chinese name stands on an English page."""
        return marked(self.text)


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    label: str | Promise
    items: list[Waiting] = field(default_factory=list)


def waiting(todo: Todo) -> Waiting:
    name, lang = chosen(todo.organisation, "name") if todo.organisation is not None else ("", "")
    return Waiting(
        texts.sentence(todo.code, todo.params),
        todo.address,
        texts.act(todo.code) or str(_("Open")),
        due(todo.due_at),
        name,
        foreign(lang) if name else "",
        todo.user_id is not None,
    )


def grouped(todos: Iterable[Todo]) -> list[Group]:
    """The groups that hold something, most urgent first; the order within stays as it was."""
    groups = {code: Group(code, LABELS[code]) for code in GROUPS}
    for todo in todos:
        item = waiting(todo)
        groups[item.due.group].items.append(item)
    return [group for group in groups.values() if group.items]
