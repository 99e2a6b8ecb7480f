"""Writes achievements, patents and experts: many at once, or one by a person's hand."""

from collections.abc import Mapping, Sequence, Set
from functools import cache, partial
from typing import Any

from django.db import transaction

from qianqiao.catalogue.domain.aliveness import usual_end
from qianqiao.catalogue.models import (
    Achievement,
    AchievementIndicator,
    Expert,
    ExpertDocument,
    LegalEvent,
    Patent,
    PatentIndicator,
)
from qianqiao.catalogue.states import ACHIEVEMENT_FLOW, EXPERT_FLOW, PATENT_FLOW
from qianqiao.core import audit, bulk, clock, outbox, quality, rules, workflow
from qianqiao.core.actor import Actor
from qianqiao.core.bulk import ChildTable, Outcome, Written
from qianqiao.core.records import written_by_chain
from qianqiao.core.validity import prove_alive, prove_by_edit
from qianqiao.reviewing import domain as reviewing
from qianqiao.reviewing.queries import lets_out_many

CatalogueRecord = Achievement | Patent | Expert
PACKAGE = "qianqiao.catalogue"
FLOWS = {Achievement: ACHIEVEMENT_FLOW, Patent: PATENT_FLOW, Expert: EXPERT_FLOW}
CHILDREN: dict[type[CatalogueRecord], Sequence[ChildTable]] = {
    Achievement: (ChildTable("indicators", AchievementIndicator, "record"),),
    Patent: (ChildTable("indicators", PatentIndicator, "record"),),
    Expert: (ChildTable("documents", ExpertDocument, "expert"),),
}


def assess_quality(record: CatalogueRecord, values: Mapping[str, Any]) -> None:
    """Sets the quality score and the list of missing fields from a full set of values."""
    pack_id = "record_quality.expert" if isinstance(record, Expert) else "record_quality.offer"
    told = {**values, "text": values.get("summary") or values.get("abstract")}
    found = quality.assess(told, rules.pack_in_force(PACKAGE, pack_id, clock.today()))
    record.quality_score, record.quality_missing = found.score, list(found.missing)


def assess_edit(before: CatalogueRecord, record: CatalogueRecord, values: Mapping[str, Any]) -> None:
    """What an edit by hand brings with it: quality anew, and a published record is proven alive."""
    assess_quality(record, values)
    prove_by_edit(before, record, usual_end)


def _default_validity(record: CatalogueRecord) -> None:
    record.last_proven_alive = record.last_proven_alive or clock.today()
    record.valid_until = record.valid_until or usual_end(record, record.last_proven_alive)


def upsert_records(
    model: type[CatalogueRecord],
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    source: str,
    publish: bool = False,
) -> list[Written[Any]]:
    """Creates or updates one record per row (typed values under interchange keys, `owner`/`organisation` a primary key).

    Side effects, in one transaction: rows and child rows, one audit entry per owner, one event `catalogue.records_changed`.
    With `publish`, records that are complete are published at once; incomplete ones stay drafts, and those of an
    organisation that the platform checks, too.
    """

    published: list[CatalogueRecord] = []

    lets_out = cache(partial(lets_out_many, actor))

    def let_out(record: CatalogueRecord) -> bool:
        owner = record.owner_id_for_policy
        return publish and (owner is None or lets_out(owner))

    def prepare(record: Any, values: Mapping[str, Any], is_new: bool) -> None:
        assess_quality(record, values)
        if is_new or publish:
            _default_validity(record)
        if let_out(record) and record.state in {"draft", "in_review"} and not record.missing_required():
            record.state, record.published_at = "published", record.published_at or clock.now()
            published.append(record)
        record.version = 1 if is_new else record.version + 1

    with transaction.atomic():
        written = bulk.upsert(model, rows, source=source, children=CHILDREN[model], prepare=prepare)
        if model is Patent:
            changed = [w.record for w in written if w.outcome is not Outcome.UNCHANGED]
            _note_legal_events([record for record in changed if isinstance(record, Patent)])
        changes = [w.record for w in written if w.outcome is not Outcome.UNCHANGED]
        announce_changes(changes, actor=actor, source=source, published={one.number for one in published})
    return written


def _note_legal_events(patents: Sequence[Patent]) -> None:
    """Filing and grant become legal events of their own date; noting them twice changes nothing."""
    dated = [(patent, patent.filed_on, "filed") for patent in patents] + [
        (p, p.granted_on, "granted") for p in patents
    ]
    LegalEvent.objects.bulk_create(
        [LegalEvent(patent=patent, happened_on=day, status=status) for patent, day, status in dated if day],
        ignore_conflicts=True,
    )


def announce_changes(
    records: Sequence[CatalogueRecord], *, actor: Actor, source: str, published: Set[str] = frozenset()
) -> None:
    """Audit per owner and one event for a set of written records; nothing where the set is empty.

    `published`: numbers of those that the same write has let out.
    """
    for chain, data in written_by_chain(records, published):
        audit.append("catalogue.records_written", subject=source, actor=actor, chain=chain, data=data)
    if records:
        outbox.emit("catalogue.records_changed", {"numbers": [record.number for record in records]})


def take_record_step(
    record: CatalogueRecord,
    step: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
    looked_over: bool = False,
) -> CatalogueRecord:
    """Takes a step of the record's flow (publish, withdraw, renew, ...); raises workflow.Refusal.

    `comments` on fields go with a return. `looked_over`: somebody who may review looked at it before it was submitted
    (the rows of an import), so that no colleague is asked.
    """

    def change(row: Any) -> None:
        if step in {"publish", "resume", "renew"}:
            row.published_at = row.published_at or clock.now()
        if step == "renew":
            row.valid_until = None
        if step in {"publish", "renew"}:
            prove_alive(row, clock.today(), usual_end)
        row.updated_at = clock.now()

    with transaction.atomic():
        reviewing.refuse_own(record, step, actor=actor)
        fresh = workflow.take_step(
            FLOWS[type(record)],
            record,
            step,
            actor=actor,
            expected_version=expected_version,
            reason=reason,
            change=change,
        )
        reviewing.follow(fresh, step, actor=actor, reason=reason, comments=comments, looked_over=looked_over)
        outbox.emit("catalogue.records_changed", {"numbers": [fresh.number]})
    return fresh  # type: ignore[return-value]
