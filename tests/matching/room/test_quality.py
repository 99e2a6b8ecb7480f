"""The quality page: every figure counts its rows, and operators alone see it."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS
from qianqiao.core.clock import SHANGHAI
from qianqiao.matching.domain.appearances import gather_appearances
from qianqiao.matching.domain.judgements import judge
from qianqiao.matching.domain.quality_weeks import take_week
from qianqiao.matching.domain.runs import matches_of
from qianqiao.matching.models import MatchQualityWeek, MatchRun, OfferAppearance
from qianqiao.matching.presenting import quality as telling
from qianqiao.matching.reads import quality
from tests.factories import records as make
from tests.matching.room.test_judgements import FITTING, operator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(operator()[0])
    client.cookies["django_language"] = "zh-hans"
    return client


def rows_behind(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode().count("data-row")


def test_coverage_counts_live_demands_by_their_newest_run() -> None:
    make.achievement()
    fits = make.demand(**FITTING)
    far = make.demand(
        title="海水养殖病害快速诊断",
        title_en="Diagnosis of fish disease",
        problem="海水养殖大黄鱼常有病害，想在现场一小时内判明病原。",
        fields=["agriculture_food"],
    )
    unmatched = make.demand(**FITTING)
    make.demand(confidentiality="sealed", **FITTING)
    make.demand(publish=False, **FITTING)
    for demand in (fits, far):
        matches_of(demand, "offers", actor=ANONYMOUS)
    best = {one.number: one for one in quality.best_matches(clock.today())}
    assert set(best) == {fits.number, far.number, unmatched.number}
    assert best[fits.number].is_covered
    assert best[far.number].strength == "weak"
    assert best[unmatched.number].at is None
    bars = {bar.label: bar for bar in telling.coverage_bars(list(best.values()))}
    assert sum(bar.count for bar in bars.values()) == 3
    assert sum(bar.share for bar in bars.values()) == pytest.approx(100)
    assert bars["尚未匹配"].count == 1


def test_a_newer_run_takes_the_place_of_the_older() -> None:
    demand = make.demand(**FITTING)
    make.patent()
    matches_of(demand, "offers", actor=ANONYMOUS)
    assert not quality.best_matches(clock.today())[0].is_covered
    make.achievement()
    matches_of(demand, "offers", actor=ANONYMOUS)
    assert quality.best_matches(clock.today())[0].is_covered


def test_an_offer_is_alive_once_it_stood_among_the_first() -> None:
    demand, found = make.demand(**FITTING), make.achievement()
    matches_of(demand, "offers", actor=ANONYMOUS)
    dead = make.patent(title_en="", abstract="")
    day = clock.today()
    assert quality.offer_counts(day) == (2, 1)
    assert [number for number, _ in quality.offers_by_life(day, alive=False)] == [dead.number]
    assert [number for number, _ in quality.offers_by_life(day, alive=True)] == [found.number]
    # it stays alive when its runs are gone
    MatchRun.objects.all().delete()
    assert quality.offer_counts(day) == (2, 1)


def test_runs_from_before_are_taken_in() -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    make.expert()
    matches_of(demand, "offers", actor=ANONYMOUS)
    matches_of(demand, "experts", actor=ANONYMOUS)
    OfferAppearance.objects.all().delete()
    assert gather_appearances() == 1
    assert gather_appearances() == 0
    assert OfferAppearance.objects.get().number == offer.number


def test_acceptance_stands_by_the_score_that_was_shown() -> None:
    demand, good, weak = make.demand(**FITTING), make.achievement(), make.patent()
    party, reader = make.person(demand.organisation)[1], make.person(make.organisation())[1]
    first = judge(demand, good, "offers", verdict="useful", actor=party)
    second = judge(demand, weak, "offers", verdict="unsuitable", reason="off_topic", actor=party)
    judge(demand, weak, "offers", verdict="useful", actor=reader)
    by_tenth = {one.tenth: one for one in quality.acceptance()}
    high, low = (min(int(one.score * 10), 9) for one in (first, second))
    assert high > low
    assert (by_tenth[high].useful, by_tenth[high].judged) == (1, 1)
    assert (by_tenth[low].useful, by_tenth[low].judged) == (0, 1)
    assert (by_tenth[low].useful_to_readers, by_tenth[low].judged_by_readers) == (1, 1)
    assert quality.judgements_in(low).count() == 2
    assert sum(quality.judgements_in(n).count() for n in range(10)) == 3


@pytest.mark.parametrize(("score", "tenth"), [(0.0, 0), (0.1, 1), (0.999999, 9), (1.0, 9)])
def test_the_edges_of_a_tenth(score: float, tenth: int) -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    row = judge(demand, offer, "offers", verdict="useful", actor=make.person()[1])
    type(row).objects.update(score=score)
    assert [one.tenth for one in quality.acceptance() if one.judged_by_readers] == [tenth]
    assert [n for n in range(10) if quality.judgements_in(n).exists()] == [tenth]


def test_a_week_is_taken_as_it_stands_and_again() -> None:
    monday = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
    with clock.frozen(monday):
        make.achievement()
        matches_of(make.demand(**FITTING), "offers", actor=ANONYMOUS)
        make.demand(**FITTING)
        week = take_week()
    assert week.week == date(2026, 11, 23)
    assert (week.demands, week.matched, week.covered, week.offers, week.alive) == (2, 1, 1, 1, 1)
    assert sum(week.bins) == 1
    with clock.frozen(monday + timedelta(days=3)):
        make.demand(**FITTING)
        assert take_week().pk == week.pk
    assert MatchQualityWeek.objects.get().demands == 3


def test_drift_is_told_and_a_change_of_model_is_marked() -> None:
    for n, (covered, encoder) in enumerate([(2, "one"), (4, "one"), (6, "two")]):
        MatchQualityWeek.objects.create(
            week=date(2026, 11, 2) + timedelta(days=7 * n),
            taken_at=datetime(2026, 11, 2, tzinfo=SHANGHAI),
            engine="e",
            encoder=encoder,
            demands=10,
            matched=10,
            covered=covered,
            offers=4,
            alive=2,
            mean_best=0.5 + n / 10,
            bins=[10 - covered, *[0] * 8, covered],
        )
    weeks = telling.week_rows(quality.weeks())
    assert [week.changed for week in weeks] == ["更换了文本模型", "", ""]
    assert "覆盖率 +30.0 个百分点，最佳得分均值 +15.0" in telling.drift_told(weeks)
    assert telling.distribution(weeks)[0] == ("90–100", [60.0, 40.0, 20.0])
    assert telling.drift_told(weeks[:1]) == ""


def test_every_number_opens_the_rows_it_counts(signed_in: Client) -> None:
    demand, good = make.demand(**FITTING), make.achievement()
    judge(demand, good, "offers", verdict="unsuitable", reason="price", actor=make.person()[1])
    dead = make.patent()
    make.demand(**FITTING)
    take_week()
    page = signed_in.get("/quality/matching/").content.decode()
    numbers = re.findall(r'<td class="num"><a href="(/quality/[^"]+)">([\d,]+)</a>', page)
    assert numbers
    for url, number in numbers:
        assert rows_behind(signed_in, url.replace("&amp;", "&")) == int(number.replace(",", "")), url
    listed = signed_in.get("/quality/matching/offers/?life=dead").content.decode()
    assert dead.title in listed
    assert "未填写：" in listed
    tenth = re.search(r'href="(/quality/matching/judgements/\?tenth=\d)"', page)
    assert tenth is not None
    assert "价格不合适" in "".join(
        signed_in.get(f"/quality/matching/judgements/?tenth={n}").content.decode() for n in range(10)
    )


def test_an_empty_site_says_what_would_fill_the_page(signed_in: Client) -> None:
    page = signed_in.get("/quality/matching/").content.decode()
    assert "还没有人作过判断" in page
    assert "还没有记录。后台每天统计四次" in page
    assert "没有这样的记录" in signed_in.get("/quality/matching/demands/?strength=strong").content.decode()
    assert signed_in.get("/quality/matching/moons/").status_code == 404


def test_sealed_titles_stay_sealed_for_operators(signed_in: Client) -> None:
    sealed = make.demand(confidentiality="sealed", **{**FITTING, "title": "密不示人之需求"})
    offer = make.achievement()
    judge(sealed, offer, "offers", verdict="useful", actor=make.person(sealed.organisation)[1])
    page = signed_in.get("/quality/matching/judgements/").content.decode()
    assert sealed.number in page
    assert "密不示人之需求" not in page


@pytest.mark.parametrize(
    "path", ["/quality/matching/", "/quality/matching/demands/", "/quality/matching/offers/"]
)
def test_others_are_turned_away(client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/accounts/login/")
    client.force_login(make.person(make.organisation())[0])
    assert client.get(path).status_code == 403
