"""The texts of a record as they are compared: one unit, or one per document, in one or two languages."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from qianqiao.matching.engine.records import EXPERT, Document, Record
from qianqiao.matching.engine.text.clean import is_blank
from qianqiao.matching.engine.text.language import EN, language_of

# one ranking asks for the units of its hundred nearest records ten times over
_REMEMBERED = 1_024
_FIRST_SENTENCE = re.compile(r"[^。！？!?；;\n]{1,60}")


@dataclass(frozen=True, slots=True)
class View:
    """Title and text in one language, never both empty; a missing one is made from the other.

    `fields` names the fields of the record (or document) in which the texts really stand.
    """

    language: str
    title: str
    text: str
    fields: tuple[str, ...] = ()

    @property
    def thin(self) -> bool:
        """True where there is a title and nothing else to go by."""
        return not any(name.startswith("text") for name in self.fields)

    @property
    def full(self) -> str:
        """Title and text as one: a text without its title says less to a model."""
        return f"{self.title}\n{self.text}" if self.titled and not self.thin else self.text

    @property
    def titled(self) -> bool:
        """True where the title is one, and not the beginning of the text."""
        return any(name.startswith("title") for name in self.fields)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is compared with another unit; `document` numbers the document of an expert, else -1."""

    document: int
    year: int | None
    views: tuple[View, ...]


@lru_cache(_REMEMBERED)
def units_of(record: Record) -> tuple[Unit, ...]:
    """The units of a record: an expert's documents and profile, or the record itself.

    The title of an expert is a name; it says nothing about the work and is compared only where there is
    nothing else.
    """
    if not record.documents and record.kind != EXPERT:
        return (Unit(-1, None, _views(record) or (View(EN, "", ""),)),)
    units = [
        Unit(number, document.year, views)
        for number, document in enumerate(record.documents)
        if (views := _views(document))
    ]
    profile = _views(replace(record, title="", title_en=""))
    if profile or not units:
        units.append(Unit(-1, None, profile or _views(record) or (View(EN, "", ""),)))
    return tuple(units)


def languages_of(record: Record) -> frozenset[str]:
    """The languages in which a record can be compared."""
    return frozenset(view.language for unit in units_of(record) for view in unit.views)


def texts_to_encode(record: Record) -> list[str]:
    """Title and full text of every view in order: what vectors stored for this record must describe."""
    return [text for unit in units_of(record) for view in unit.views for text in (view.title, view.full)]


def _views(source: Record | Document) -> tuple[View, ...]:
    """The main view and, where the English texts add a language, the English one."""
    views = []
    main = _view(source.title, source.text, "")
    if main is not None:
        views.append(main)
    english = _view(source.title_en, source.text_en, EN)
    if english is not None and (main is None or main.language != EN):
        views.append(english)
    return tuple(views)


def _view(title: str, text: str, language: str) -> View | None:
    ending = "_en" if language else ""
    title = "" if is_blank(title) else title
    text = "" if is_blank(text) else text
    stated = (("title", title), ("text", text))
    fields = tuple(f"{name}{ending}" for name, value in stated if value)
    if not fields:
        return None
    if not title:
        first = _FIRST_SENTENCE.search(text)
        title = first.group().strip() if first else text[:60]
    return View(language or language_of(f"{title} {text}"), title, text or title, fields)
