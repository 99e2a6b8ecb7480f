"""What people type and what they find."""

from datetime import date, datetime

import pytest

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core import clock, outbox
from qianqiao.core.actor import ANONYMOUS, SYSTEM
from qianqiao.core.clock import SHANGHAI
from qianqiao.demands.models import Demand
from qianqiao.search import queries
from qianqiao.search.highlights import Marked, snippet
from qianqiao.search.queries import Results, search
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def numbers(results: Results) -> list[str]:
    return [hit.number for hit in results.hits]


def find(text: str, **how: object) -> Results:
    outbox.deliver_all()
    return search(text, actor=ANONYMOUS, **how)  # type: ignore[arg-type]


def look(text: str, **how: object) -> list[str]:
    return numbers(find(text, **how))


def marked(text: Marked) -> list[str]:
    return [text.text[start:end] for start, end in text.spans]


@pytest.mark.parametrize(
    "text",
    [
        "钠离子电池",
        "鈉離子電池正極材料",
        "钠电池",
        "sodium battery",
        "Sodium-ion batteries",
        "soduim",
        "cathod",
        "nlzdc",
        "202319900001.3",
        "ZL 2023 1990 0001.3",
        "20231990",
        "低温性能良好的钠离子电池正极",
        "我们公司想要低温的钠电池，有吗？",
    ],
)
def test_a_patent_is_found_by(text: str) -> None:
    patent, _other = make.patent(), make.achievement()
    assert look(text) == [patent.number]


def test_a_record_is_found_by_its_number_owner_place_and_people() -> None:
    owner = make.organisation(name="示例海洋大学", name_en="Example Ocean University", region="330200")
    record = make.achievement(owner, region="", completed_by=["欧阳示例"])
    make.achievement(make.organisation(region="510100"), region="510100")
    for text in (
        record.number,
        record.number.lower(),
        "示例海洋大学",
        "ocean university",
        "宁波",
        "slhydx",
        "欧阳示例",
    ):
        assert look(text) == [record.number], text


def test_an_empty_text_lists_everything_newest_first() -> None:
    made = []
    for day in (1, 2, 3):
        with clock.frozen(datetime(2026, 11, day, 9, 0, tzinfo=SHANGHAI)):
            made.append(make.patent().number)
    made += [make.achievement().number, make.expert().number, make.demand().number]
    found = look("")
    assert set(found) == set(made)
    assert found[-3:] == made[2::-1]


@pytest.mark.parametrize("text", ["葡萄酒酿造", "zzzzqqq", "。，！", "D2026-999999"])
def test_nothing_is_found_by_what_nobody_wrote(text: str) -> None:
    make.patent()
    assert look(text) == []


def test_a_title_weighs_more_than_a_text() -> None:
    in_text = make.achievement(title="一种检测装置", summary="本装置可用于石墨烯薄膜的在线厚度检测与分级。")
    in_title = make.achievement(
        title="石墨烯薄膜转移方法", summary="以热释放胶带完成大面积转移，破损率低于百分之一。"
    )
    assert look("石墨烯") == [in_title.number, in_text.number]


def test_where_no_record_has_all_words_those_with_some_are_shown_and_said_to_be_so() -> None:
    patent = make.patent()
    found = find("钠离子电池 葡萄酒酿造")
    assert numbers(found) == [patent.number]
    assert found.relaxed
    assert not find("钠离子电池").relaxed


def test_a_mistyped_word_says_what_it_was_read_as() -> None:
    make.patent()
    assert find("soduim").read_as == ("sodium",)


def test_sorts() -> None:
    cheap = make.achievement(trl=4, price_model="lump_sum", price_amount="100.00").number
    free = make.achievement(trl=9, price_model="free").number
    silent = make.achievement(trl=None).number
    dear = make.achievement(trl=6, price_model="lump_sum", price_amount="90000000.00").number
    assert look("", sort="price") == [free, cheap, dear, silent]
    assert look("", sort="trl") == [free, dear, cheap, silent]
    late, none, soon = (make.demand(deadline=d).number for d in (date(2028, 1, 1), None, date(2027, 1, 1)))
    assert look("", sort="deadline", kinds=["demand"]) == [soon, late, none]


def test_kinds_and_filters_narrow() -> None:
    achievement, patent = make.achievement(region="330200"), make.patent(region="330100")
    assert look("", kinds=["patent"]) == [patent.number]
    assert look("", filters={"region": ["330000"]}, sort="price") == sorted(
        [achievement.number, patent.number]
    )
    assert look("", filters={"region": ["330200"]}) == [achievement.number]
    assert look("", filters={"field": ["energy_storage", "biomedicine"]}) == [patent.number]
    assert look("", filters={"trl": ["7-9"], "field": ["energy_storage"]}) == []
    assert look("", filters={"nonsense": ["x"], "language": ["zh"]}, kinds=["patent"]) == [patent.number]


