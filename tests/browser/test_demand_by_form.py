"""Journey: a firm writes its problem down, sees who could solve it, publishes, and finds it in the list."""

import time

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Journey, NewVisitor
from browser.problems import INSULATED_PIPE
from browser.visitor import follow

TITLES = {
    True: {
        "zh": "保温管不拆皮想知道钢管还剩多厚",
        "en": "How thick is the steel left under the cladding of our pipes",
    },
    False: {"zh": "蒸汽管线怎么不拆棉就测壁厚", "en": "Measuring steam pipes through their wool"},
}
PATIENCE_MS = 30_000


def go_on(page: Page) -> None:
    follow(page.locator("main form.form .acts button:not([name])"))


def write_problem(page: Page, language: str, title: str, *, javascript: bool = True) -> None:
    """First step, in the language of the person: own words and a title; offers appear while it is written."""
    page.goto("/demands/new")
    page.locator("[name=text]").fill(INSULATED_PIPE[language].text)
    if javascript:
        offer = page.locator("#live-candidates").get_by_role("link", name=INSULATED_PIPE[language].solved_by)
        expect(offer.first).to_be_visible(timeout=PATIENCE_MS)
    page.locator("[name=title]").fill(title)
    page.locator("input[type=checkbox][value=inspection_sensing]").check()
    go_on(page)
    page.wait_for_url(lambda url: "/edit/needs" in url)


def add_figures(page: Page) -> None:
    """Second step: a budget, and an indicator in a row of its own."""
    name = page.locator("input[name$='-name']").first
    name.fill("壁厚误差")
    page.locator("input[name$='-value']").first.fill("10")
    page.locator("input[name$='-unit']").first.fill("%")
    page.locator("[name=budget_max]").fill("600000")
    go_on(page)
    page.wait_for_url(lambda url: "/edit/access" in url)


def number_of(page: Page) -> str:
    return page.url.split("/demands/")[1].split("/")[0]


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_write_candidates_publish_find(
    language: str, javascript: bool, visitor: NewVisitor, journey: Journey
) -> None:
    title = TITLES[javascript][language]
    person = visitor(language, javascript=javascript, person="firm")
    page = person.page
    started = time.monotonic()
    write_problem(page, language, title, javascript=javascript)
    number = number_of(page)
    add_figures(page)
    go_on(page)
    page.wait_for_url(lambda url: "/edit/check" in url)
    assert page.locator("h1").inner_text() == title
    page.locator("form[action$='/edit/publish'] button").click()
    page.wait_for_url(lambda url: url.endswith(f"/demands/{number}"))
    how = "with script" if javascript else "without script"
    journey(f"problem to published demand, {language} {how}: {time.monotonic() - started:.1f} s")
    found_in_list(page, number, title)
    if javascript:
        person.assert_no_faults()


def found_in_list(page: Page, number: str, title: str) -> None:
    for _ in range(30):
        page.goto(f"/demands/?q={title}")
        if page.locator(f"[data-row] a[href*='{number}']").count():
            return
        page.wait_for_timeout(100)
    pytest.fail(f"the list does not show {number}")


def test_a_draft_is_nobody_elses_business(visitor: NewVisitor) -> None:
    page = visitor("zh", person="firm").page
    write_problem(page, "zh", "不公开的草稿")
    address = f"/demands/{number_of(page)}"
    stranger = visitor("zh")
    stranger.faults.expected_status = (404,)
    answer = stranger.page.goto(address)
    assert answer is not None
    assert answer.status == 404
    assert "不公开的草稿" not in stranger.page.content()


def test_two_people_cannot_overwrite_each_other(visitor: NewVisitor) -> None:
    first = visitor("zh", person="firm")
    write_problem(first.page, "zh", "两人同时修改的需求")
    address = f"/demands/{number_of(first.page)}/edit/problem"
    second = visitor("zh", person="firm")
    for one in (first, second):
        one.page.goto(address)
    first.page.locator("[name=title]").fill("先保存的名称")
    go_on(first.page)
    second.faults.expected_status = (409,)
    second.page.locator("[name=title]").fill("后保存的名称")
    go_on(second.page)
    assert second.page.locator("[name=title]").input_value() == "后保存的名称"
    assert "先保存的名称" in second.page.locator("main").inner_text()
    second.assert_no_faults()


def test_an_empty_problem_is_told_beside_its_field(visitor: NewVisitor) -> None:
    page = visitor("zh", person="firm").page
    page.goto("/demands/new")
    page.locator("[name=text]").fill("")
    go_on(page)
    field = page.locator("[name=text]")
    assert field.get_attribute("aria-invalid") == "true"
    told = field.get_attribute("aria-describedby") or ""
    assert any(page.locator(f"#{name}").is_visible() for name in told.split()), told
