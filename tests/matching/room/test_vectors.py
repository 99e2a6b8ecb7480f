"""Vectors: stored once per revision and encoder, never of text that is not public."""

import numpy as np
import pytest

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core import outbox
from qianqiao.core.actor import SYSTEM
from qianqiao.matching import encoder as encoding
from qianqiao.matching import jobs, queries
from qianqiao.matching.domain.vectors import encode_missing
from qianqiao.matching.encoder import as_stored, from_bytes, to_bytes
from qianqiao.matching.models import RecordVector
from qianqiao.matching.records import public_records
from qianqiao.matching.text_models import USE, ModelSpec
from tests.factories import records as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def use() -> encoding.Member:
    return encoding.member(ModelSpec(USE))


def test_storing_rounds_once() -> None:
    row = np.linspace(-1, 1, 512, dtype=np.float32)
    assert np.array_equal(from_bytes(to_bytes(row)), as_stored(row))


def test_encoding_twice_writes_once(use: encoding.Member) -> None:
    offer = make.achievement()
    records, revisions = public_records([offer])
    assert encode_missing(records, revisions, use) == 1
    keys = sorted(RecordVector.objects.values_list("pk", flat=True))
    assert len(keys) == 4
    assert encode_missing(records, revisions, use) == 0
    assert sorted(RecordVector.objects.values_list("pk", flat=True)) == keys


def test_a_new_revision_replaces_the_vectors(use: encoding.Member) -> None:
    offer = make.achievement(external_id="same")
    encode_missing(*public_records([offer]), use)
    changed = make.achievement(
        offer.owner, external_id="same", title="另一个名称：射线检测", title_en="", summary_en=""
    )
    assert changed.revision == 2
    records, revisions = public_records([changed])
    assert queries.stored_vectors(records, revisions, encoding.Models((use,))).lacking.keys() == {
        offer.number
    }
    encode_missing(records, revisions, use)
    rows = RecordVector.objects.filter(number=offer.number)
    assert {row.revision for row in rows} == {2}
    assert {row.language for row in rows} == {"zh"}


def test_sealed_text_has_no_vector_and_a_summary_only_its_own() -> None:
    sealed = make.demand(confidentiality="sealed")
    summary = make.demand(confidentiality="summary_public", public_summary="公开的一句话摘要")
    jobs.take_in([sealed.number, summary.number])
    assert not RecordVector.objects.filter(number=sealed.number).exists()
    assert RecordVector.objects.filter(number=summary.number).exists()


def test_withdrawing_forgets_the_vectors() -> None:
    offer = make.achievement()
    jobs.take_in([offer.number])
    assert RecordVector.objects.filter(number=offer.number).exists()
    take_record_step(offer, "withdraw", actor=SYSTEM, reason="测试")
    jobs.take_in([offer.number])
    assert not RecordVector.objects.filter(number=offer.number).exists()


def test_an_event_leaves_the_work_to_the_queue() -> None:
    make.achievement()
    assert outbox.deliver_all() > 0
    assert not RecordVector.objects.exists()


def test_backfill_is_cheap_when_nothing_is_missing(django_assert_max_num_queries: object) -> None:
    demand = make.demand()
    make.achievement()
    assert jobs.backfill() == 3  # two encoded, one demand planned
    jobs.match_demands([demand.number])
    assert jobs.backfill() == 0