def test_pages_end_where_the_records_end() -> None:
    made = {make.achievement().number for _ in range(5)}
    pages = [numbers(find("", page=page, per_page=2)) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {n for page in pages for n in page} == made
    beyond = find("", page=900, per_page=2)
    assert (beyond.page, beyond.pages, numbers(beyond)) == (3, 3, pages[2])


def test_highlights_stand_in_the_text_as_it_was_written() -> None:
    make.patent(title="鈉離子電池層狀正極", abstract="以ＮａＦｅＯ２為正極的鈉離子電池。")
    hit = find("钠离子 正极").hits[0]
    assert marked(hit.title) == ["鈉離子", "正極"]
    assert marked(hit.text) == ["正極", "鈉離子"]
    hit = find("nafeo2").hits[0]
    assert marked(hit.text) == ["ＮａＦｅＯ２"]


def test_highlights_of_stems_typing_errors_and_initials() -> None:
    make.patent()
    assert marked(find("battery", language="en").hits[0].title) == ["batteries"]
    assert marked(find("cathoed", language="en").hits[0].title) == ["cathode"]
    assert marked(find("nlzdc").hits[0].title) == ["钠离子电池"]


def test_a_snippet_lies_around_what_was_found_and_tears_no_word() -> None:
    words = " ".join(f"word{i}" for i in range(400))
    at = words.index("word200")
    cut = snippet(Marked(words, "en", ((at, at + 7),)))
    assert len(cut.text) < 280
    assert [cut.text[s:e] for s, e in cut.spans] == ["word200"]
    assert all(part.strip("…") in words.split() for part in cut.text.split())


def test_an_expert_is_found_by_works_and_shows_them() -> None:
    expert = make.expert(
        research=["材料", "热工"], summary="", documents=[{"title": "蓄热球的寿命", "kind": "paper"}]
    )
    hit = find("蓄热球", kinds=["expert"]).hits[0]
    assert hit.number == expert.number
    assert marked(hit.text) == ["蓄热球"]


SECRET = {
    "title": "秘密题名甲乙丙",
    "title_en": "Hushed heading",
    "problem": "绝密难题丁戊己在生产线上反复出现，需要解决。",
}


def test_sealed_text_cannot_be_found() -> None:
    firm = make.organisation("enterprise", name="示例匿名企业", region="330200")
    sealed = make.demand(
        firm,
        **SECRET,
        existing="机密现状庚辛",
        confidentiality="sealed",
        public_summary="寻求一种检测方法",
        region="",
        indicators=[{"name": "隐秘指标", "comparison": "ge", "value": "5", "unit": "mm"}],
    )
    for text in ("秘密题名", "mmtm", "hushed", "绝密难题", "机密现状", "隐秘指标", "示例匿名企业", "宁波"):
        assert look(text) == [], text
    assert queries.suggest("秘密") == ()
    assert queries.suggest("mmtm") == ()
    found = find("寻求检测方法")
    assert numbers(found) == [sealed.number]
    hit = found.hits[0]
    assert (hit.title.text, hit.record.organisation, hit.record.problem) == ("", None, "")
    assert not [o for facet in found.facets if facet.name in {"owner", "region"} for o in facet.options]
    assert look("", kinds=["demand"], filters={"owner": [firm.number]}) == []


def test_of_a_summary_public_demand_title_and_summary_are_found_and_nothing_else() -> None:
    demand = make.demand(**SECRET, confidentiality="summary_public", public_summary="寻求一种检测方法")
    assert look("秘密题名") == [demand.number] == look("寻求检测方法")
    assert look("绝密难题") == []


def test_only_published_and_valid_records_are_found() -> None:
    make.achievement(publish=False)
    withdrawn = make.achievement()
    outbox.deliver_all()
    take_record_step(withdrawn, "withdraw", actor=SYSTEM, reason="已转让")
    passing = make.achievement(valid_until=date(2026, 11, 30), last_proven_alive=date(2026, 11, 1))
    with clock.frozen(datetime(2026, 11, 30, 23, 59, tzinfo=SHANGHAI)):
        assert look("") == [passing.number]
    with clock.frozen(datetime(2026, 12, 1, 0, 1, tzinfo=SHANGHAI)):
        found = find("")
        assert (found.hits, found.total) == ((), 0)


def test_a_record_that_vanished_meanwhile_is_dropped() -> None:
    kept, gone = make.demand(), make.demand()
    outbox.deliver_all()
    Demand.objects.filter(pk=gone.pk).update(state="withdrawn")
    assert numbers(search("", actor=ANONYMOUS)) == [kept.number]


def test_completions_by_word_by_initials_and_by_title() -> None:
    patent = make.patent()
    outbox.deliver_all()
    assert "sodium" in [one.text for one in queries.suggest("sod")]
    assert "电池" in [one.text for one in queries.suggest("dc")]
    assert "钠离子" in [one.text for one in queries.suggest("钠")]
    assert patent.number in [one.number for one in queries.suggest("钠离子电池正")]
    assert queries.suggest("sodium cath")[0].text == "sodium cathode"
    assert queries.suggest("sod", kinds=["expert"]) == ()
    assert queries.suggest("  ") == ()


def test_a_query_without_hits_may_have_meant_another() -> None:
    make.patent()
    outbox.deliver_all()
    assert find("kathodes").total == 0
    assert queries.did_you_mean("katode") == ""
    assert queries.did_you_mean("sdiums") == "sodium"
    assert queries.did_you_mean("sodium") == ""


def test_before_there_is_an_index_search_says_so() -> None:
    found = search("钠", actor=ANONYMOUS)
    assert (found.available, found.hits) == (False, ())
    assert queries.suggest("钠") == ()
    assert queries.numbers("钠", limit=5) == ([], 0)


def test_a_pasted_problem_finds_what_fits() -> None:
    demand = make.demand()
    fitting, _other = make.achievement(), make.patent()
    assert fitting.number in look(demand.problem * 3, kinds=["achievement", "patent"])
