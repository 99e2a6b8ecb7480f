"""Things on their way to webhooks: planned once per webhook and key, then posted; what failed is tried again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from qianqiao.core import clock, config
from qianqiao.notices.channels import request, robots
from qianqiao.notices.channels.addresses import AddressError, checked
from qianqiao.notices.domain.pauses import close, note_failure
from qianqiao.notices.models import Sending, Webhook, WebhookPost
from qianqiao.notices.presenting.posts import message_of

# a robot that says "wrong signature" or "no such robot" says so again; still it is tried, for a setting may be mended
MOST_TEXT = 300


def plan_posts(
    organisation_id: int,
    *,
    key: str,
    code: str,
    params: Mapping[str, str],
    address: str,
    due_at: datetime | None = None,
) -> int:
    """One post per active webhook of the organisation; the same key again adds nothing. How many webhooks there are."""
    now = clock.now()
    webhooks = list(Webhook.objects.filter(organisation=organisation_id, is_active=True))
    WebhookPost.objects.bulk_create(
        [
            WebhookPost(
                webhook=webhook,
                key=key[:200],
                code=code,
                params=dict(params),
                address=address,
                due_at=due_at,
                next_attempt_at=now,
                created_at=now,
            )
            for webhook in webhooks
        ],
        ignore_conflicts=True,
    )
    return len(webhooks)


def deliver(post_id: int) -> bool | None:
    """Posts one message under a lock: True when taken, False when not, None when nothing was due.

    A receiver that took the message and whose answer got lost (a crash here, a time-out there) gets it again: signed
    JSON carries the same Idempotency-Key then, a group robot shows it twice.
    """
    with transaction.atomic():
        waiting = WebhookPost.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            pk=post_id,
            state=Sending.State.PENDING,
            next_attempt_at__lte=clock.now(),
            webhook__is_active=True,
        )
        post = waiting.select_related("webhook__organisation").first()
        if post is None:
            return None
        wrong, answer = _attempt(post)
        if wrong:
            note_failure(post, wrong[:MOST_TEXT], wait=answer.wait if answer else None)
            return False
        close(post, Sending.State.SENT)
        return True


def _attempt(post: WebhookPost) -> tuple[str, request.Answer | None]:
    """What went wrong (nothing where it was taken), and the answer. The address is checked anew each time."""
    webhook = post.webhook
    try:
        target = checked(webhook.address)
        call = robots.call_for(webhook.form, target.path, webhook.secret, message_of(post), clock.now())
        answer = request.post(
            target,
            call.path,
            call.body,
            {**call.headers, "User-Agent": f"Qianqiao ({config.site_address()})"},
        )
    except AddressError as refused:
        return f"{refused.code}: {refused.detail}", None
    except request.RequestError as failed:
        # the text of the library may hold the path, and with it the robot's key
        return str(failed).replace(request.path_of(webhook.address), "…"), None
    return robots.refusal(webhook.form, answer), answer
