"""Writes achievements, patents and experts: many at once, or one by a person's hand."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, Unpack

from django.db import transaction

from qianqiao.catalogue.domain.aliveness import VALIDITY
from qianqiao.catalogue.domain.linking import end_links
from qianqiao.catalogue.models import (
    Achievement,
    AchievementIndicator,
    Expert,
    ExpertDocument,
    ExpertLink,
    LegalEvent,
    Patent,
    PatentIndicator,
)
from qianqiao.catalogue.states import ACHIEVEMENT_FLOW, EXPERT_FLOW, PATENT_FLOW
from qianqiao.core import audit, bulk, clock, outbox, quality, rules
from qianqiao.core.actor import Actor
from qianqiao.core.bulk import ChildTable, Outcome, Written
from qianqiao.core.records import written_by_chain
from qianqiao.reviewing.domain import Asked, Release, batch, take_reviewed_step

CatalogueRecord = Achievement | Patent | Expert
PACKAGE = "qianqiao.catalogue"
FLOWS = {Achievement: ACHIEVEMENT_FLOW, Patent: PATENT_FLOW, Expert: EXPERT_FLOW}
CHILDREN: dict[type[CatalogueRecord], Sequence[ChildTable]] = {
    Achievement: (ChildTable("indicators", AchievementIndicator, "record"),),
    Patent: (ChildTable("indicators", PatentIndicator, "record"),),
    Expert: (ChildTable("documents", ExpertDocument, "expert"),),
}


def quality_pack(record: CatalogueRecord) -> str:
    """The id of the rules that a record's quality is judged by."""
    return "record_quality.expert" if isinstance(record, Expert) else "record_quality.offer"


def assess_quality(record: CatalogueRecord, values: Mapping[str, Any]) -> None:
    """Sets the quality score and the list of missing fields from a full set of values."""
    told = {**values, "text": values.get("summary") or values.get("abstract")}
    found = quality.assess(told, rules.pack_in_force(PACKAGE, quality_pack(record), clock.today()))
    record.quality_score, record.quality_missing = found.score, list(found.missing)


def assess_edit(before: CatalogueRecord, record: CatalogueRecord, values: Mapping[str, Any]) -> None:
    """What an edit by hand brings with it: quality anew, and a published record is proven alive."""
    assess_quality(record, values)
    VALIDITY.prove_by_edit(before, record)


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

    release = Release(actor, wanted=publish)

    def prepare(record: Any, values: Mapping[str, Any], is_new: bool) -> None:
        assess_quality(record, values)
        if is_new or publish:
            VALIDITY.begin(record)
        release.let_out(record)
        record.version = 1 if is_new else record.version + 1

    with transaction.atomic():
        written = bulk.upsert(model, rows, source=source, children=CHILDREN[model], prepare=prepare)
        if model is Patent:
            changed = [w.record for w in written if w.outcome is not Outcome.UNCHANGED]
            _note_legal_events([record for record in changed if isinstance(record, Patent)])
        changes = [w.record for w in written if w.outcome is not Outcome.UNCHANGED]
        announce_changes(changes, actor=actor, source=source, published=release.numbers)
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


def take_record_step(record: CatalogueRecord, step: str, **asked: Unpack[Asked]) -> CatalogueRecord:
    """Takes a step of the record's flow (publish, withdraw, renew, ...); raises workflow.Refusal."""
    with transaction.atomic():
        fresh = take_reviewed_step(FLOWS[type(record)], record, step, validity=VALIDITY, asked=asked)
        if step == "withdraw" and isinstance(fresh, Expert):
            end_links(list(fresh.links.filter(state__in=ExpertLink.LIVE)))
    return fresh


for _model in FLOWS:
    batch.register(_model, take_record_step)
