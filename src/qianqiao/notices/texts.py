"""The sentence of each kind of notice and to-do, registered by the room that it comes from, told in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence with %(name)s for its values, and the word on the button that acts on it."""

    says: str | Promise
    act: str | Promise = ""


_texts: dict[str, Text] = {}


def register(code: str, says: str | Promise, act: str | Promise = "") -> None:
    """Declares a kind; call it when the app is ready."""
    _texts[code] = Text(says, act)


def sentence(code: str, params: Mapping[str, str]) -> str:
    """The sentence in the language that is active; the bare code where nobody registered it."""
    text = _texts.get(code)
    return str(text.says) % params if text else code


def act(code: str) -> str:
    """The word on the button; empty where there is none."""
    text = _texts.get(code)
    return str(text.act) if text else ""


def registered() -> frozenset[str]:
    return frozenset(_texts)
