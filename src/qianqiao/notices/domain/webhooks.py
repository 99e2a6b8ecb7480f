"""Webhooks of an organisation: added, paused, tried and removed by those who manage its members."""

from django.db import transaction

from qianqiao.core import audit, clock
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.notices.channels.addresses import AddressError, checked
from qianqiao.notices.models import LANGUAGES, Webhook, WebhookPost
from qianqiao.organisations.models import Organisation

PERMISSION = "members.manage"
MOST = 10


def may_manage(organisation: Organisation, *, actor: Actor) -> bool:
    return actor.may(PERMISSION, organisation.pk)


def add_webhook(
    organisation: Organisation,
    *,
    name: str,
    form: str,
    address: str,
    secret: str,
    language: str,
    actor: Actor,
) -> Webhook:
    """Adds a webhook; Refusal `not_allowed`, `unknown_form`, `secret_needed`, `too_many`, or that of the address."""
    _allow(organisation, actor)
    if form not in Webhook.Form or language not in dict(LANGUAGES):
        raise Refusal("unknown_form", form)
    if form == Webhook.Form.PLAIN and len(secret) < 16:
        raise Refusal("secret_needed", form)
    try:
        checked(address)
    except AddressError as refused:
        raise Refusal(refused.code, refused.detail) from refused
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        if organisation.webhooks.count() >= MOST:
            raise Refusal("too_many", str(MOST))
        webhook = Webhook.objects.create(
            organisation=organisation,
            name=name,
            form=form,
            address=address,
            secret=secret,
            language=language,
            created_at=clock.now(),
        )
        _note("webhook_added", webhook, actor)
    return webhook


def set_active(webhook: Webhook, *, active: bool, actor: Actor) -> None:
    """Pauses a webhook or lets it go on; what waits keeps waiting."""
    _allow(webhook.organisation, actor)
    with transaction.atomic():
        changed = Webhook.objects.filter(pk=webhook.pk, is_active=not active).update(is_active=active)
        if changed:
            _note("webhook_resumed" if active else "webhook_paused", webhook, actor)


def remove_webhook(webhook: Webhook, *, actor: Actor) -> None:
    _allow(webhook.organisation, actor)
    with transaction.atomic():
        _note("webhook_removed", webhook, actor)
        webhook.delete()


def send_test(webhook: Webhook, *, actor: Actor) -> WebhookPost:
    """Puts a test message on its way."""
    _allow(webhook.organisation, actor)
    now = clock.now()
    return WebhookPost.objects.create(
        webhook=webhook,
        key=f"test:{now.isoformat()}",
        code="notices.webhook_test",
        params={"who": actor.label},
        address=f"/organisations/{webhook.organisation.number}/webhooks/",
        next_attempt_at=now,
        created_at=now,
    )


def retry(post: WebhookPost, *, actor: Actor) -> bool:
    """Gives a post that was given up another round of attempts."""
    _allow(post.webhook.organisation, actor)
    given_up = WebhookPost.objects.filter(pk=post.pk, state=WebhookPost.State.DEAD)
    return bool(given_up.update(state=WebhookPost.State.PENDING, attempts=0, next_attempt_at=clock.now()))


def _allow(organisation: Organisation, actor: Actor) -> None:
    if not may_manage(organisation, actor=actor):
        raise Refusal("not_allowed", organisation.number)


def _note(verb: str, webhook: Webhook, actor: Actor) -> None:
    """The log names the webhook; its address and secret are keys and stay out of it."""
    audit.append(
        f"notices.{verb}",
        subject=webhook.organisation.number,
        actor=actor,
        chain=webhook.organisation.audit_chain,
        data={"webhook": webhook.pk, "name": webhook.name, "form": webhook.form},
    )
