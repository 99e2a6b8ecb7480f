"""Events in: whatever changes a record or its owner changes the index."""

from qianqiao.core import outbox
from qianqiao.core.outbox import Event
from qianqiao.search.domain import changes


def _carry_in(event: Event) -> None:
    changes.carry_in(event.id)


for _kind, _name in changes.HANDLERS.items():
    outbox.on(_kind, name=_name)(_carry_in)
