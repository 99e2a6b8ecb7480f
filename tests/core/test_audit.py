"""The hash chain: whole when untouched, and the first altered row is named."""

import pytest
from django.db import transaction

from qianqiao.core import audit
from qianqiao.core.actor import Actor
from qianqiao.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def write(count: int, system: Actor, chain: str = "organisation:1") -> None:
    for n in range(count):
        with transaction.atomic():
            audit.append(
                "thing.done",
                subject=f"P2026-{n:06d}",
                actor=system,
                chain=chain,
                data={"n": n, "text": "千桥"},
            )


def test_an_untouched_chain_is_whole(system: Actor) -> None:
    write(5, system)
    write(2, system, "organisation:2")
    assert audit.verify("organisation:1") is None
    assert list(audit.chains()) == ["organisation:1", "organisation:2"]


@pytest.mark.parametrize(
    "change", [{"data": {"n": 99}}, {"actor_label": "someone else"}, {"subject": "P2026-999999"}]
)
def test_an_altered_entry_is_named(system: Actor, change: dict[str, object]) -> None:
    write(5, system)
    AuditEntry.objects.filter(sequence=3).update(**change)
    found = audit.verify("organisation:1")
    assert found is not None
    assert found.sequence == 3


def test_a_missing_entry_is_named_in_the_middle_and_at_the_end(system: Actor) -> None:
    write(5, system)
    AuditEntry.objects.filter(sequence=5).delete()
    assert audit.verify("organisation:1").sequence == 5  # type: ignore[union-attr]
    AuditEntry.objects.filter(sequence=2).delete()
    assert audit.verify("organisation:1").sequence == 2  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_append_outside_a_transaction_is_refused(system: Actor) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit.append("thing.done", subject="x", actor=system)
