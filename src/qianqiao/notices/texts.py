"""The sentence of each kind of notice and to-do, registered by the room that it comes from, told in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from qianqiao.core.texts import in_chinese

if TYPE_CHECKING:
    from qianqiao.organisations.models import Organisation

MISSING = "…"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence with %(name)s for its values, and the word on the button that acts on it.

    `by_mail`: False for what has a mail of its own, so that nobody is told twice.
    """

    says: str | Promise
    act: str | Promise = ""
    by_mail: bool = True


class _Values(dict[str, str]):
    """A value that an older row lacks must not break the page that lists it."""

    def __missing__(self, _key: str) -> str:
        return MISSING


_texts: dict[str, Text] = {}


def register(code: str, says: str | Promise, act: str | Promise = "", *, by_mail: bool = True) -> None:
    """Declares a kind; call it when the app is ready. The part before the first point is its topic."""
    _texts[code] = Text(says, act, by_mail)


def naming(**organisations: "Organisation") -> dict[str, str]:
    """Names of organisations as values of a sentence: `who`, and `who_en` where there is an English name."""
    told = {}
    for key, organisation in organisations.items():
        told[key] = organisation.name
        if organisation.name_en:
            told[f"{key}_en"] = organisation.name_en
    return told


def sentence(code: str, params: Mapping[str, str]) -> str:
    """The sentence in the language that is active, with English values in it where there are such; the bare code where nobody registered it."""
    text = _texts.get(code)
    if text is None:
        return code
    values = params if in_chinese() else {key: params.get(f"{key}_en") or params[key] for key in params}
    return str(text.says) % _Values(values)


def act(code: str) -> str:
    """The word on the button; empty where there is none."""
    text = _texts.get(code)
    return str(text.act) if text else ""


def goes_by_mail(code: str) -> bool:
    text = _texts.get(code)
    return text is None or text.by_mail


def registered() -> frozenset[str]:
    return frozenset(_texts)
