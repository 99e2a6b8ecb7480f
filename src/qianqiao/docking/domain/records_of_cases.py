"""What becomes of a record is noted in its open cases: they stay, and both sides are told."""

from django.db import transaction
from django.db.models import Q

from qianqiao.docking.domain.clock_keeping import record
from qianqiao.docking.domain.telling import tell
from qianqiao.docking.models import SIDES, DockingCase, other
from qianqiao.docking.reads import people
from qianqiao.docking.states import OPEN
from qianqiao.notices.queries import people_with


def note_in_cases(number: str, code: str, *, key: str, told_already: tuple[str, int] | None = None) -> int:
    """Notes it in every open case about a record and tells who carries it on either side; how many cases.

    `told_already`: the permission and organisation of those who hear of the record itself, and are not told twice.
    """
    known = set(people_with(*told_already)) if told_already else set()
    with transaction.atomic():
        cases = DockingCase.objects.select_for_update(of=("self",)).select_related(
            "demand_side", "offer_side"
        )
        found = list(cases.filter(Q(demand=number) | Q(offer=number), state__in=OPEN).order_by("pk"))
        for case in found:
            record(case, code, record=number)
            for side in SIDES:
                users = set(people.in_charge_or_mandated(case, side, "docking.see")) - known
                told = {"record": number}
                name = f"{code}:{number}:{key}:{side}"
                tell(case, sorted(users), code, about=other(side), viewer=side, key=name, params=told)
    return len(found)
