"""What a side owes stands on the lists of its agencies too, from the first day of their mandate to its last."""

from django.db import transaction

from qianqiao.core import clock
from qianqiao.docking.clocks import Clock
from qianqiao.docking.domain.obligations import rule_of, todo_key
from qianqiao.docking.domain.telling import address_of, told_of
from qianqiao.docking.models import DockingCase, Obligation, other
from qianqiao.mandates.domain.todos import todo_suffix
from qianqiao.mandates.models import Mandate
from qianqiao.mandates.policies import CARRY
from qianqiao.mandates.queries import in_force, mandates_for
from qianqiao.notices.domain import open_todo
from qianqiao.notices.models import Todo


def put_on_lists_of_agencies(obligation: Obligation, rule: Clock) -> None:
    """Agencies that may say the word under a mandate have it on their list too; the mandate's end takes it off."""
    for mandate in mandates_for(
        rule.permission, obligation.organisation_id, obligation.case.number_of(obligation.side)
    ):
        _put_on_list_under(mandate, obligation, rule)


def _put_on_list_under(mandate: Mandate, obligation: Obligation, rule: Clock) -> None:
    case, side = obligation.case, obligation.side
    open_todo(
        key=f"{todo_key(obligation)}{todo_suffix(mandate.number)}",
        code=f"docking.todo.{'follow_up' if rule.after_days else rule.code}",
        params=told_of(case, other(side), viewer=side),
        address=address_of(case),
        organisation_id=mandate.agency_id,
        permission=CARRY,
        due_at=obligation.due_at,
    )


def put_running_on_lists_of_agencies() -> int:
    """What already ran when a mandate began, onto the lists of its agency; how many were new. Repeating it is harmless.

    A clock that starts later puts itself there.
    """
    new = 0
    running = Obligation.objects.filter(done_at=None, organisation__in=in_force().values("organisation"))
    for found in running.select_related("case").order_by("pk"):
        with transaction.atomic():
            DockingCase.objects.select_for_update().get(pk=found.case_id)
            obligation = Obligation.objects.select_related("case").filter(pk=found.pk, done_at=None).first()
            rule = None if obligation is None else rule_of(obligation)
            if obligation is None or rule is None or obligation.started_at > clock.now():
                continue
            number = obligation.case.number_of(obligation.side)
            for mandate in mandates_for(rule.permission, obligation.organisation_id, number):
                key = f"{todo_key(obligation)}{todo_suffix(mandate.number)}"
                if not Todo.objects.filter(key=key).exists():
                    _put_on_list_under(mandate, obligation, rule)
                    new += 1
    return new
