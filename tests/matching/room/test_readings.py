"""What of a row may take part in a match."""

import pytest

from qianqiao.core.actor import ANONYMOUS
from qianqiao.matching.engine.views import texts_to_encode
from qianqiao.matching.records import FULL, PUBLIC, public_reading, reading_for, record_of
from qianqiao.matching.slots import slots_of
from tests.factories import records as make

pytestmark = pytest.mark.django_db
SECRET = "浆料流变秘方"


def told(record: object) -> str:
    return repr(record)


def test_a_public_demand_is_read_whole() -> None:
    demand = make.demand(problem="壳体内部气孔在线检测，需要六秒一件并且不能切开零件。")
    assert reading_for(demand, actor=ANONYMOUS) == FULL
    record = record_of(demand)
    assert record is not None
    assert record.id == demand.number
    assert record.is_demand
    assert "不能切开" in record.text
    assert record.owner == demand.organisation.number


def test_a_summary_public_demand_is_read_by_its_summary() -> None:
    demand = make.demand(
        confidentiality="summary_public",
        problem=f"{SECRET}的难题，说来话长需要保密。",
        public_summary="压铸缺陷检测",
    )
    assert public_reading(demand) == PUBLIC == reading_for(demand, actor=ANONYMOUS)
    public, whole = record_of(demand, reading=PUBLIC), record_of(demand, reading=FULL)
    assert SECRET not in told(public)
    assert "压铸缺陷检测" in told(public)
    assert SECRET in told(whole)


def test_a_sealed_demand_has_no_public_reading() -> None:
    owner = make.organisation("enterprise")
    demand = make.demand(owner, confidentiality="sealed")
    _, own = make.person(owner)
    assert public_reading(demand) is None
    assert reading_for(demand, actor=ANONYMOUS) is None
    assert reading_for(demand, actor=own) == FULL


def test_an_expert_is_read_by_works_and_an_offer_in_both_languages() -> None:
    expert, offer = record_of(make.expert()), record_of(make.achievement())
    assert expert is not None
    assert [document.title for document in expert.documents] == ["压铸件射线检测"]
    assert offer is not None
    assert {slot.language for slot in slots_of(offer)} == {"zh", "en"}
    assert len(slots_of(offer)) == len(texts_to_encode(offer))


def test_a_patent_whose_right_is_dead_takes_part_in_nothing() -> None:
    record = record_of(make.patent(legal_status="lapsed"))
    assert record is not None
    assert record.state == "expired"
