"""Journey: from a published demand to money received, by five people of four organisations, each at a browser.

A firm's engineer, a university's transfer officer and its inventor, a broker under the firm's mandate, and an officer of
the region's authority. Screenshots of each scene in both languages go to the folder that QIANQIAO_BROWSER_SHOTS names,
else to the folder of the run's site.
"""

import os
import re
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, StorageState, expect

from browser import checks
from browser.conftest import Journey, NewVisitor
from browser.site import Site
from browser.test_demand_by_form import add_figures, go_on, number_of, write_problem
from browser.visitor import PHONE, WIDE, Visitor, follow
from qianqiao.core import clock, workdays

TITLE = "带保温层的管道，停产前想知道还剩多厚"
# a busy machine gets its time
SECONDS_ALLOWED = 180
LANGUAGES = {"firm": "zh", "officer": "en", "inventor": "zh", "broker": "zh", "ministry": "zh"}
QUESTION, ANSWER = "示例提问：管径到多大还能测？", "示例答复：六百毫米以内都测过。"
PLACE = "示例会议室"


@dataclass
class Play:
    """The people at their browsers, and what they have made so far."""

    people: dict[str, Visitor]
    readers: dict[tuple[str, str], Visitor]
    folder: Path
    demand: str = ""
    case: str = ""
    scenes: int = 0
    faults: list[str] = field(default_factory=list)

    def page(self, person: str) -> Page:
        return self.people[person].page

    def scene(self, name: str, person: str, address: str, *, axe: bool = False) -> None:
        """Keeps what a person sees at an address in both languages: wide in one's own, on a phone in the other."""
        self.scenes += 1
        for language in ("zh", "en"):
            reader = self.readers[person, language]
            size = WIDE if language == LANGUAGES[person] else PHONE
            reader.page.set_viewport_size({"width": size[0], "height": size[1]})
            reader.page.goto(address)
            reader.page.screenshot(
                path=self.folder / f"{self.scenes:02}-{name}-{language}.png", full_page=True
            )
            # a page's title in the window holds the demand's own, which has no English text and cannot be marked
            foreign = [text for text in checks.foreign_texts(reader.page, language) if TITLE not in text]
            found = [*checks.sideways(reader.page), *foreign]
            found += checks.axe(reader.page) if axe else []
            self.faults += [f"{name} in {language}: {text}" for text in found]

    def state(self, person: str) -> str:
        """The state that the room of the case shows, in the language of the reader."""
        self.page(person).goto(f"/cases/{self.case}")
        return self.page(person).locator("main .badge, main .status").first.inner_text()

    def press(self, person: str, step: str) -> None:
        """A step without a form of its own, by its button in the room."""
        page = self.page(person)
        page.goto(f"/cases/{self.case}")
        follow(page.locator(f"form[action$='/steps/{step}'] button"))

    def fill(self, person: str, step: str, **values: str) -> None:
        """A step with a form: through the room, as people go."""
        page = self.page(person)
        page.goto(f"/cases/{self.case}")
        follow(page.locator(f"main a[href$='/steps/{step}']").first)
        for name, value in values.items():
            told = page.locator(f"main [name={name}]")
            if told.first.evaluate("e => e.tagName") == "SELECT":
                told.select_option(value)
            elif told.first.get_attribute("type") == "radio":
                page.locator(f"main [name={name}][value={value}]").check()
            else:
                told.fill(value)
        follow(page.locator("main form.form .acts button[type=submit]").last)
        assert page.url.endswith(f"/cases/{self.case}"), page.locator("main").inner_text()

    def say(self, person: str, text: str) -> None:
        page = self.page(person)
        page.goto(f"/cases/{self.case}")
        page.locator("#message-text").fill(text)
        follow(page.locator("form[action$='/messages'] button[type=submit]"))


@pytest.fixture
def play(
    visitor: NewVisitor,
    signed_in: dict[str, StorageState],
    site: Site,
    tmp_path_factory: pytest.TempPathFactory,
) -> Play:
    # mandates and contracts ask again after ten minutes: everybody has just signed in
    for name in LANGUAGES:
        signed_in.pop(name, None)
    folder = Path(os.environ.get("QIANQIAO_BROWSER_SHOTS") or tmp_path_factory.getbasetemp() / "case-to-paid")
    folder.mkdir(parents=True, exist_ok=True)
    people = {name: visitor(language, person=name) for name, language in LANGUAGES.items()}
    readers = {
        (name, language): visitor(language, person=name) for name in LANGUAGES for language in ("zh", "en")
    }
    return Play(people, readers, folder)


def test_from_a_demand_to_money_received(play: Play, site: Site, journey: Journey) -> None:
    started = time.monotonic()
    publish(play)
    give_mandate(play)
    ask(play, site.examples["own_achievement"])
    answer(play)
    talk(play)
    look_on(play)
    sign_and_pay(play)
    counted(play)
    assert play.faults == []
    for person in (*play.people.values(), *play.readers.values()):
        person.assert_no_faults()
    seconds = time.monotonic() - started
    journey(f"demand to money received: 5 people, 4 organisations, {play.scenes} scenes, {seconds:.1f} s")
    assert seconds <= SECONDS_ALLOWED


