"""Subscriptions and digests: new matches only, once, in the person's language, stopped by one link."""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import translation

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core import clock
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.workflow import Refusal
from qianqiao.demands.models import Demand
from qianqiao.matching.digest_jobs import send_due
from qianqiao.matching.domain.digests import MOST_ATTEMPTS, deliver_digest, prepare_digest, week_due
from qianqiao.matching.domain.subscriptions import follow
from qianqiao.matching.models import DigestedMatch, MatchDigest, MatchSubscription
from qianqiao.matching.presenting.digest import compose
from qianqiao.organisations.models import Membership, User
from tests.factories import records as make
from tests.matching.room.mail_peer import mail_server
from tests.matching.room.test_judgements import FITTING

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
WEEK = timedelta(days=7)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def followed(language: str = "zh-hans", **values: str) -> tuple[User, Actor, Demand]:
    """A person who has followed a demand of its own since Friday, when nothing was there yet."""
    with clock.frozen(FRIDAY):
        demand = make.demand(**{**FITTING, **values})
        user, actor = make.person(demand.organisation)
        follow(demand, language=language, actor=actor)
    return user, actor, demand


def at(moment: datetime) -> int:
    with clock.frozen(moment):
        return send_due()


def test_the_week_is_due_on_monday_morning_in_china() -> None:
    assert week_due(MONDAY).isoformat() == "2026-11-23"
    assert week_due(MONDAY.replace(hour=7)).isoformat() == "2026-11-16"
    assert week_due(FRIDAY).isoformat() == "2026-11-16"


def test_what_was_there_before_is_no_news_and_what_came_is_told_once() -> None:
    make.achievement()
    user, _, demand = followed()
    assert at(MONDAY) == 0
    assert mail.outbox == []
    offer = make.achievement(title="压铸件内部气孔的射线快速识别装置")
    assert at(MONDAY + timedelta(hours=5)) == 0
    assert at(MONDAY + WEEK) == 1
    assert at(MONDAY + WEEK) == 0
    assert at(MONDAY + 2 * WEEK) == 0
    [sent] = mail.outbox
    assert sent.to == [user.email]
    assert sent.subject == "1 项新匹配 · 千桥"
    assert offer.title in sent.body
    assert demand.title in sent.body
    assert [d.state for d in MatchDigest.objects.order_by("week")] == ["empty", "sent", "empty"]


def test_the_mail_speaks_the_persons_language_and_says_why() -> None:
    followed(language="en")
    offer = make.achievement()
    at(MONDAY)
    [sent] = mail.outbox
    assert sent.subject == "1 new match · Qianqiao"
    html = str(sent.alternatives[0][0])
    for part in (sent.body, html):
        assert offer.title_en in part
        assert "/ 100" in part
        assert "Still missing:" in part
        assert f"/offers/{offer.number}" in part
    assert '<html lang="en">' in html


def test_a_weak_match_is_no_news() -> None:
    followed()
    make.patent()
    assert at(MONDAY) == 0


def test_only_ones_own_records_can_be_followed() -> None:
    demand = make.demand(**FITTING)
    _, stranger = make.person(make.organisation())
    with pytest.raises(Refusal):
        follow(demand, language="en", actor=stranger)
    assert not MatchSubscription.objects.exists()


def test_following_again_changes_the_language_only() -> None:
    _, actor, demand = followed()
    seen = DigestedMatch.objects.count()
    follow(demand, language="en", actor=actor)
    subscription = MatchSubscription.objects.get()
    assert subscription.language == "en"
    assert subscription.created_at == FRIDAY
    assert DigestedMatch.objects.count() == seen


def test_who_left_the_organisation_is_told_nothing() -> None:
    user, _, _ = followed(confidentiality="sealed")
    make.achievement()
    Membership.objects.filter(user=user).delete()
    assert at(MONDAY) == 0
    assert mail.outbox == []


def test_who_leaves_between_preparing_and_sending_is_told_nothing() -> None:
    user, _, _ = followed()
    make.achievement()
    with clock.frozen(MONDAY):
        digest = prepare_digest(user, MONDAY.date())
        assert digest is not None
        Membership.objects.filter(user=user).delete()
        assert not deliver_digest(digest.pk, compose)
    assert mail.outbox == []
    assert MatchDigest.objects.get().state == "empty"


def test_an_offer_withdrawn_before_sending_is_not_told() -> None:
    user, _, _ = followed()
    offer = make.achievement()
    with clock.frozen(MONDAY):
        digest = prepare_digest(user, MONDAY.date())
        assert digest is not None
        take_record_step(offer, "withdraw", actor=SYSTEM, reason="测试")
        assert not deliver_digest(digest.pk, compose)
    assert mail.outbox == []


