"""The sentence of each action of the audit log, registered by the room that writes it, told in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise

from qianqiao.core.models import AuditEntry

_says: dict[str, str | Promise] = {}
MISSING = "…"


class _Values(dict[str, str]):
    """An older entry may lack a value that its sentence names today."""

    def __missing__(self, _key: str) -> str:
        return MISSING


def register(action: str, says: str | Promise) -> None:
    """Declares the sentence of an action, with %(who)s, %(subject)s, and the keys of the entry's data."""
    _says[action] = says


def register_steps(flow: str, says: Mapping[str, str | Promise]) -> None:
    """Declares the sentences of a flow's steps by their names."""
    for step, sentence in says.items():
        register(f"{flow}.{step}", sentence)


def registered() -> frozenset[str]:
    return frozenset(_says)


def sentence(entry: AuditEntry, *, who: str, words: Mapping[str, str] | None = None) -> str:
    """What happened, in the language that is active; the bare action where nobody registered it.

    `words`: names for codes in the entry's data, in the reader's language.
    """
    says = _says.get(entry.action)
    if says is None:
        return f"{who}: {entry.action} {entry.subject}"
    plain = {key: _plain(value) for key, value in entry.data.items()}
    return str(says) % _Values({**plain, **(words or {})}, who=who, subject=entry.subject)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
