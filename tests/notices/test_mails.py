"""Notices by mail: what each person wants, once, in the person's language, whatever the mail server does."""

import email
import email.policy
import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.core import mail, signing
from django.db import connection, transaction
from django.test import Client

from qianqiao.core import clock, outbox
from qianqiao.core.clock import SHANGHAI
from qianqiao.notices import jobs, links, texts
from qianqiao.notices.domain import deliveries, digests, notify
from qianqiao.notices.domain.choosing import choose_mails
from qianqiao.notices.domain.pauses import MOST_ATTEMPTS
from qianqiao.notices.models import Delivery, MailDigest, Notice
from qianqiao.notices.topics import TOPICS
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import User
from tests.factories import records as make
from tests.matching.room.mail_peer import MailBox, mail_server

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _texts() -> None:
    texts.register("docking.test", "%(who)s has answered", "Open the case")
    texts.register("imports.test", "%(who)s is imported", "See the rows")
    texts.register("docking.own_mail", "has a mail of its own", by_mail=False)


@pytest.fixture
def server(settings: object) -> Iterator[MailBox]:
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port  # type: ignore[attr-defined]
        yield box


def person(language: str = "en", **choices: str) -> User:
    user, _ = make.person(make.organisation())
    choose_mails(choices, language=language, actor=actor_of(user))
    return user


def tell(
    user: User, key: str, *, code: str = "docking.test", address: str = "/cases/K1", who: str = "甲厂"
) -> None:
    with transaction.atomic():
        notify([user.pk], code=code, params={"who": who}, address=address, key=key)
    outbox.deliver_all()


def states() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("way", "state"))


def arrived(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_real_server_gets_one_mail_with_both_bodies(server: MailBox) -> None:
    with clock.frozen(NOON):
        user = person()
        tell(user, "a")
        assert jobs.send_mails() == 1
        assert jobs.send_mails() == 0
    [raw] = server.mails
    message, notice = arrived(raw), Notice.objects.get()
    assert message["To"] == user.email
    assert message["Subject"] == "甲厂 has answered · Qianqiao"
    assert message["Message-ID"].startswith(f"<notice-{notice.pk}@")
    for kind in ("plain", "html"):
        assert f"/my/notices/{notice.pk}" in body(message, kind)
        assert "Open the case" in body(message, kind)
    assert '<html lang="en">' in body(message, "html")
    assert states() == [("mail", "sent")]


def test_the_mail_speaks_the_persons_language() -> None:
    user = person("zh-hans")
    tell(user, "a")
    jobs.send_mails()
    assert "不再接收“对接”邮件" in mail.outbox[0].body


def test_a_server_that_refuses_and_comes_back_gets_it_once(server: MailBox) -> None:
    with clock.frozen(NOON):
        user = person()
        tell(user, "a")
        tell(user, "b", address="/cases/K2")
        server.refusals = 1
        assert jobs.send_mails() == 0
        first = Delivery.objects.order_by("pk")[0]
        assert (first.state, first.attempts, server.mails) == ("pending", 1, [])
        assert "451" in first.last_error
        # the other goes out at the next run, the refused one only after its pause
        assert jobs.send_mails() == 1
    with clock.frozen(NOON + timedelta(minutes=3)):
        assert jobs.send_mails() == 1
    assert len({arrived(raw)["Message-ID"] for raw in server.mails}) == len(server.mails) == 2


def test_pauses_grow_and_what_never_arrives_is_given_up_and_said(settings: object) -> None:
    with mail_server() as box:
        port = box.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port  # type: ignore[attr-defined]
    user = person()
    with clock.frozen(NOON):
        tell(user, "a")
    moment, pauses = NOON, []
    for _ in range(MOST_ATTEMPTS):
        with clock.frozen(moment):
            jobs.send_mails()
        delivery = Delivery.objects.get()
        pauses.append(delivery.next_attempt_at - moment)
        moment = delivery.next_attempt_at
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=2)
    assert pauses[-1] == timedelta(hours=6)
    assert (delivery.state, delivery.attempts) == ("dead", MOST_ATTEMPTS)
    with clock.frozen(moment + DAY):
        assert jobs.send_mails() == 0
    client = Client()
    client.force_login(user)
    assert "1 封邮件未能送达" in client.get("/my/notices/settings/").content.decode()
    # and nothing is lost: it stands in the site
    assert "甲厂 has answered" in client.get("/my/notices/").content.decode()


def test_a_crash_after_sending_sends_the_same_message_id_again(server: MailBox) -> None:
    user = person()
    tell(user, "a")
    pk = Delivery.objects.get().pk
    with transaction.atomic():
        assert deliveries.deliver(pk)
        transaction.set_rollback(True)
    assert states() == [("mail", "pending")]
    assert deliveries.deliver(pk)
    assert len(server.mails) == 2
    assert len({arrived(raw)["Message-ID"] for raw in server.mails}) == 1


def test_an_event_delivered_twice_plans_once() -> None:
    user = person()
    tell(user, "a")
    assert deliveries.plan("a", [user.pk]) == 0
    assert Delivery.objects.count() == 1


def test_about_one_row_one_mail_a_day_and_the_rest_in_the_digest() -> None:
    user = person()
    for hour, key in ((0, "asked"), (1, "reminded"), (2, "again")):
        with clock.frozen(NOON + timedelta(hours=hour)):
            tell(user, key, who=key)
            jobs.send_mails()
            jobs.send_digests()
    with clock.frozen(NOON + timedelta(hours=3)):
        tell(user, "other row", address="/cases/K2")
        jobs.send_mails()
    assert [way for way, _ in states()] == ["mail", "digest", "digest", "mail"]
    assert len(mail.outbox) == 2
    with clock.frozen(NOON + DAY):
        assert jobs.send_digests() == 1
        assert jobs.send_digests() == 0
        tell(user, "next day")
        jobs.send_mails()
    assert [message.subject for message in mail.outbox[2:]] == [
        "2 notices · Qianqiao",
        "甲厂 has answered · Qianqiao",
    ]
    assert "reminded has answered" in mail.outbox[2].body
    assert "asked has answered" not in mail.outbox[2].body


