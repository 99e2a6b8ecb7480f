"""`{% load people %}`: roles in words, states as badges."""

from collections.abc import Iterable

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qianqiao.core import clock
from qianqiao.core.texts import listed, marked
from qianqiao.organisations.models import Membership
from qianqiao.organisations.roles import roles
from qianqiao.people.forms import role_choices, role_language
from qianqiao.people.models import Verification

register = template.Library()
_MEMBERSHIP = {"requested": ("wait", "half"), "active": ("good", "check"), "ended": ("off", "dash")}
_VERIFICATION = {"unverified": ("off", "ring"), "filed": ("wait", "half"), "verified": ("good", "check")}
_BAD = ("bad", "cross")


def _badge(label: str, look: tuple[str, str]) -> SafeString:
    return render_to_string("components/status.html", {"label": label, "tone": look[0], "shape": look[1]})


@register.simple_tag
def role_names(codes: Iterable[str]) -> str:
    """Names of roles in the reader's language."""
    known, lang = roles(), role_language()
    return listed(known[code].label(lang) for code in codes if code in known) or _("no role")


@register.simple_tag
def text(value: object) -> SafeString | str:
    """What somebody wrote, or a person's name; marked as Chinese where the page is English."""
    return marked(str(value or ""))


@register.simple_tag
def role_sentence(code: str) -> str:
    """Name and sentence of a role."""
    role = roles().get(code)
    return role_choices([role])[0][1] if role else code


@register.simple_tag
def membership_status(row: Membership) -> SafeString:
    """The state in a word and a shape; a membership whose last day has passed is shown as over."""
    if row.state == "active" and row.valid_until is not None and row.valid_until < clock.today():
        return _badge(_("Run out"), _MEMBERSHIP["ended"])
    return _badge(str(Membership.State(row.state).label), _MEMBERSHIP.get(row.state, _BAD))


@register.simple_tag
def verification_status(state: str) -> SafeString:
    return _badge(str(Verification.State(state).label), _VERIFICATION.get(state, _BAD))
