"""Roles: a name, one sentence and a list of permissions, read from `rules/roles.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from qianqiao.core import clock, rules

REGION, PLATFORM = "region", "platform"


@dataclass(frozen=True, slots=True)
class Permission:
    """What may be done, in both languages. `fresh`: only after the second factor was shown just now."""

    code: str
    label_zh: str
    label_en: str
    fresh: bool

    def label(self, lang: str) -> str:
        return self.label_zh if lang == "zh" else self.label_en


@dataclass(frozen=True, slots=True)
class Role:
    """A role in an organisation of some kinds. `scope` "region" or "platform" reaches beyond the own organisation."""

    code: str
    label_zh: str
    label_en: str
    says_zh: str
    says_en: str
    kinds: frozenset[str]
    permissions: frozenset[str]
    second_factor: bool
    scope: str

    def label(self, lang: str) -> str:
        return self.label_zh if lang == "zh" else self.label_en

    def says(self, lang: str) -> str:
        return self.says_zh if lang == "zh" else self.says_en


@cache
def _pack() -> rules.RulePack:
    return rules.pack_in_force("qianqiao.organisations", "roles", clock.today())


@cache
def permissions() -> Mapping[str, Permission]:
    """All permissions by code, in the order of the table."""
    return {
        code: Permission(code, own["zh"], own["en"], bool(own.get("fresh")))
        for code, own in _pack().rules["permissions"].items()
    }


@cache
def roles() -> Mapping[str, Role]:
    """All roles by code, in the order of the table; ValueError where one names a permission that does not exist."""
    found = {}
    for code, own in _pack().rules["roles"].items():
        unknown = set(own["permissions"]) - set(permissions())
        if unknown:
            raise ValueError(f"role {code} names unknown permissions: {', '.join(sorted(unknown))}")
        found[code] = Role(
            code,
            own["zh"],
            own["en"],
            own["says_zh"],
            own["says_en"],
            frozenset(own["kinds"]),
            frozenset(own["permissions"]),
            bool(own.get("second_factor")),
            own.get("scope", ""),
        )
    return found


def default_roles(kind: str) -> list[str]:
    """The roles of the first person of an organisation of a kind."""
    return list(_pack().rules["default_roles"][kind])


def permissions_of(codes: Iterable[str]) -> frozenset[str]:
    """Everything that some roles may do together; unknown codes give nothing."""
    known = roles()
    return frozenset(permission for code in codes if code in known for permission in known[code].permissions)
