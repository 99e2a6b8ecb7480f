"""What the room does when something happens elsewhere."""

from qianqiao.core import outbox
from qianqiao.core.outbox import Event
from qianqiao.docking.domain.agency_lists import put_running_on_lists_of_agencies


@outbox.on("mandates.accept", name="docking.list_for_agency")
def list_for_agency(event: Event) -> None:  # noqa: ARG001  all that is missing is put there, whatever the mandate
    put_running_on_lists_of_agencies()
