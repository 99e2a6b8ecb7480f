"""Taking named text out of a record, to prove that it counted."""

from collections.abc import Iterable
from dataclasses import replace

from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import Span

_GAP = "。"


def without(record: Record, spans: Iterable[Span]) -> Record:
    """The record with a full stop in place of each span."""
    by_place: dict[tuple[int, str], list[Span]] = {}
    for span in spans:
        by_place.setdefault((span.document, span.field), []).append(span)
    documents = list(record.documents)
    changes: dict[str, str] = {}
    for (document, name), own in by_place.items():
        if document < 0:
            changes[name] = _cut(getattr(record, name), own)
        else:
            text = _cut(getattr(documents[document], name), own)
            documents[document] = replace(documents[document], **{name: text})  # type: ignore[arg-type]
    return replace(record, documents=tuple(documents), **changes)  # type: ignore[arg-type]


def _cut(text: str, spans: list[Span]) -> str:
    for span in sorted(spans, key=lambda item: -item.start):
        text = text[: span.start] + _GAP + text[span.stop :]
    return text
