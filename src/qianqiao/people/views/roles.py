"""The table of roles and permissions, and “why may I not?”."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.organisations import roles as table
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import canonical
from qianqiao.people import explaining
from qianqiao.people.forms import role_language


def _told(role: table.Role, lang: str, held: frozenset[str]) -> dict[str, object]:
    permissions = table.permissions()
    return {
        "code": role.code,
        "label": role.label(lang),
        "says": role.says(lang),
        "kinds": [kind for kind in Organisation.Kind.values if kind in role.kinds],
        "every_kind": len(role.kinds) == len(Organisation.Kind.values),
        "second_factor": role.second_factor,
        "scope": role.scope,
        "mine": role.code in held,
        "permissions": [one.label(lang) for code, one in permissions.items() if code in role.permissions],
    }


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Public: whoever deals with an organisation may know what its people may do."""
    lang = role_language()
    known = list(table.roles().values())
    held = explaining.roles_held(actor_of_request(request))
    lines = [
        {
            "code": one.code,
            "label": one.label(lang),
            "fresh": one.fresh,
            "cells": [
                {"role": role.label(lang), "has": one.code in role.permissions, "mine": role.code in held}
                for role in known
            ],
        }
        for one in table.permissions().values()
    ]
    context = {"roles": [_told(role, lang, held) for role in known], "lines": lines}
    return render(request, "people/roles.html", context)


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """`?permission=records.edit&organisation=O2026-000001`; without a permission the question is asked."""
    asked, number = request.GET.get("permission", ""), request.GET.get("organisation", "").strip()
    permission = table.permissions().get(asked)
    organisation = Organisation.objects.filter(number=canonical(number)).first() if number else None
    if (asked and permission is None) or (number and organisation is None):
        raise Http404
    actor = actor_of_request(request)
    lang = role_language()
    context = {
        "permission": permission,
        "label": permission.label(lang) if permission else "",
        "organisation": organisation,
        "answer": explaining.why(actor, permission, organisation) if permission else None,
        "choices": [(one.code, one.label(lang)) for one in table.permissions().values()],
        "own": Organisation.objects.filter(pk__in=actor.organisation_ids).order_by("name"),
        "roles": [role.label(lang) for role in explaining.giving(permission, organisation)]
        if permission
        else [],
    }
    return render(request, "people/why.html", context)
