"""The record-quality score: 50 sound and 50 poor records are told apart, every lost point names its field."""

import random
from datetime import date

import pytest

from qianqiao.core.quality import assess
from qianqiao.core.rules import RulePack, pack_in_force, parse_pack

SOUND = {
    "title": "低温型层状氧化物钠电正极材料",
    "text": "以共沉淀与分段烧结制得的层状氧化物正极材料，首次放电比容量一百四十毫安时每克，零下二十度保持八成以上容量，已在吨级中试线连续生产三个月，批次一致性稳定，可直接用于软包电芯。",
    "problem": "北方储能柜冬季容量骤降，需要加热才能启动。",
    "comparison": "与磷酸铁锂相比，零下二十度容量保持率高三十个百分点。",
    "indicators": [{"name": "比容量", "value": "140", "unit": "mAh/g"}],
    "trl": 6,
    "trl_evidence": "第三方检测报告，吨级中试记录",
    "fields": ["energy_storage"],
    "modes": ["licence"],
    "price_model": "annual",
    "ip_status": "granted",
    "contact": "tto@example.edu",
}


@pytest.fixture
def pack() -> RulePack:
    return pack_in_force("qianqiao.catalogue", "record_quality.offer", date(2026, 11, 23))


def test_a_complete_record_scores_100_and_an_empty_one_0(pack: RulePack) -> None:
    assert assess(SOUND, pack).score == 100
    assert assess({}, pack).score == 0


@pytest.mark.parametrize("key", list(SOUND))
def test_each_lost_point_names_its_field(pack: RulePack, key: str) -> None:
    for blank in ("未提供", "无", "/", None):
        found = assess({**SOUND, key: blank}, pack)
        assert found.score < 100
        assert found.missing == ("ip" if key == "ip_status" else key,)


def test_fifty_sound_and_fifty_poor_records_are_ranked_apart(pack: RulePack) -> None:
    chance = random.Random(7)
    keys = list(SOUND)

    def with_blanks(count: int) -> dict[str, object]:
        gone = set(chance.sample(keys, count))
        return {
            key: chance.choice(["未提供", "/", "", None]) if key in gone else value
            for key, value in SOUND.items()
        }

    sound = [assess(with_blanks(chance.randint(0, 3)), pack).score for _ in range(50)]
    poor = [assess(with_blanks(chance.randint(5, 10)), pack).score for _ in range(50)]
    wins = sum((a > b) + 0.5 * (a == b) for a in sound for b in poor)
    assert wins / 2500 >= 0.9


def test_a_pack_without_its_source_is_refused() -> None:
    with pytest.raises(ValueError, match="source"):
        parse_pack("pack_id: x\nversion: '1'\n", name="x.yaml")


def test_no_pack_before_its_day() -> None:
    with pytest.raises(LookupError):
        pack_in_force("qianqiao.catalogue", "record_quality.offer", date(2020, 1, 1))
