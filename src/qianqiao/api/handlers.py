"""Events in: who leaves an organisation takes the keys along for good, also if the person comes back."""

from qianqiao.api.domain.keys import end_keys_of_leaver
from qianqiao.core import outbox
from qianqiao.core.models import OutboxEvent
from qianqiao.core.outbox import Event
from qianqiao.organisations.models import Membership


@outbox.on("people.membership_ended", name="api.end_keys")
def end_keys(event: Event) -> None:
    """Those keys open nothing from the moment of the end; this ends them on the record too."""
    row = Membership.objects.filter(pk=event.payload["number"]).first()
    if row is not None:
        # told late, it must not end what was made after a return
        end_keys_of_leaver(row, before=OutboxEvent.objects.get(pk=event.id).created_at)
