"""The small word lists: technical fields, cooperation modes, price models, TRL, statuses and the like."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from qianqiao.reference.loading import UnknownCode, fold, name_index, only, read_rows
from qianqiao.reference.rows import Term


@cache
def _lists() -> Mapping[str, Mapping[str, Term]]:
    lists: dict[str, dict[str, Term]] = {}
    for row in read_rows("terms"):
        aliases = tuple(alias for alias in row["aliases"].split("；") if alias)
        term = Term(
            row["code"], row["name_zh"], row["name_en"], row["description_zh"], row["description_en"], aliases
        )
        lists.setdefault(row["list"], {})[row["code"]] = term
    return MappingProxyType({name: MappingProxyType(terms) for name, terms in lists.items()})


def term_lists() -> tuple[str, ...]:
    """The names of all word lists."""
    return tuple(_lists())


def _list(name: str) -> Mapping[str, Term]:
    try:
        return _lists()[name]
    except KeyError:
        raise UnknownCode("lists", name) from None


def terms(name: str) -> tuple[Term, ...]:
    """All words of a list in their order; raises `UnknownCode` for a list that does not exist."""
    return tuple(_list(name).values())


def term(name: str, code: str) -> Term:
    """One word; raises `UnknownCode`."""
    try:
        return _list(name)[code]
    except KeyError:
        raise UnknownCode(name, code) from None


def fields() -> tuple[Term, ...]:
    """The sixteen technical fields."""
    return terms("fields")


@cache
def _index(name: str) -> Mapping[str, tuple[str, ...]]:
    return name_index(
        (spelling, word.code)
        for word in terms(name)
        for spelling in (word.code, word.name_zh, word.name_en, *word.aliases)
    )


def find_term(name: str, text: str) -> Term | None:
    """A word by its code, either name or an alias, spaces and punctuation ignored."""
    code = only(_index(name).get(fold(text), ()))
    return term(name, code) if code else None
