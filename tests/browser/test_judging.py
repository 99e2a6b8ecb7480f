"""A match is judged in one click: with a script in place, by keyboard, and without any script."""

from playwright.sync_api import expect

from browser.conftest import NewVisitor
from browser.site import Site
from browser.visitor import PEOPLE, follow, sign_in


def test_not_suitable_and_back_in_place(site: Site, visitor: NewVisitor):
    person = visitor("zh")
    page = person.page
    sign_in(page, PEOPLE["firm"])
    page.goto(f"/demands/{site.examples['own_demand']}/matches/")
    card = page.locator(".matches > li").first
    title = card.locator(".match-title").inner_text()
    card.locator("details.refuse summary").click()
    card.get_by_role("button", name="还太早").click()
    expect(card.locator(".judged-off-told")).to_contain_text("还太早")
    again = card.get_by_role("button", name="重新显示")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(card.locator(".match-title")).to_have_text(title)
    person.assert_no_faults()


def test_useful_by_keyboard_alone(site: Site, visitor: NewVisitor):
    person = visitor("en")
    page = person.page
    sign_in(page, PEOPLE["firm"])
    page.goto(f"/demands/{site.examples['own_demand']}/matches/")
    card = page.locator(".matches > li").first
    card.locator(".match-title a").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id.startsWith('useful-')"):
            break
    page.keyboard.press("Enter")
    expect(card.locator("[aria-pressed=true]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card.locator("[aria-pressed=false]")).to_be_focused()
    person.assert_no_faults()


def test_without_a_script(site: Site, visitor: NewVisitor):
    page = visitor("zh", javascript=False).page
    sign_in(page, PEOPLE["firm"])
    page.goto(f"/demands/{site.examples['own_demand']}/matches/")
    first = page.locator(".matches > li").first
    title = first.locator(".match-title").inner_text()
    first.locator("details.refuse summary").click()
    first.locator("input[name=text]").fill("与我们的设备不配")
    follow(first.get_by_role("button", name="提交"))
    assert title not in page.locator(".match-title").all_inner_texts()
    page.locator("details.match-more summary", has_text="标为不合适").click()
    hidden = page.locator(".judged-list li").first
    assert "与我们的设备不配" in hidden.inner_text()
    follow(hidden.get_by_role("button"))
    assert title in page.locator(".match-title").all_inner_texts()


def test_why_not_in_place_and_by_its_own_address(site: Site, visitor: NewVisitor):
    person = visitor("zh")
    page = person.page
    address = f"/demands/{site.examples['own_demand']}/matches/"
    page.goto(address)
    page.locator("#why-q").fill(site.examples["patent"])
    page.keyboard.press("Enter")
    expect(page.locator("#why .why-answer")).to_contain_text(site.examples["patent"])
    assert page.url.endswith(address)
    person.assert_no_faults()
    plain = visitor("zh", javascript=False).page
    plain.goto(address)
    plain.locator("#why-q").fill(site.examples["patent"])
    follow(plain.locator(".why-form button"))
    assert "/matches/why?" in plain.url
    assert site.examples["patent"] in plain.locator(".why-answer").inner_text()
