"""The lists as pages: both languages, query counts, what a visitor may never see."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qianqiao.core import outbox
from tests.factories import records as make

pytestmark = pytest.mark.django_db
LISTS = ("/offers/", "/demands/", "/experts/", "/search/")
# eight for the list, two for the signs in the header, one for the second factor
QUERIES = 11


@pytest.fixture
def stock() -> None:
    for _ in range(6):
        make.achievement(price_model="lump_sum", price_amount="125000.00")
        make.patent(), make.expert(), make.demand()
    outbox.deliver_all()


def page(client: Client, address: str, language: str = "zh-hans", **how: Any) -> str:
    response = client.get(address, headers={"accept-language": language}, **how)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", LISTS)
def test_lists(stock: None, client: Client, address: str, language: str) -> None:
    for query in (
        "",
        "?q=电池",
        "?q=气孔&sort=newest&region=330000",
        "?layout=table&density=compact&cols=number",
        "?page=99",
    ):
        told = page(client, address + query, language)
        assert ("Search" if language == "en" else "搜索") in told
        assert " style=" not in told
        assert "<script>" not in told


@pytest.mark.parametrize(
    "address", ["/search/", "/search/?q=检测", "/offers/?field=energy_storage", "/experts/?q=射线"]
)
def test_twenty_rows_take_few_queries(stock: None, client: Client, address: str) -> None:
    user, _actor = make.person(make.organisation())
    client.force_login(user)
    page(client, address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        told = page(client, address)
    assert told.count("data-row") > 5
    assert len(asked) <= QUERIES, [query["sql"][:80] for query in asked]


def test_the_language_of_the_other_text_is_marked(client: Client) -> None:
    make.achievement(title_en="", summary_en="")
    outbox.deliver_all()
    told = page(client, "/offers/", "en")
    assert 'lang="zh-Hans">铸件内部缺陷的射线快速识别系统' in told


def test_highlights_are_marks_and_text_is_escaped(client: Client) -> None:
    make.achievement(title="<b>射线</b>与“气孔”识别", summary="<script>alert(1)</script>射线成像")
    outbox.deliver_all()
    told = page(client, "/offers/?q=射线")
    assert "<mark>射线</mark>" in told
    assert "<b>" not in told.replace("<b>7</b>", "")
    assert "<script>alert" not in told


def test_chosen_filters_can_be_taken_back_one_by_one(stock: None, client: Client) -> None:
    told = page(client, "/offers/?q=识别&field=inspection_sensing&trl=7-9")
    assert "/offers/?q=%E8%AF%86%E5%88%AB&amp;trl=7-9" in told
    assert "/offers/?q=%E8%AF%86%E5%88%AB&amp;field=inspection_sensing" in told


def test_a_price_and_a_budget_are_told_in_one_line(stock: None, client: Client) -> None:
    assert "一次付清 ¥12.5万" in page(client, "/offers/")
    assert "¥80万以内" in page(client, "/demands/")
    assert "up to ¥800,000" in page(client, "/demands/", "en")


def test_an_empty_stock_says_what_would_fill_it(client: Client) -> None:
    from qianqiao.search.domain.generations import ensure_generation  # noqa: PLC0415

    assert "检索索引正在建立" in page(client, "/offers/")
    ensure_generation()
    assert "还没有已发布的成果" in page(client, "/offers/")
    assert "/demands/new" in page(client, "/demands/")
    assert "No expert is published yet" in page(client, "/experts/", "en")


def test_a_list_without_hits_offers_ways_on(stock: None, client: Client) -> None:
    told = page(client, "/offers/?q=sdiums")
    assert "改搜“sodium”" in told
    assert "去掉筛选条件" in page(client, "/offers/?q=射线&field=energy_storage")
    assert "匹配不只看字面" in page(client, "/offers/?q=葡萄酒酿造")


def test_sealed_text_is_on_no_list(client: Client) -> None:
    firm = make.organisation("enterprise", name="示例匿名企业")
    make.demand(
        firm,
        title="秘密题名",
        title_en="Hushed",
        problem="绝密难题" * 5,
        confidentiality="sealed",
        budget_max="777777.00",
        public_summary="寻求一种检测方法",
    )
    outbox.deliver_all()
    for address in (
        "/demands/",
        "/search/",
        "/demands/?layout=table",
        "/demands/?q=秘密题名",
        "/search/complete/?q=秘密",
    ):
        told = page(client, address).replace('value="秘密题名"', "").replace("没有找到“秘密题名”", "")
        for secret in ("秘密题名", "Hushed", "绝密", "匿名企业", "777"):
            assert secret not in told.replace("<title>秘密题名", ""), (address, secret)
    assert "定向需求" in page(client, "/demands/")


def test_its_own_people_see_the_title_of_a_sealed_demand(client: Client) -> None:
    firm = make.organisation("enterprise")
    user, _actor = make.person(firm)
    make.demand(firm, title="秘密题名", confidentiality="sealed", public_summary="寻求一种检测方法")
    outbox.deliver_all()
    client.force_login(user)
    assert "秘密题名" in page(client, "/demands/")


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "长" * 5000,
        "page=-1",
        "page=99999999999999",
        "page=x",
        "sort=nonsense&layout=evil&format=pdf",
        "field=%3Cb%3E",
        "region=" + "9" * 500,
        "kind=expert",
        "cols=nonsense&layout=table",
        "q=%22%27%5C)(*%26%7C",
    ],
)
def test_odd_addresses_do_no_harm(stock: None, client: Client, query: str) -> None:
    page(client, f"/offers/?{query}")


def test_completions_are_options(stock: None, client: Client) -> None:
    told = page(client, "/search/complete/?in=offers&q=sod")
    assert '<option value="sodium">' in told
    assert page(client, "/search/complete/").strip() == ""


def test_lists_are_read_only(client: Client) -> None:
    assert [client.post(address).status_code for address in LISTS] == [405] * 4
