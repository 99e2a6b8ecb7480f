"""Erases an account at its person's wish: what serves the person alone goes at once, the rest loses its name."""

from django.db import transaction

from qianqiao.core import audit, clock
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.models import Membership, User
from qianqiao.oversight.classes import DELETE, KEEP, UNLINK, holdings
from qianqiao.oversight.models import Erasure

ADMINISTRATOR = "administrator"


def sole_administrations(user: User) -> list[Membership]:
    """Memberships in which a person is the only one who manages an organisation that has other members."""
    held = user.memberships.filter(state=Membership.State.ACTIVE, roles__contains=[ADMINISTRATOR])
    found = []
    for membership in held.select_related("organisation").order_by("pk"):
        others = Membership.objects.filter(
            organisation=membership.organisation_id, state=Membership.State.ACTIVE, user__is_active=True
        ).exclude(user=user)
        if others.exists() and not others.filter(roles__contains=[ADMINISTRATOR]).exists():
            found.append(membership)
    return found


def erase(user: User, *, actor: Actor) -> Erasure:
    """Deletes, unlinks and empties in one transaction; Refusal `not_allowed`, `done_already` or `last_administrator`.

    The account stays as a row without name, address and password, because the log and the organisation's records lead
    to it; nobody can sign in with it again.
    """
    if actor.user_id != user.pk or actor.kind is not ActorKind.PERSON:
        raise Refusal("not_allowed", str(user.pk))
    with transaction.atomic():
        fresh = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if Erasure.objects.filter(person=fresh.pk).exists():
            raise Refusal("done_already", str(fresh.pk))
        alone = sole_administrations(fresh)
        if alone:
            raise Refusal("last_administrator", ", ".join(one.organisation.number for one in alone))
        deleted, kept = {}, {}
        for holding in holdings():
            rows = holding.rows(fresh)
            count = rows.count()
            if holding.on_erasure == DELETE:
                rows.delete()
                deleted[holding.label] = count
            elif holding.on_erasure == UNLINK:
                for name in holding.by:
                    holding.rows(fresh).filter(**{name: fresh.pk}).update(**{name: None})
                kept[holding.label] = count
            elif holding.on_erasure == KEEP:
                kept[holding.label] = count
        _empty(fresh)
        label = f"#{fresh.pk}"
        audit.append(
            "oversight.account_erased",
            subject=label,
            # the log does not write down once more the name that is being erased
            actor=Actor(ActorKind.PERSON, user_id=fresh.pk, label=label),
            data={"deleted": deleted, "kept": kept},
        )
        return Erasure.objects.create(person=fresh.pk, at=clock.now(), deleted=deleted, kept=kept)


def _empty(user: User) -> None:
    user.email = f"erased-{user.pk}@invalid.example"
    user.name = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
