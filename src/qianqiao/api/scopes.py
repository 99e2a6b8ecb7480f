"""What a key may be allowed to do: scopes, and the permissions that each lets through. It never adds one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READ, WRITE, SIGN = "cases.read", "cases.write", "cases.sign"


@dataclass(frozen=True, slots=True)
class Scope:
    """Its name for people, and the permissions of its person that a key with it may use."""

    code: str
    label: str | Promise
    permissions: frozenset[str]


SCOPES: dict[str, Scope] = {
    scope.code: scope
    for scope in (
        Scope(READ, _("Read cases"), frozenset({"docking.see", "docking.liaise"})),
        Scope(
            WRITE,
            _("Express interest, answer, write, negotiate"),
            frozenset({"docking.express", "docking.answer", "docking.negotiate"}),
        ),
        Scope(
            SIGN,
            _("Record confidentiality agreements, contracts and money received"),
            frozenset({"docking.sign"}),
        ),
    )
}


def permissions_of(codes: Iterable[str]) -> frozenset[str]:
    """Permissions that some scopes let through."""
    return frozenset().union(*(SCOPES[code].permissions for code in codes if code in SCOPES))


def scope_for(permission: str) -> str:
    """The scope that lets a permission through; LookupError where none does."""
    return next(code for code, scope in SCOPES.items() if permission in scope.permissions)
