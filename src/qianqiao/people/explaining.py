"""“Why may I not?” told in one or two sentences."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.core.texts import chosen, listed, marked
from qianqiao.organisations.holding import holders, holdings
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.organisations.roles import Permission, Role, roles
from qianqiao.organisations.views.record_pages.facts import day_text
from qianqiao.people.forms import role_language


@dataclass(frozen=True, slots=True)
class Answer:
    """`may` says whether the actor may; `can_ask` whether asking to join would help."""

    may: bool
    sentences: tuple[str, ...]
    can_ask: bool = False


def roles_held(actor: Actor) -> frozenset[str]:
    """Codes of the roles that the actor holds anywhere today, lent ones included."""
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    return frozenset(code for held in holdings(user) for code in held.roles) if user else frozenset()


def giving(permission: Permission, organisation: Organisation | None) -> list[Role]:
    """The roles that have a permission, in the organisation's kind where one is named."""
    return [
        role
        for role in roles().values()
        if permission.code in role.permissions and (organisation is None or organisation.kind in role.kinds)
    ]


def why(actor: Actor, permission: Permission, organisation: Organisation | None) -> Answer:
    """Why an actor may or may not do something in an organisation, or on the platform where none is named."""
    if actor.user_id is None:
        return Answer(False, (_("You are not signed in; what needs a role needs a person first."),))
    if actor.may(permission.code, organisation.pk if organisation else None):
        return Answer(True, (_("You may do this."), *_second_factor(permission)))
    if organisation is None:
        return Answer(False, (_no_role_anywhere(permission),))
    row = Membership.objects.filter(user=actor.user_id, organisation=organisation).first()
    if row is None or row.state != Membership.State.ACTIVE or _has_run_out(row):
        return Answer(False, (_not_a_member(row, organisation),), can_ask=row is None or row.state in _OVER)
    return Answer(False, (_role_lacks(row, permission, organisation), *_who_could(permission, organisation)))


_OVER = {Membership.State.ENDED, Membership.State.REFUSED}


def _has_run_out(row: Membership) -> bool:
    return row.valid_until is not None and row.valid_until < clock.today()


def _not_a_member(row: Membership | None, organisation: Organisation) -> str:
    name = {"organisation": chosen(organisation, "name")[0]}
    if row is None:
        return _told(_("You do not belong to {organisation}."), **name)
    if row.state == Membership.State.REQUESTED:
        return _told(_("You have asked to join {organisation}; nobody has decided yet."), **name)
    if row.state == Membership.State.REFUSED:
        return _told(_("{organisation} turned your request down: {reason}"), **name, reason=row.reason)
    if row.valid_until is not None and _has_run_out(row):
        return _told(
            _("Your membership in {organisation} ran out on {day}."), **name, day=day_text(row.valid_until)
        )
    return _told(_("Your membership in {organisation} has ended."), **name)


def _told(sentence: str, **values: str) -> SafeString:
    """The sentence as HTML, with names and words of others marked as Chinese where the page is English."""
    return format_html(sentence, **{key: marked(value) for key, value in values.items()})


def _names(found: list[Role]) -> str:
    return listed(role.label(role_language()) for role in found)


def _no_role_anywhere(permission: Permission) -> str:
    told = {"permission": permission.label(role_language()), "roles": _names(giving(permission, None))}
    return _told(_("“{permission}” comes with these roles: {roles}. You hold none of them here."), **told)


def _role_lacks(row: Membership, permission: Permission, organisation: Organisation) -> str:
    told = {
        "permission": permission.label(role_language()),
        "organisation": chosen(organisation, "name")[0],
        "roles": _names([roles()[code] for code in row.roles if code in roles()]),
    }
    if not told["roles"]:
        return _told(_("You belong to {organisation} but hold no role there."), **told)
    return _told(_("Your roles in {organisation} ({roles}) do not include “{permission}”."), **told)


def _who_could(permission: Permission, organisation: Organisation) -> list[str]:
    """Colleagues who can do it, else the role that it takes; names are told to members only."""
    people = User.objects.filter(pk__in=holders(permission.code, organisation.pk)).order_by("pk")[:5]
    if people:
        return [_told(_("Who can: {people}."), people=listed(str(one) for one in people))]
    found = giving(permission, organisation)
    if found:
        return [
            _told(
                _("It comes with these roles: {roles}. Nobody holds one; ask an administrator."),
                roles=_names(found),
            )
        ]
    return [_("No role of this kind of organisation includes it.")]


def _second_factor(permission: Permission) -> list[str]:
    if not permission.fresh:
        return []
    return [_("It asks for your second factor again just before, because it is hard to undo.")]
