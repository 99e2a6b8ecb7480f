"""The list of what waits and the list of what was told, as people see them."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from qianqiao.core import clock
from qianqiao.core.clock import SHANGHAI
from qianqiao.notices import texts
from qianqiao.notices.domain import notify, open_todo
from qianqiao.notices.models import Notice
from qianqiao.notices.presenting.due import due
from qianqiao.organisations.models import Organisation, User
from tests.factories import records as make

pytestmark = pytest.mark.django_db
# a Wednesday
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _texts() -> None:
    texts.register("test.answer", "Answer %(who)s", "Answer")
    texts.register("test.told", "%(who)s has answered")


def at(day: int, hour: int = 18) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=SHANGHAI)


def waits(
    key: str, due_at: datetime | None, *, user: User | None = None, own: Organisation | None = None
) -> None:
    open_todo(
        key=key,
        code="test.answer",
        params={"who": key},
        address=f"/cases/{key}",
        user_id=user.pk if user else None,
        organisation_id=own.pk if own else None,
        permission="docking.answer" if own else "",
        due_at=due_at,
    )


def signed_in(user: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize(
    ("when", "group", "days"),
    [
        (at(23), "late", 2),
        (at(25, 9), "late", 0),
        (at(25), "today", 0),
        (at(26), "week", 1),
        (at(29), "week", 2),
        (at(30), "later", 3),
        (None, "open", 0),
    ],
)
def test_urgency_counts_working_days(when: datetime | None, group: str, days: int) -> None:
    with clock.frozen(NOON):
        found = due(when)
    assert (found.group, found.days) == (group, days)


def test_the_list_stands_in_order_and_says_how_late(client: Client) -> None:
    own = make.organisation()
    user, _ = make.person(own)
    for key, when in (
        ("later", at(30)),
        ("none", None),
        ("today", at(25)),
        ("late", at(23)),
        ("week", at(26)),
    ):
        waits(key, when, own=own)
    with clock.frozen(NOON):
        html = signed_in(user).get("/my/todo/").content.decode()
        chinese = signed_in(user, "zh-hans").get("/my/todo/").content.decode()
    places = [html.index(f'href="/cases/{key}"') for key in ("late", "today", "week", "later", "none")]
    assert places == sorted(places)
    assert "2 working days late" in html
    assert "due today at 18:00" in html
    assert "due tomorrow at 18:00" in html
    assert "30 Nov 2026 18:00, 3 working days left" in html
    assert "已逾期 2 个工作日" in chinese
    assert "5 things wait for you. 1 is late." in " ".join(html.split())


def test_the_header_counts_and_a_stranger_sees_nothing() -> None:
    own = make.organisation()
    user, _ = make.person(own)
    stranger, _ = make.person(make.organisation())
    waits("one", None, own=own)
    with transaction.atomic():
        notify([user.pk], code="test.told", params={"who": "甲"}, key="k")

    def counted(someone: User) -> list[str]:
        return re.findall(r"sign-count[^>]*>([^<]+)<", signed_in(someone).get("/about/").content.decode())

    assert counted(user) == ["1", "1"]
    assert counted(stranger) == []
    assert "/cases/one" not in signed_in(stranger).get("/my/todo/").content.decode()
    assert "Nothing waits for you" in signed_in(stranger).get("/my/todo/").content.decode()
    assert Client().get("/my/todo/")["Location"].startswith("/accounts/login/")
    assert "sign-count" not in Client().get("/about/").content.decode()


def test_who_signs_in_lands_where_something_waits() -> None:
    user, _ = make.person(make.organisation(), roles=["inventor"], second_factor=False)
    client = Client()
    form = {"login": user.email, "password": "correct horse battery"}
    assert client.post("/accounts/login/", form)["Location"] == "/my/"
    assert client.get("/my/")["Location"] == "/my/records/"
    waits("mine", None, user=user)
    assert client.get("/my/")["Location"] == "/my/todo/"


def told(user: User, count: int, address: str = "") -> None:
    with transaction.atomic():
        for n in range(count):
            notify([user.pk], code="test.told", params={"who": f"No{n}"}, address=address, key=f"k{n}")


def test_all_is_read_and_taken_back() -> None:
    user, _ = make.person(make.organisation())
    other, _ = make.person(make.organisation())
    told(user, 3)
    told(other, 1)
    client = signed_in(user)
    client.post(f"/my/notices/{Notice.objects.filter(user=user).latest('pk').pk}/mark")
    answer = client.post("/my/notices/all")
    page = client.get(answer["Location"]).content.decode()
    assert "2 notices were marked as read" in page
    assert Notice.objects.filter(user=user, read_at=None).count() == 0
    assert Notice.objects.filter(user=other, read_at=None).count() == 1
    undo = re.search(r'name="undo" value="([^"]+)"', page)
    assert undo is not None
    client.post("/my/notices/all", {"undo": undo[1]})
    # what was read before stays read
    assert Notice.objects.filter(user=user, read_at=None).count() == 2


def test_opening_reads_and_leads_to_the_row_but_fetching_ahead_does_not() -> None:
    user, _ = make.person(make.organisation())
    told(user, 1, address="/cases/K1")
    notice = Notice.objects.get()
    client = signed_in(user)
    assert (
        client.get(f"/my/notices/{notice.pk}", headers={"Sec-Purpose": "prefetch"})["Location"] == "/cases/K1"
    )
    assert Notice.objects.get().read_at is None
    assert client.get(f"/my/notices/{notice.pk}")["Location"] == "/cases/K1"
    assert Notice.objects.get().read_at is not None
    client.post(f"/my/notices/{notice.pk}/mark", {"as": "unread"})
    assert Notice.objects.get().read_at is None


def test_foreign_notices_are_unknown_and_stay_as_they_are() -> None:
    user, _ = make.person(make.organisation())
    told(user, 1)
    notice = Notice.objects.get()
    stranger = signed_in(make.person(make.organisation())[0])
    assert stranger.get(f"/my/notices/{notice.pk}").status_code == 404
    assert stranger.post(f"/my/notices/{notice.pk}/mark").status_code == 404
    assert Notice.objects.get().read_at is None


def test_old_notices_are_paged_and_a_missing_value_breaks_nothing() -> None:
    user, _ = make.person(make.organisation())
    told(user, 35)
    with transaction.atomic():
        notify([user.pk], code="test.told", params={}, key="old")
    client = signed_in(user)
    assert "… has answered" in client.get("/my/notices/").content.decode()
    second = client.get("/my/notices/?page=2").content.decode()
    assert "No0 has answered" in second
    assert "No34 has answered" not in second
    for query in ("?undo=nonsense", "?undo=2026-99-99T00:00:00", "?page=x", "?show=unread"):
        assert client.get(f"/my/notices/{query}").status_code == 200


def test_a_link_to_another_site_is_not_followed() -> None:
    user, _ = make.person(make.organisation())
    told(user, 1, address="//evil.example/")
    assert signed_in(user).get(f"/my/notices/{Notice.objects.get().pk}")["Location"] == "/my/notices/"


def test_due_times_compare_with_now() -> None:
    assert due(clock.now() - timedelta(seconds=1)).group == "late"
