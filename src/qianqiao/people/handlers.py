"""Events in: an invitation goes out by mail."""

from qianqiao.core import outbox
from qianqiao.core.outbox import Event
from qianqiao.people.mails import invitation_mail
from qianqiao.people.models import Invitation
from qianqiao.people.states import OPEN


@outbox.on("people.invitation_sent", name="people.mail_invitation")
def mail_invitation(event: Event) -> None:
    """Tried again by the outbox until the mail server takes it; not sent when it was answered or taken back."""
    row = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(pk=event.payload["number"], state=OPEN)
        .first()
    )
    if row is not None:
        invitation_mail(row).send()
