"""Names and ends the deputy of a person who will be away."""

from datetime import date

from django.db import transaction

from qianqiao.core import audit, clock
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.docking.models import DeputyPeriod
from qianqiao.docking.reads.people import colleagues
from qianqiao.organisations.models import User

LONGEST_DAYS = 180


def name_deputy(deputy_id: int, *, first_day: date, last_day: date, actor: Actor) -> DeputyPeriod:
    """Names a colleague for some days; Refusal not_allowed, not_a_colleague, days_in_past, days_in_disorder,
    too_many_days or days_overlap."""
    if actor.user_id is None:
        raise Refusal("not_allowed")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.user_id)
        faults = {
            "not_a_colleague": deputy_id not in {one.pk for one in colleagues(user)},
            "days_in_disorder": last_day < first_day,
            "days_in_past": last_day < clock.today(),
            "too_many_days": (last_day - first_day).days > LONGEST_DAYS,
            "days_overlap": DeputyPeriod.objects.filter(
                user=user, first_day__lte=last_day, last_day__gte=first_day
            ).exists(),
        }
        for code, wrong in faults.items():
            if wrong:
                raise Refusal(code)
        made = DeputyPeriod.objects.create(
            user=user,
            deputy_id=deputy_id,
            first_day=first_day,
            last_day=last_day,
            created_at=clock.now(),
        )
        data = {"deputy": deputy_id, "from": first_day, "to": last_day}
        audit.append("docking.deputy_named", subject=str(user.pk), actor=actor, data=data)
    return made


def end_deputy(period: DeputyPeriod, *, actor: Actor) -> None:
    """Takes a deputy back; Refusal not_allowed for somebody else's."""
    if actor.user_id is None or period.user_id != actor.user_id:
        raise Refusal("not_allowed")
    with transaction.atomic():
        audit.append(
            "docking.deputy_ended",
            subject=str(period.user_id),
            actor=actor,
            data={"deputy": period.deputy_id},
        )
        period.delete()
