"""Every step of a flow as every kind of person against a table that was reviewed by hand; a refusal leaves no trace."""

from collections.abc import Mapping
from typing import Any

import pytest

from qianqiao.core.actor import Actor
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Flow, Refusal, take_step
from qianqiao.notices.models import Notice, Todo

# step -> (states it starts from, state it leads to, who may take it)
Table = Mapping[str, tuple[set[str], str, set[str]]]


def traces() -> tuple[int, int, int, int]:
    return (
        AuditEntry.objects.count(),
        OutboxEvent.objects.count(),
        Notice.objects.count(),
        Todo.objects.count(),
    )


def walk(
    flow: Flow[Any], row: Any, table: Table, *, state: str, step: str, people: Mapping[str, Actor]
) -> None:
    """Tries one step from one state as everybody; the row is put back each time."""
    sources, target, takers = table[step]
    assert takers <= people.keys(), "nobody stands for one of the table's people"
    for name, actor in people.items():
        type(row).objects.filter(pk=row.pk).update(state=state, version=1)
        before = traces()
        if state in sources and name in takers:
            assert take_step(flow, row, step, actor=actor, reason="because").state == target
            continue
        with pytest.raises(Refusal):
            take_step(flow, row, step, actor=actor, reason="because")
        row.refresh_from_db()
        assert (row.state, row.version) == (state, 1)
        assert traces() == before
