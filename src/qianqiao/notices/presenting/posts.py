"""A post as a message in the language of its webhook."""

from django.utils import translation
from django.utils.translation import gettext as _

from qianqiao.core import config
from qianqiao.core.clock import SHANGHAI
from qianqiao.notices import texts
from qianqiao.notices.channels.robots import Message
from qianqiao.notices.models import WebhookPost


def message_of(post: WebhookPost) -> Message:
    with translation.override(post.webhook.language):
        sample = f"[{_('Sample data')}] " if config.is_sample_site() else ""
        due = ""
        if post.due_at is not None:
            due = _("due %(moment)s") % {"moment": f"{post.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"}
        return Message(
            key=f"{post.webhook_id}-{post.pk}",
            code=post.code,
            text=sample + texts.sentence(post.code, post.params),
            url=f"{config.site_address()}{post.address}" if post.address else "",
            due=due,
            at=post.created_at,
            due_at=post.due_at,
            organisation=post.webhook.organisation.number,
        )
