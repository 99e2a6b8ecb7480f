"""Privacy classes of fields, and which rows belong to a person, read from `rules/privacy.yaml` and `rules/retention.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Count, Model, Q, QuerySet, Value

from qianqiao.core import clock, rules
from qianqiao.organisations.models import User

SECRET = "secret"  # noqa: S105  the name of a class
ERASE, DELETE, UNLINK, KEEP = "erase", "delete", "unlink", "keep"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something stays once its person has left, in both languages, with source and certainty."""

    code: str
    zh: str
    en: str
    months: int
    source_zh: str
    source_en: str
    certainty: str

    def says(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def source(self, language: str) -> str:
        return self.source_zh if language.startswith("zh") else self.source_en


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one model that belong to a person: what they are, what for, on which basis, and what becomes of them."""

    model: type[Model]
    by: tuple[str, ...]
    on_erasure: str
    until: Retention
    texts: Mapping[str, str]

    @property
    def label(self) -> str:
        return self.model._meta.label  # noqa: SLF001  Django's documented options

    def rows(self, user: User) -> QuerySet[Any]:
        manager = self.model._default_manager  # noqa: SLF001  Django's documented manager
        mine = reduce(or_, (Q(**{name: user.pk}) for name in self.by))
        return manager.filter(mine).order_by("pk")

    def says(self, name: str, language: str) -> str:
        """`name`: what, purpose or basis."""
        return self.texts[f"{name}_{'zh' if language.startswith('zh') else 'en'}"]


def _pack(name: str) -> Mapping[str, Mapping[str, Any]]:
    return rules.pack_in_force("qianqiao.oversight", name, clock.today()).rules


@cache
def classes() -> Mapping[str, Mapping[str, str]]:
    """The classes by code, with a sentence in both languages."""
    return dict(_pack("privacy")["classes"])


@cache
def fields() -> Mapping[str, Mapping[str, str]]:
    """Model label -> field -> class; ValueError where a field stands twice or a class is unknown."""
    found: dict[str, dict[str, str]] = {}
    for label, by_class in _pack("privacy")["fields"].items():
        own: dict[str, str] = {}
        for code, names in by_class.items():
            if code not in classes():
                raise ValueError(f"{label}: unknown privacy class {code}")
            for name in names:
                if name in own:
                    raise ValueError(f"{label}.{name} has two privacy classes: {own[name]}, {code}")
                own[name] = code
        found[label] = own
    return found


@cache
def retentions() -> Mapping[str, Retention]:
    return {
        code: Retention(
            code, own["zh"], own["en"], own["months"], own["source_zh"], own["source_en"], own["certainty"]
        )
        for code, own in _pack("retention").items()
    }


@cache
def holdings() -> tuple[Holding, ...]:
    """Everything that is stored about people, in the order of the page; models of apps that are not installed are left out."""
    found = []
    bases = _pack("privacy")["bases"]
    for label, own in _pack("privacy")["people"].items():
        if not _exists(label):
            continue
        basis = bases[own["basis"]]
        told = {
            "what_zh": own["zh"],
            "what_en": own["en"],
            "purpose_zh": own["for_zh"],
            "purpose_en": own["for_en"],
            "basis_zh": basis["zh"],
            "basis_en": basis["en"],
        }
        found.append(
            Holding(
                apps.get_model(label), _names(own["by"]), own["on_erasure"], retentions()[own["until"]], told
            )
        )
    return tuple(found)


def counts(user: User) -> dict[str, int]:
    """Label of each holding to how many rows of it belong to a person; one query for all of them."""
    first, *others = (
        holding.rows(user).order_by().values_list(Value(holding.label), Count("pk")) for holding in holdings()
    )
    return {holding.label: 0 for holding in holdings()} | dict(first.union(*others, all=True))


def _names(by: str | list[str]) -> tuple[str, ...]:
    """One field or several that lead to a person."""
    return (by,) if isinstance(by, str) else tuple(by)


def _exists(label: str) -> bool:
    try:
        apps.get_model(label)
    except LookupError:
        return False
    return True


def class_of(model: type[Model], name: str) -> str:
    """The class of a field; fields of packages that are not classified here count as personal, their secrets as secret."""
    own = fields().get(model._meta.label)  # noqa: SLF001  Django's documented options
    if own is not None:
        return own[name]
    return SECRET if name in {"data", "session_key", "key", "password", "token"} else "personal"
