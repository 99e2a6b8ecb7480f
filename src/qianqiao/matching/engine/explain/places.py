"""Where the terms of a record stand in its original texts."""

from dataclasses import dataclass

from qianqiao.matching.engine.records import Document, Record
from qianqiao.matching.engine.results import Span
from qianqiao.matching.engine.text.clean import clean_tracked
from qianqiao.matching.engine.text.terms import terms_of
from qianqiao.matching.engine.views import languages_of, units_of


@dataclass(frozen=True, slots=True)
class TermPlaces:
    """Where every term stands in the original texts of a record, by language and term."""

    languages: frozenset[str]
    by_term: dict[tuple[str, str], tuple[Span, ...]]

    def spans(self, language: str, key: str) -> tuple[Span, ...]:
        """Places of a term of a language; in any language where the record lacks that one."""
        own = [language] if language in self.languages else sorted(self.languages)
        return tuple(span for code in own for span in self.by_term.get((code, key), ()))


def places_of_terms(record: Record) -> TermPlaces:
    """All terms of a record with their places."""
    found: dict[tuple[str, str], list[Span]] = {}
    for unit in units_of(record):
        source = source_of(record, unit.document)
        for view in unit.views:
            for name in view.fields:
                text, places = clean_tracked(getattr(source, name))
                for term in terms_of(text):
                    span = Span(name, places[term.start], places[term.stop - 1] + 1, unit.document)
                    found.setdefault((view.language, term.key), []).append(span)
    return TermPlaces(languages_of(record), {key: tuple(spans) for key, spans in found.items()})


def source_of(record: Record, document: int) -> Record | Document:
    """The record, or the document of that number."""
    return record if document < 0 else record.documents[document]


def text_at(record: Record, span: Span) -> str:
    """The original text at a place."""
    return str(getattr(source_of(record, span.document), span.field))[span.start : span.stop]