def test_a_week_is_prepared_once() -> None:
    user, _, _ = followed()
    make.achievement()
    with clock.frozen(MONDAY):
        assert prepare_digest(user, MONDAY.date()) is not None
        assert prepare_digest(user, MONDAY.date()) is None
    assert MatchDigest.objects.count() == 1


def arrived(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_real_server_gets_the_mail_once_and_a_refused_one_again(settings: object) -> None:
    followed()
    offer = make.achievement()
    with mail_server() as box:
        settings.EMAIL_BACKEND, settings.EMAIL_PORT = SMTP, box.port  # type: ignore[attr-defined]
        settings.EMAIL_HOST = "127.0.0.1"  # type: ignore[attr-defined]
        box.refusals = 1
        assert at(MONDAY) == 0
        digest = MatchDigest.objects.get()
        assert (digest.state, digest.attempts) == ("pending", 1)
        assert "451" in digest.last_error
        assert at(MONDAY + timedelta(hours=1)) == 1
        assert at(MONDAY + timedelta(hours=2)) == 0
        [raw] = box.mails
    message = arrived(raw)
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert offer.title in plain.get_content()
    assert offer.title in html.get_content()
    assert message["Message-ID"].startswith(f"<digest-{digest.pk}-2026-11-23@")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_server_that_is_away_is_given_up_at_last(settings: object) -> None:
    with mail_server() as box:
        port = box.port
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = SMTP, port  # type: ignore[attr-defined]
    settings.EMAIL_HOST = "127.0.0.1"  # type: ignore[attr-defined]
    followed()
    make.achievement()
    for hour in range(MOST_ATTEMPTS + 1):
        assert at(MONDAY + timedelta(hours=hour)) == 0
    digest = MatchDigest.objects.get()
    assert (digest.state, digest.attempts) == ("dead", MOST_ATTEMPTS)


def test_the_link_in_the_mail_asks_first_and_then_stops(client: Client) -> None:
    followed()
    make.achievement()
    at(MONDAY)
    [sent] = mail.outbox
    link = re.search(r"https?://\S+/subscriptions/stop/\S+", sent.body)
    assert link is not None
    assert sent.extra_headers["List-Unsubscribe"] == f"<{link[0]}>"
    path = urlsplit(link[0]).path
    assert "要停止" in client.get(path).content.decode()
    assert MatchSubscription.objects.exists()
    # as a mail program posts it: no page before, no cookie
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not MatchSubscription.objects.exists()
    assert "订阅已经结束" in client.get(path).content.decode()


def test_a_forged_link_stops_nothing(client: Client) -> None:
    followed()
    subscription = MatchSubscription.objects.get()
    for token in (
        "nonsense",
        signing.dumps([subscription.pk, subscription.user_id], salt="other"),
        signing.dumps("x", salt="matching.unsubscribe"),
    ):
        assert client.post(f"/subscriptions/stop/{token}").status_code == 200
    assert MatchSubscription.objects.exists()


def test_the_page_of_subscriptions(client: Client) -> None:
    user, _, demand = followed()
    assert client.get("/my/subscriptions/")["Location"].startswith("/accounts/login/")
    client.force_login(user)
    client.cookies["django_language"] = "zh-hans"
    assert demand.title in client.get("/my/subscriptions/").content.decode()
    client.post("/my/subscriptions/language", {"language": "en"})
    subscription = MatchSubscription.objects.get()
    assert subscription.language == "en"
    client.force_login(make.person()[0])
    assert client.post(f"/my/subscriptions/{subscription.pk}/stop").status_code == 404
    assert "您还没有关注任何记录" in client.get("/my/subscriptions/").content.decode()
    client.force_login(user)
    client.post(f"/my/subscriptions/{subscription.pk}/stop")
    assert not MatchSubscription.objects.exists()


def test_the_button_on_the_match_page(client: Client) -> None:
    demand = make.demand(**FITTING)
    path = f"/demands/{demand.number}/matches/"
    user, _ = make.person(demand.organisation)
    client.force_login(make.person(make.organisation())[0])
    assert "/my/subscriptions/follow" not in client.get(path).content.decode()
    client.post("/my/subscriptions/follow", {"number": demand.number})
    assert not MatchSubscription.objects.exists()
    client.force_login(user)
    assert "/my/subscriptions/follow" in client.get(path).content.decode()
    page = client.post("/my/subscriptions/follow", {"number": demand.number}, follow=True).content.decode()
    assert "您已关注这条记录" in page
    assert MatchSubscription.objects.get().user == user
    draft = make.achievement(publish=False)
    assert client.post("/my/subscriptions/follow", {"number": draft.number}).status_code == 404