def test_the_digest_comes_in_the_morning_by_topic_and_leaves_out_what_was_read() -> None:
    user = person(docking="daily", imports="daily")
    with clock.frozen(NOON):
        tell(user, "a", who="甲厂")
        tell(user, "b", who="乙厂")
        tell(user, "c", code="imports.test", who="t.csv")
        assert jobs.send_mails() == 0
        assert jobs.send_digests() == 0
    Notice.objects.filter(key="b").update(read_at=NOON)
    with clock.frozen(NOON.replace(hour=8, minute=29) + DAY):
        assert jobs.send_digests() == 0
    with clock.frozen(NOON.replace(hour=8, minute=30) + DAY):
        assert jobs.send_digests() == 1
    [message] = mail.outbox
    assert "== Docking" in message.body
    assert "== Imports" in message.body
    assert "乙厂" not in message.body
    assert sorted(state for _, state in states()) == ["empty", "sent", "sent"]
    # two topics stop by two links: one click may not stop both
    assert "List-Unsubscribe" not in message.extra_headers


def test_a_digest_that_was_refused_goes_out_later_once(server: MailBox) -> None:
    user = person(docking="daily")
    with clock.frozen(NOON):
        tell(user, "a")
    server.refusals = 1
    with clock.frozen(NOON + DAY):
        assert jobs.send_digests() == 0
        assert MailDigest.objects.get().state == "pending"
    with clock.frozen(NOON + DAY + timedelta(minutes=5)):
        assert jobs.send_digests() == 1
        assert jobs.send_digests() == 0
    assert len(server.mails) == 1


def test_all_read_by_morning_means_no_mail() -> None:
    user = person(docking="daily")
    with clock.frozen(NOON):
        tell(user, "a")
    Notice.objects.update(read_at=NOON)
    with clock.frozen(NOON + DAY):
        assert jobs.send_digests() == 0
    assert MailDigest.objects.get().state == "empty"


def test_who_wants_no_mail_and_who_is_gone_gets_none() -> None:
    user = person(docking="never")
    tell(user, "a")
    assert not Delivery.objects.exists()
    later = person()
    tell(later, "b")
    choose_mails({"docking": "never"}, language="en", actor=actor_of(later))
    gone = person()
    tell(gone, "c")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert jobs.send_mails() == 0
    assert mail.outbox == []
    assert [state for _, state in states()] == ["empty", "empty"]


def test_what_has_a_mail_of_its_own_is_not_mailed_again() -> None:
    tell(person(), "a", code="docking.own_mail")
    assert not Delivery.objects.exists()


def test_a_line_break_in_a_name_begins_no_header() -> None:
    tell(person(), "a", who="甲\r\nBcc: x@example.org")
    jobs.send_mails()
    assert mail.outbox[0].subject == "甲 Bcc: x@example.org has answered · Qianqiao"


def test_one_click_without_a_page_before_it_stops_a_topic(client: Client) -> None:
    user = person()
    tell(user, "a")
    jobs.send_mails()
    [message] = mail.outbox
    link = re.search(r"https?://\S+/notices/stop/\S+", message.body)
    assert link is not None
    assert message.extra_headers["List-Unsubscribe"] == f"<{link[0]}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(link[0]).path
    assert "要停止接收“对接”邮件吗" in client.get(path).content.decode()
    assert deliveries.wish(user.pk, "docking.test") == "at_once"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert deliveries.wish(user.pk, "docking.test") == "never"
    assert deliveries.wish(user.pk, "imports.test") == "daily"


def test_a_forged_link_stops_nothing(client: Client) -> None:
    user = person()
    for token in (
        "nonsense",
        signing.dumps([user.pk, "docking"], salt="other"),
        signing.dumps([user.pk, "no-topic"], salt="notices.stop"),
        signing.dumps("x", salt="notices.stop"),
    ):
        assert client.post(f"/notices/stop/{token}").status_code == 200
    assert deliveries.wish(user.pk, "docking.test") == "at_once"
    assert links.behind(links.stop_address(user.pk, "docking").rpartition("/")[2]) == (user, "docking")


def test_the_page_keeps_a_choice_and_refuses_what_does_not_exist() -> None:
    user = person()
    client = Client()
    client.force_login(user)
    chosen = {**dict.fromkeys(TOPICS, "never"), "language": "zh-hans"}
    assert client.post("/my/notices/settings/", {**chosen, "docking": "hourly"}).status_code == 400
    assert deliveries.wish(user.pk, "docking.test") == "at_once"
    assert client.post("/my/notices/settings/", chosen)["Location"] == "/my/notices/settings/"
    assert deliveries.wish(user.pk, "docking.test") == "never"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(server: MailBox) -> None:
    user = person()
    with transaction.atomic():
        notify([user.pk], code="docking.test", params={"who": "甲"}, address="/x", key="a")
    deliveries.plan("a", [user.pk])
    gate = threading.Barrier(3)

    def work() -> None:
        gate.wait()
        jobs.send_mails()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.mails) == 1


def test_the_day_of_digests_begins_at_half_past_eight() -> None:
    assert digests.day_due(NOON.replace(hour=8, minute=29)).isoformat() == "2026-11-24"
    assert digests.day_due(NOON.replace(hour=8, minute=30)).isoformat() == "2026-11-25"
