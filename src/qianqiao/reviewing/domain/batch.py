"""Many records that wait for the platform's check, let out in one go: each by its own step, each with its own refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.records import LivingRecord, record_models
from qianqiao.core.workflow import Refusal
from qianqiao.reviewing.queries import is_at_platform, returned_before

# As many as one click decides while somebody waits for the page.
MOST = 100
Take = Callable[..., LivingRecord]
_takes: dict[type[Any], Take] = {}


@dataclass(slots=True)
class Outcome:
    """What became of each record: numbers that were published, and why the others were not."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, Refusal] = field(default_factory=dict)


def register(model: type[Any], take: Take) -> None:
    """Declares what takes the steps of a kind of record; the rooms above say it."""
    _takes[model] = take


def publish_many(seen: Mapping[str, int | None], *, actor: Actor) -> Outcome:
    """Publishes each record in the version that the actor saw; the others are told with the reason and stay as they are.

    A record that was returned before is not let out blindly: somebody has to look whether the comments were heard.
    Refusal codes beside those of the flow: unknown, comments_open.
    """
    outcome = Outcome()
    numbers = sorted(seen)[:MOST]
    known, returned = _known(numbers, actor), returned_before(numbers)
    for number in numbers:
        try:
            _publish(known.get(number), number, seen[number], returned=number in returned, actor=actor)
        except Refusal as refusal:
            outcome.refused[number] = refusal
        else:
            outcome.done.append(number)
    return outcome


def _publish(
    record: LivingRecord | None, number: str, version: int | None, *, returned: bool, actor: Actor
) -> None:
    if record is None:
        raise Refusal("unknown", number)
    if not is_at_platform(record):
        raise Refusal("wrong_state", record.state)
    if returned:
        raise Refusal("comments_open", number)
    # a version that was not told is one that nobody saw
    _takes[type(record)](record, "publish", actor=actor, expected_version=version or 0)


def _known(numbers: list[str], actor: Actor) -> dict[str, LivingRecord]:
    found: dict[str, LivingRecord] = {}
    for letter, model in record_models().items():
        own = [number for number in numbers if number.startswith(letter)]
        if own:
            rows = model._default_manager.filter(policy.visible(actor, model), number__in=own)  # noqa: SLF001  Django's documented manager
            found |= {one.number: one for one in rows}
    return found