def publish(play: Play) -> None:
    page = play.page("firm")
    write_problem(page, "zh", TITLE)
    play.demand = number_of(page)
    add_figures(page)
    go_on(page)
    follow(page.locator("form[action$='/edit/publish'] button"))
    assert page.url.endswith(f"/demands/{play.demand}")
    play.scene("demand", "firm", f"/demands/{play.demand}")


def organisation_of(page: Page) -> str:
    page.goto("/my/organisations/")
    found = re.search(r"/organisations/(O\d{4}-\d+)", page.content())
    assert found is not None
    return found[1]


def give_mandate(play: Play) -> None:
    """For this demand alone the broker may express, answer and talk in the firm's name."""
    firm, broker = play.page("firm"), play.page("broker")
    organisation, agency = organisation_of(firm), organisation_of(broker)
    firm.goto(f"/organisations/{organisation}/mandates/new")
    firm.locator("select[name=agency]").select_option(agency)
    for box in firm.locator("input[name=acts]").all():
        box.check()
    firm.locator(f"input[name=records][value='{play.demand}']").check()
    follow(firm.locator("main form.form .acts button[type=submit]").last)
    mandate = firm.url.rsplit("/", 1)[1]
    broker.goto("/my/todo/")
    follow(broker.locator(f"main a[href$='/mandates/{mandate}']").first)
    follow(broker.locator("button[value=accept]"))
    play.scene("mandate", "broker", f"/mandates/{mandate}", axe=True)


def ask(play: Play, offer: str) -> None:
    page = play.page("firm")
    page.goto(f"/cases/new?demand={play.demand}&offer={offer}")
    page.locator("main [name=text]").fill("示例：管道停一次要两天，想不拆保温先测一遍。")
    page.locator("input[name=wishes][value=sample]").check()
    follow(page.locator("main form.form .acts button[type=submit]").last)
    play.case = page.url.rsplit("/", 1)[1].split("#")[0]
    assert re.fullmatch(r"K\d{4}-\d+", play.case)
    play.scene("case-begun", "firm", f"/cases/{play.case}", axe=True)


def answer(play: Play) -> None:
    officer = play.page("officer")
    officer.goto("/my/todo/")
    follow(officer.locator(f"main a[href$='/cases/{play.case}']").first)
    play.scene("to-do", "officer", "/my/todo/")
    play.fill("officer", "accept")
    play.press("firm", "open_contact")
    play.scene("contact-opened", "officer", f"/cases/{play.case}", axe=True)


def talk(play: Play) -> None:
    """The broker asks in the firm's name, the inventor answers; a meeting is proposed and accepted."""
    play.say("broker", QUESTION)
    play.say("inventor", ANSWER)
    broker, inventor = play.page("broker"), play.page("inventor")
    expect(inventor.locator("#messages")).to_contain_text(QUESTION)
    play.scene("answer", "inventor", f"/cases/{play.case}")
    broker.goto(f"/cases/{play.case}")
    broker.locator("#meetings summary").click()
    form = broker.locator("form[action$='/meetings']")
    day = workdays.add_workdays(clock.today(), 3)
    for name, value in (("day", day.isoformat()), ("hour", "14:30"), ("minutes", "45"), ("place", PLACE)):
        form.locator(f"[name={name}]").fill(value)
    follow(form.locator("button[type=submit]"))
    officer = play.page("officer")
    officer.goto(f"/cases/{play.case}")
    follow(officer.locator("#meetings button[value=accepted]"))
    expect(officer.locator("#meetings")).to_contain_text("Accepted")
    play.scene("meeting", "broker", f"/cases/{play.case}")


def look_on(play: Play) -> None:
    """The region's officer finds the case and its clocks, but not what the sides write to each other."""
    ministry = play.page("ministry")
    ministry.goto("/my/cases/")
    assert ministry.locator(f"main a[href$='/cases/{play.case}']").count()
    ministry.goto(f"/cases/{play.case}")
    text = ministry.locator("main").inner_text()
    assert QUESTION not in text
    assert ANSWER not in text
    assert PLACE not in text
    assert ministry.locator("form[action$='/messages'], form[action*='/steps/']").count() == 0
    play.scene("region", "ministry", f"/cases/{play.case}", axe=True)


def sign_and_pay(play: Play) -> None:
    today = clock.today()
    play.fill(
        "firm", "agree_confidentiality", title="示例保密协议", signed_on=today.isoformat(),
        ends_on=(today + timedelta(days=700)).isoformat(),
    )  # fmt: skip
    play.press("officer", "negotiate")
    play.fill(
        "officer", "agree", kind="licence", title="示例技术许可合同", signed_on=today.isoformat(),
        amount_contract="300000", amount_first="100000",
    )  # fmt: skip
    play.scene("agreed", "firm", f"/cases/{play.case}", axe=True)
    play.fill("officer", "pay", amount="100000", received_on=today.isoformat())
    play.scene("paid", "officer", f"/cases/{play.case}", axe=True)


def counted(play: Play) -> None:
    """The firm's own funnel counts the money, and the figure opens to this case."""
    page = play.page("firm")
    organisation = organisation_of(page)
    page.goto(f"/funnel/rows?of=organisation:{organisation}&what=contacts&stage=paid")
    assert page.locator(f"main a[href$='/cases/{play.case}']").count()
    play.scene("funnel", "firm", f"/funnel/?of=organisation:{organisation}")
