"""Runs flows that are data: one table gives the buttons, the API's actions, the diagram and the tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.utils.functional import Promise

from qianqiao.core import audit, clock, outbox, policy
from qianqiao.core.actor import Actor

Guard = Callable[[Any], str | None]


class StatefulRow(models.Model):
    """A row that a flow moves: `state` changes by steps only, `version` grows with each."""

    state = models.CharField(max_length=20, default="draft", db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


R = TypeVar("R", bound=StatefulRow)


@dataclass(frozen=True, slots=True)
class Step:
    """One way from some states to one state. A guard returns a reason code, or None when it agrees."""

    name: str
    label: str | Promise
    sources: frozenset[str]
    target: str
    permission: str
    event: str
    guards: Mapping[str, Guard] = field(default_factory=dict)
    reason_required: bool = False


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """Why a step was not taken: a code that pages translate, and what was found."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Flow(Generic[R]):
    name: str
    states: Mapping[str, str | Promise]
    initial: str
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step:
        for step in self.steps:
            if step.name == name:
                return step
        raise LookupError(f"flow {self.name} has no step {name}")


def possible_steps(flow: Flow[R], row: R, *, actor: Actor) -> list[Step]:
    """The steps that the actor could take now: source, policy and guards hold."""
    return [step for step in flow.steps if _refusal(step, row, actor=actor, reason="-") is None]


def _refusal(step: Step, row: StatefulRow, *, actor: Actor, reason: str) -> Refusal | None:
    if not policy.may(actor, step.permission, row):
        return Refusal("not_allowed", step.name)
    if row.state not in step.sources:
        return Refusal("wrong_state", row.state)
    if step.reason_required and not reason.strip():
        return Refusal("reason_required", step.name)
    for name, guard in step.guards.items():
        found = guard(row)
        if found is not None:
            return Refusal(name, found)
    return None


def take_step(
    flow: Flow[R],
    row: R,
    step_name: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
    reason: str = "",
    change: Callable[[R], None] | None = None,
) -> R:
    """Takes a step in one transaction on the freshly locked row; raises Refusal, and then nothing has changed.

    `change` may set further fields of the row in the same write. Audit and outbox rows are written with it.
    """
    step = flow.step(step_name)
    with transaction.atomic():
        fresh: R = type(row)._default_manager.select_for_update().get(pk=row.pk)  # noqa: SLF001  Django's documented manager
        if expected_version is not None and fresh.version != expected_version:
            raise Refusal("changed_meanwhile", str(fresh.version))
        refusal = _refusal(step, fresh, actor=actor, reason=reason)
        if refusal is not None:
            raise refusal
        source = fresh.state
        fresh.state, fresh.version = step.target, fresh.version + 1
        if change is not None:
            change(fresh)
        fresh.save()
        subject = str(getattr(fresh, "number", fresh.pk))
        audit.append(
            f"{flow.name}.{step.name}",
            subject=subject,
            actor=actor,
            chain=str(getattr(fresh, "audit_chain", audit.PLATFORM_CHAIN)),
            data={"from": source, "to": step.target, "reason": reason},
            at=clock.now(),
        )
        outbox.emit(step.event, {"model": fresh._meta.label_lower, "number": subject, "state": step.target})  # noqa: SLF001
    return fresh
