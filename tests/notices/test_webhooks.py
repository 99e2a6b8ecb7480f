"""Webhooks: signed as each service documents it, tried again, never twice by our fault, never into a private network."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from qianqiao.core import audit, clock, outbox
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.notices import jobs, texts
from qianqiao.notices.channels import request, robots
from qianqiao.notices.channels.addresses import AddressError, checked
from qianqiao.notices.domain import close_todo, notify, open_todo, posting, webhooks
from qianqiao.notices.models import Webhook, WebhookPost
from qianqiao.organisations.models import Organisation
from tests.factories import records as make
from tests.notices.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
SECRET = "a secret of sixteen"
DINGTALK = "sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0="
FEISHU = "OfGzRzoUICBOoc8wVra1e4A1hPfbZ9zqXozA8CWVUuY="
PLAIN = "a8e96c2e6ed6987f54d2c397a1d66ab2ad888b23b1be6b17ae48c9163fa0b8c0"


@pytest.fixture(autouse=True)
def _loopback(settings: object) -> None:
    settings.QIANQIAO_WEBHOOKS_TO_LOOPBACK = True  # type: ignore[attr-defined]
    texts.register("test.answer", "Answer %(who)s", "Answer")


@pytest.fixture
def peer() -> Iterator[Receiver]:
    with receiver(SECRET) as mine:
        yield mine


def hook(peer: Receiver, form: str, *, secret: str = SECRET) -> Webhook:
    own = make.organisation()
    _, manager = make.person(own, roles=["administrator"])
    return webhooks.add_webhook(
        own, name="对接群", form=form, address=peer.address(form), secret=secret, language="en", actor=manager
    )


def wait(own: Organisation, key: str = "one", who: str = "甲厂") -> None:
    with transaction.atomic():
        open_todo(
            key=key,
            code="test.answer",
            params={"who": who},
            address="/cases/K1",
            organisation_id=own.pk,
            permission="docking.answer",
            due_at=clock.now() + timedelta(days=2),
        )
    outbox.deliver_all()


@pytest.mark.parametrize("form", ["wecom", "dingtalk", "feishu", "plain"])
def test_each_service_takes_the_signed_message_once(peer: Receiver, form: str) -> None:
    webhook = hook(peer, form)
    wait(webhook.organisation)
    assert jobs.send_posts() == 1
    assert jobs.send_posts() == 0
    [told] = peer.taken
    said = {
        "wecom": lambda: told["text"]["content"],
        "dingtalk": lambda: told["text"]["content"],
        "feishu": lambda: told["content"]["text"],
        "plain": lambda: f"{told['text']} due {told['url']}",
    }[form]()
    assert "Answer 甲厂" in said
    assert "due " in said
    assert "/cases/K1" in said


@pytest.mark.parametrize("form", ["dingtalk", "feishu", "plain"])
def test_a_wrong_secret_is_no_success(peer: Receiver, form: str) -> None:
    webhook = hook(peer, form, secret="another secret of 16")
    wait(webhook.organisation)
    assert jobs.send_posts() == 0
    post = WebhookPost.objects.get()
    assert (post.state, post.attempts, peer.taken) == ("pending", 1, [])
    assert any(code in post.last_error for code in ("310000", "19021", "403"))


def test_known_signatures() -> None:
    """Worked out apart from the code, by `openssl dgst -sha256 -hmac` and `base64`."""
    assert robots.dingtalk_signature("this is secret", "1700000000000") == DINGTALK
    assert robots.feishu_signature("this is secret", "1700000000") == FEISHU
    assert robots.plain_signature("this is secret", "1700000000", b'{"a":1}') == PLAIN


@pytest.mark.parametrize(
    ("answer", "least"),
    [
        ((429, {"Retry-After": "1800"}, b""), timedelta(minutes=30)),
        ((500, {}, b"oops"), timedelta(minutes=2)),
        ((302, {"Location": "/wecom"}, b""), timedelta(minutes=2)),
        ((200, {}, b'{"errcode": 45009, "errmsg": "too fast"}'), timedelta(minutes=2)),
        ((200, {}, b"<html>"), timedelta(minutes=2)),
    ],
)
def test_what_was_not_taken_is_tried_again_after_a_pause(
    peer: Receiver, answer: tuple[int, dict[str, str], bytes], least: timedelta
) -> None:
    webhook = hook(peer, "wecom")
    wait(webhook.organisation)
    peer.answers.append(answer)
    now = clock.now()
    assert jobs.send_posts() == 0
    assert jobs.send_posts() == 0
    assert peer.calls == 1
    post = WebhookPost.objects.get()
    assert post.state == "pending"
    assert post.last_error
    assert post.next_attempt_at - now >= least
    with clock.frozen(post.next_attempt_at):
        assert jobs.send_posts() == 1
    assert len(peer.taken) == 1


def test_a_receiver_that_sleeps_or_is_away_costs_one_attempt_a_run(
    peer: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 0.3)
    webhook = hook(peer, "plain")
    for key in ("one", "two", "three"):
        wait(webhook.organisation, key)
    peer.sleep = 1.0
    assert jobs.send_posts() == 0
    assert peer.calls == 1
    post = WebhookPost.objects.get(attempts=1)
    assert "ReadTimeout" in post.last_error
    assert "key-1234" not in post.last_error


def test_after_a_crash_the_same_key_comes_again(peer: Receiver) -> None:
    webhook = hook(peer, "plain")
    wait(webhook.organisation)
    pk = WebhookPost.objects.get().pk
    with transaction.atomic():
        assert posting.deliver(pk)
        transaction.set_rollback(True)
    assert posting.deliver(pk)
    assert len(peer.keys) == 2
    assert len(set(peer.keys)) == 1
    assert peer.keys[0]


def test_what_is_done_or_changed_is_not_told_again_and_what_begins_anew_is(peer: Receiver) -> None:
    own = hook(peer, "plain").organisation
    wait(own)
    wait(own)
    assert WebhookPost.objects.count() == 1
    close_todo("one")
    wait(own)
    assert WebhookPost.objects.count() == 2
    with transaction.atomic():
        open_todo(
            key="gone",
            code="test.answer",
            params={},
            address="/",
            organisation_id=own.pk,
            permission="docking.answer",
        )
        close_todo("gone")
    outbox.deliver_all()
    assert WebhookPost.objects.count() == 2


def test_an_organisation_is_told_once_whoever_of_its_people_is(peer: Receiver) -> None:
    own = hook(peer, "plain").organisation
    people = [make.person(own)[0].pk for _ in range(3)]
    with transaction.atomic():
        told = {"code": "test.answer", "params": {"who": "乙"}, "key": "k", "organisation_id": own.pk}
        notify(people, **told)
        notify(people, **told)
    outbox.deliver_all()
    assert WebhookPost.objects.count() == 1
    assert jobs.send_posts() == 1


def test_other_organisations_and_paused_webhooks_hear_nothing(peer: Receiver) -> None:
    webhook = hook(peer, "plain")
    wait(make.organisation(), "foreign")
    assert not WebhookPost.objects.exists()
    _, manager = make.person(webhook.organisation, roles=["administrator"])
    wait(webhook.organisation, "before")
    webhooks.set_active(webhook, active=False, actor=manager)
    assert jobs.send_posts() == 0
    webhooks.set_active(webhook, active=True, actor=manager)
    assert jobs.send_posts() == 1


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://93.184.216.34/hook", "https_only"),
        ("https://93.184.216.34:22/hook", "https_only"),
        ("https://127.0.0.1/hook", "address_private"),
        ("https://10.1.2.3/hook", "address_private"),
        ("https://192.168.1.1/hook", "address_private"),
        ("https://169.254.169.254/latest/meta-data/", "address_private"),
        ("https://100.64.0.1/", "address_private"),
        ("https://0.0.0.0/", "address_private"),
        ("https://[::1]/", "address_private"),
        ("https://[::ffff:10.0.0.1]/", "address_private"),
        ("https://[64:ff9b::a00:1]/", "address_private"),
        ("https://[fd00::1]/", "address_private"),
        ("https://2130706433/", "address_private"),
        ("https://localhost/", "address_private"),
        ("https://user@93.184.216.34/", "address_wrong"),
        ("https://", "address_wrong"),
        ("https://[half/", "address_wrong"),
        ("https://93.184.216.34/a b", "address_wrong"),
        ("https://no-such-host.invalid/", "address_unknown"),
        ("file:///etc/passwd", "address_wrong"),
    ],
)
def test_addresses_that_are_never_called(settings: object, address: str, code: str) -> None:
    settings.QIANQIAO_WEBHOOKS_TO_LOOPBACK = False  # type: ignore[attr-defined]
    with pytest.raises(AddressError) as refused:
        checked(address)
    assert refused.value.code == code


def test_a_public_address_is_called_by_its_number(settings: object) -> None:
    settings.QIANQIAO_WEBHOOKS_TO_LOOPBACK = False  # type: ignore[attr-defined]
    target = checked("https://93.184.216.34/robot/send?access_token=x")
    assert (target.ip, target.port, target.path) == ("93.184.216.34", 443, "/robot/send?access_token=x")


def test_the_address_is_checked_again_at_each_attempt(peer: Receiver, settings: object) -> None:
    webhook = hook(peer, "plain")
    wait(webhook.organisation)
    settings.QIANQIAO_WEBHOOKS_TO_LOOPBACK = False  # type: ignore[attr-defined]
    assert jobs.send_posts() == 0
    assert peer.calls == 0
    assert "https_only" in WebhookPost.objects.get().last_error


def test_only_who_manages_members_adds_and_nothing_else_changes(peer: Receiver) -> None:
    own = make.organisation()
    for roles in (["inventor"], ["transfer_officer"]):
        user, actor = make.person(own, roles=roles)
        with pytest.raises(Refusal, match="not_allowed"):
            webhooks.add_webhook(
                own,
                name="x",
                form="plain",
                address=peer.address("plain"),
                secret=SECRET,
                language="en",
                actor=actor,
            )
        client = Client()
        make.sign_in(client, user)
        assert client.get(f"/organisations/{own.number}/webhooks/").status_code == 404
    assert not Webhook.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="notices.").exists()


def test_the_page_adds_tests_pauses_and_removes_and_never_shows_the_keys(peer: Receiver) -> None:
    own = make.organisation()
    user, _ = make.person(own, roles=["administrator"])
    client = Client()
    make.sign_in(client, user)
    page = f"/organisations/{own.number}/webhooks/"
    form = {
        "name": "群",
        "form": "plain",
        "address": peer.address("plain"),
        "secret": "short",
        "language": "en",
    }
    refused = client.post(page, form)
    assert refused.status_code == 400
    assert "至少 16 个字符" in refused.content.decode()
    assert client.post(page, {**form, "secret": SECRET}).status_code == 302
    webhook = Webhook.objects.get()
    client.post(f"{page}{webhook.pk}/test")
    assert jobs.send_posts() == 1
    html = client.get(page).content.decode()
    assert "千桥" in html
    assert SECRET not in html
    assert peer.address("plain") not in html
    client.post(f"{page}{webhook.pk}/pause")
    assert not Webhook.objects.get().is_active
    WebhookPost.objects.update(state="dead", attempts=24)
    client.post(f"{page}{webhook.pk}/posts/{WebhookPost.objects.get().pk}/retry")
    assert WebhookPost.objects.get().state == "pending"
    client.post(f"{page}{webhook.pk}/remove")
    assert not Webhook.objects.exists()
    noted = list(AuditEntry.objects.filter(chain=own.audit_chain, action__startswith="notices."))
    assert [entry.action for entry in noted] == [
        "notices.webhook_added",
        "notices.webhook_paused",
        "notices.webhook_removed",
    ]
    assert all(SECRET not in str(entry.data) and "key-1234" not in str(entry.data) for entry in noted)
    assert audit.verify(own.audit_chain) is None


def test_another_organisations_webhook_is_unknown(peer: Receiver) -> None:
    webhook = hook(peer, "plain")
    other = make.organisation()
    user, _ = make.person(other, roles=["administrator"])
    client = Client()
    make.sign_in(client, user)
    for number in (webhook.organisation.number, other.number):
        assert client.post(f"/organisations/{number}/webhooks/{webhook.pk}/remove").status_code == 404
    assert Webhook.objects.exists()


def test_a_long_sentence_fits_what_a_robot_takes() -> None:
    message = robots.Message("k", "c", "长" * 3000, "https://x.example/1", "due", clock.now())
    call = robots.call_for("wecom", "/", "", message, clock.now())
    assert len(call.body) < 2200
    assert b"https://x.example/1" in call.body
