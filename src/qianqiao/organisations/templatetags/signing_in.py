"""`{% load signing_in %}`: what the pages of signing in must know of the person."""

import ipaddress

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianqiao.core import config
from qianqiao.core.texts import in_chinese
from qianqiao.organisations import roles
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in import detours, second_factor

register = template.Library()
PAGES: tuple[tuple[Promise, str], ...] = (
    (_("Second factor"), "mfa_index"),
    (_("Password"), "account_change_password"),
    (_("E-mail address"), "account_email"),
    (_("Devices signed in"), "usersessions_list"),
)


@register.simple_tag(takes_context=True)
def account_pages(context: template.Context) -> list[dict[str, object]]:
    """The tabs of “Account and security”: `label`, `url`, `current`."""
    request: HttpRequest = context["request"]
    pages = [(label, reverse(name)) for label, name in PAGES]
    if config.has_provider():
        pages.append((_("Other sign-ins"), reverse("socialaccount_connections")))
    return [{"label": label, "url": url, "current": request.path.startswith(url)} for label, url in pages]


@register.simple_tag(takes_context=True)
def second_factor_needs(context: template.Context) -> dict[str, object]:
    """`roles`: names of the person's roles that need a second factor; `has`, `exempt`; `next`: where it was going."""
    request: HttpRequest = context["request"]
    user = request.user
    if not isinstance(user, User):
        return {}
    held = {code for one in user.memberships.filter(state="active") for code in one.roles}
    held |= {"operator"} if user.is_staff else set()
    lang = "zh" if in_chinese() else "en"
    needing = [code for code in roles.roles() if code in second_factor.roles_that_need_it(held)]
    return {
        "roles": ("、" if lang == "zh" else ", ").join(roles.roles()[code].label(lang) for code in needing),
        "has": second_factor.has_second_factor(user),
        "exempt": second_factor.is_exempt(user),
        "next": detours.next_after_setup(request),
    }


@register.simple_tag(takes_context=True)
def keys_work_here(context: template.Context) -> bool:
    """Whether security keys work at this address: browsers bind them to a name, never to a number."""
    host = context["request"].get_host().rpartition(":")[0] or context["request"].get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


@register.filter
def device(user_agent: str) -> str:
    """Browser and system in two words, from what a browser says of itself."""
    systems = (("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
               ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
    browsers = (("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
                ("Safari", "Safari"))  # fmt: skip
    found = [next((name for mark, name in table if mark in user_agent), "") for table in (browsers, systems)]
    return " · ".join(part for part in found if part) or user_agent[:60]
