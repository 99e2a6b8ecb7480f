"""Events in: records that were written, published or withdrawn."""

from django.utils.translation import gettext_lazy as _

from qianqiao.core import outbox
from qianqiao.matching import jobs
from qianqiao.matching.domain import docked_pairs
from qianqiao.notices import texts

texts.register(
    "matching.digest", _("New matches of what you follow: %(count)s."), _("My subscriptions"), by_mail=False
)


@outbox.on("catalogue.records_changed", name="matching.take_in_catalogue")
@outbox.on("demands.records_changed", name="matching.take_in_demands")
def take_in(event: outbox.Event) -> None:
    """Leaves the work to the queue, so that a large import does not hold up other events."""
    jobs.enqueue([str(number) for number in event.payload.get("numbers", ())])


@outbox.on("docking.pair_judged", name="matching.learn_from_docking")
def learn_from_docking(event: outbox.Event) -> None:
    """Interest, refusals and agreements become labels."""
    docked_pairs.learn(event.payload)
