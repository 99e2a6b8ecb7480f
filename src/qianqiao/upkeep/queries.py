"""Reads of the room: what was just renewed, what is asked about a record, why it was retired."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import EXPIRED, PUBLISHED
from qianqiao.core.records import record_models
from qianqiao.core.validity import KEEP
from qianqiao.upkeep import records, ruling
from qianqiao.upkeep.models import Renewal, Retirement
from qianqiao.upkeep.states import ANNOUNCED, RETIRED


@dataclass(frozen=True, slots=True)
class Batch:
    """What one click renewed and can still be taken back."""

    batch: UUID
    count: int


def renewable(record: Any, *, actor: Actor) -> bool:
    """Whether the actor may say that the record is still true."""
    return record.state in {PUBLISHED, EXPIRED} and policy.may(actor, "renew", record)


def last_renewal(batch: str, *, actor: Actor) -> Batch | None:
    """A batch of the actor's own that can still be taken back, as far as it can be."""
    try:
        key = UUID(batch)
    except ValueError:
        return None
    count = _open_renewals(actor).filter(batch=key).count()
    return Batch(key, count) if count else None


def renewal_of(record: Any, *, actor: Actor) -> Renewal | None:
    """The actor's renewal of a record that nothing has followed since."""
    return _open_renewals(actor).filter(number=record.number, version=record.version).first()


def _open_renewals(actor: Actor) -> QuerySet[Renewal]:
    since = clock.now() - timedelta(days=ruling.renewal_undo_days())
    return Renewal.objects.filter(user=actor.user_id or 0, undone_at=None, at__gte=since)


def question_about(number: str, *, actor: Actor) -> Retirement | None:
    """A retirement that was announced and that the actor may decide."""
    if actor.kind is not ActorKind.PERSON:
        return None
    row = Retirement.objects.filter(number=number, state=ANNOUNCED).order_by("due_on", "pk").first()
    return row if row is not None and policy.may(actor, "decide", row) else None


def retirement_of(number: str) -> Retirement | None:
    """Why a record that is not offered any more was retired last."""
    return Retirement.objects.filter(number=number, state=RETIRED).order_by("-retired_at", "-pk").first()


def retirement_by_id(key: int, *, actor: Actor) -> Retirement | None:
    return Retirement.objects.filter(policy.visible(actor, Retirement), pk=key).first()


def expiring_numbers(kind: str, *, actor: Actor) -> list[str]:
    """Numbers of a kind (its letter) that run out soon, of the actor's organisations and mandates, the first ones first."""
    model = record_models()[kind]
    owners = actor.organisations_where(records.permission_for(kind))
    mine = Q(**{f"{model.owner_field}__in": owners}) | kept_under_mandates(model, actor=actor)
    rows = model._default_manager.filter(mine, state=PUBLISHED, valid_until__range=ruling.soon(clock.today()))  # noqa: SLF001  Django's manager
    return list(rows.order_by("valid_until", "pk").values_list("number", flat=True))


def kept_under_mandates(model: type[Any], *, actor: Actor) -> Q:
    """Records of a kind that the actor keeps alive today in the name of organisations it does not belong to."""
    found = Q(pk__in=[])
    for one in actor.carried:
        if KEEP in one.permissions and one.organisation not in actor.grants:
            own = Q(**{model.owner_field: one.organisation}, state__in=[PUBLISHED, EXPIRED])
            found |= own & Q(number__in=sorted(one.records)) if one.records else own
    return found
