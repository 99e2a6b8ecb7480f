"""The mail of an invitation, in the language in which it was written."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from qianqiao.core import config
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.texts import chosen, language, listed
from qianqiao.organisations.roles import roles
from qianqiao.organisations.views.record_pages.facts import day_text
from qianqiao.people.links import invitation_address
from qianqiao.people.models import Invitation


def invitation_mail(row: Invitation) -> EmailMessage:
    """The same mail each time it is made, its Message-ID too: a second copy is dropped by the mail box."""
    with translation.override(row.language):
        lang = "zh" if language().startswith("zh") else "en"
        organisation = chosen(row.organisation, "name")[0]
        body = render_to_string(
            "people/mail/invitation.txt",
            {
                "organisation": organisation,
                "inviter": str(row.invited_by) if row.invited_by else "",
                "roles": listed(roles()[code].label(lang) for code in row.roles if code in roles()),
                "address": invitation_address(row),
                "until": day_text(row.expires_at.astimezone(SHANGHAI).date()),
                "email": row.email,
            },
        )
        subject = _("%(organisation)s invites you to Qianqiao") % {"organisation": organisation}
    host = config.site_address().split("//")[-1].split(":")[0].split("/")[0]
    return EmailMessage(
        " ".join(subject.split()),
        body,
        to=[row.email],
        headers={"Message-ID": f"<invitation-{row.pk}@{host}>"},
    )
