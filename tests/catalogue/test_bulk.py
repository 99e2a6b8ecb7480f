"""Writing many records: once created, unchanged when repeated, updated by content."""

from datetime import date

import pytest

from qianqiao.catalogue.domain.records import upsert_records
from qianqiao.catalogue.models import Achievement, AchievementIndicator, Expert
from qianqiao.core.actor import SYSTEM
from qianqiao.core.models import AuditEntry, OutboxEvent
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def rows(owner: int, count: int = 3) -> list[dict[str, object]]:
    return [
        {
            "external_id": f"n{i}",
            "title": f"成果{i}",
            "summary": "一种可以在线检测气孔的装置",
            "owner": owner,
            "indicators": [{"name": "气孔直径", "comparison": "ge", "value": "0.5", "unit": "mm"}],
        }
        for i in range(count)
    ]


def outcomes(written: list[object]) -> list[str]:
    return [w.outcome.value for w in written]  # type: ignore[attr-defined]


def test_the_same_rows_again_change_nothing_and_leave_no_trace() -> None:
    owner = make.organisation().pk
    assert (
        outcomes(upsert_records(Achievement, rows(owner), actor=SYSTEM, source="s", publish=True))
        == ["created"] * 3
    )
    traces = AuditEntry.objects.count(), OutboxEvent.objects.count()
    assert (
        outcomes(upsert_records(Achievement, rows(owner), actor=SYSTEM, source="s", publish=True))
        == ["unchanged"] * 3
    )
    assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == traces
    assert AchievementIndicator.objects.count() == 3


def test_a_changed_row_is_a_new_revision_of_the_same_record() -> None:
    owner = make.organisation().pk
    before = upsert_records(Achievement, rows(owner), actor=SYSTEM, source="s")
    changed = rows(owner)
    changed[1] = {**changed[1], "title": "改过的成果", "indicators": []}
    after = upsert_records(Achievement, changed, actor=SYSTEM, source="s")
    assert outcomes(after) == ["unchanged", "updated", "unchanged"]
    record = Achievement.objects.get(external_id="n1")
    assert (record.number, record.revision, record.title) == (before[1].record.number, 2, "改过的成果")
    assert record.indicators.count() == 0


def test_the_same_number_of_another_source_is_another_record() -> None:
    owner = make.organisation().pk
    upsert_records(Achievement, rows(owner, 1), actor=SYSTEM, source="one")
    assert outcomes(upsert_records(Achievement, rows(owner, 1), actor=SYSTEM, source="two")) == ["created"]


def test_only_complete_records_are_published() -> None:
    owner = make.organisation().pk
    complete, unfinished = rows(owner, 2)
    written = upsert_records(
        Achievement, [complete, {**unfinished, "summary": ""}], actor=SYSTEM, source="s", publish=True
    )
    assert [w.record.state for w in written] == ["published", "draft"]


def test_an_experts_works_are_replaced_whole() -> None:
    expert = make.expert()
    row = {
        "external_id": expert.external_id,
        "name": "示例甲",
        "organisation": expert.organisation_id,
        "research": ["检测"],
        "documents": [{"title": "新作", "text": "", "kind": "paper"}],
    }
    upsert_records(Expert, [row], actor=SYSTEM, source="test")
    assert [d.title for d in expert.documents.all()] == ["新作"]


def test_filing_and_grant_become_legal_events_once() -> None:
    patent = make.patent(filed_on=date(2023, 5, 4), granted_on=date(2025, 1, 7))
    for title in ("一", "二"):
        row = {
            "external_id": patent.external_id,
            "title": title,
            "owner": patent.owner_id,
            "application_number": patent.application_number,
            "filed_on": date(2023, 5, 4),
            "granted_on": date(2025, 1, 7),
        }
        upsert_records(type(patent), [row], actor=SYSTEM, source="test")
    assert [(e.happened_on.year, e.status) for e in patent.legal_events.all()] == [
        (2023, "filed"),
        (2025, "granted"),
    ]
