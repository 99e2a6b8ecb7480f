"""Words of one language in the other: what the dictionary gives, what counts, what is shown."""

import pytest

from qianqiao.matching.engine import Corpus, Matcher, Record
from qianqiao.matching.engine.explain.sentences import sentence
from qianqiao.matching.engine.results import Finding
from qianqiao.matching.engine.text.bridge import bridged, gloss

CHINESE = Record("z", "电池正极的腐蚀", "研究电池正极在电解液中的腐蚀与裂纹。", kind="patent")
ENGLISH = Record(
    "e", "Corrosion of coatings", "Cracks and corrosion in coatings of steel bridges.", kind="patent"
)
OTHER = Record("o", "Poetry", "Rhyme in old songs and theatre.", kind="patent")


@pytest.mark.parametrize(
    ("text", "word"), [("腐蚀", "corrosion"), ("太阳能", "solar"), ("氨氮", "ammonia"), ("传感器", "sensor")]
)
def test_a_chinese_term_has_english_stems(text: str, word: str) -> None:
    assert word in {item.word for item in bridged(text, "en")}


@pytest.mark.parametrize(
    ("text", "word"), [("solar energy", "太阳能"), ("corrosion", "腐蚀"), ("stainless steel", "不锈钢")]
)
def test_an_english_term_has_chinese_words(text: str, word: str) -> None:
    assert word in {item.word for item in bridged(text, "zh")}


def test_meanings_of_one_term_share_its_weight() -> None:
    for text, language in (("检测", "en"), ("detection", "zh")):
        assert sum(item.weight for item in bridged(text, language)) <= 1 + 1e-9


def test_a_gloss_is_for_reading() -> None:
    assert gloss("腐蚀") == "corrosion, corrode"
    assert gloss("氨氮") == "ammonia nitrogen"
    assert gloss("ABC") == ""
    assert gloss("检测") == "detect, test"
    assert gloss("污泥") == "mud, sludge"
    assert gloss("焊接") == "weld"
    assert gloss("节拍") == ""
    assert gloss("卷积神经网络") == ""


def test_a_reason_glosses_words_that_its_reader_may_not_know() -> None:
    chinese = Finding("shared_terms", {"terms_zh": "腐蚀|压铸件甲"}, 1.0)
    assert sentence(chinese, "en").startswith("Both speak of “腐蚀” (corrosion, corrode), “压铸件甲”")
    assert sentence(chinese, "zh") == "双方都提到“腐蚀”“压铸件甲”。"
    bridged_word = Finding("shared_terms", {"terms_en": "corrosion（腐蚀）"}, 1.0)
    assert sentence(bridged_word, "en") == "Both speak of “corrosion（腐蚀）”."


def test_words_count_across_languages_and_show_on_both_sides() -> None:
    demand = Record("D", "钢桥涂层开裂", "桥梁的涂层有裂纹，钢材腐蚀严重。", kind="demand")
    best = Matcher(Corpus.build([ENGLISH, OTHER])).rank(demand)[0]
    assert best.offer_id == "e"
    parts = {part.name: part.value for part in best.parts}
    assert parts["text_words"] + parts["terms"] > 0
    shown = {word.term.lower(): word for word in best.words}
    assert shown["corrosion"].counterpart == "腐蚀"
    assert [demand.text[span.start : span.stop] for span in shown["corrosion"].demand_spans] == ["腐蚀"]
    assert best.reasons[0].code == "shared_terms"
    assert "（腐蚀）" in best.reasons[0].params["terms_en"]


def test_the_offer_may_ask_too() -> None:
    demand = Record("D", "Battery cathodes corrode", "Corrosion and cracks in our batteries.", kind="demand")
    best = Matcher(Corpus.build([demand])).rank(CHINESE)[0]
    word = next(word for word in best.words if word.term == "腐蚀")
    assert word.counterpart.lower().startswith("corro")
    assert word.language == "zh"


def test_a_rendering_that_stands_nowhere_is_left_out() -> None:
    demand = Record("D", "检测", "检测", kind="demand")
    aimed = Matcher(Corpus.build([ENGLISH, Record("o", "Sensing", "A test of sensing.")])).evaluation(demand)
    words = aimed.aimed(0, "en").prepared
    assert set(words.sources.values()) == {"检测"}
    assert len(words.sources) == 2, "test and sensing stand there, detection does not"
    terms = words.keys["terms"]
    counted = dict(zip(terms.keys.tolist(), terms.counts.tolist(), strict=True))
    assert sum(counted[key] for key in words.sources) == pytest.approx(1), (
        "left-out meanings leave their weight"
    )
