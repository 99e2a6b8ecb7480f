"""The sentence of a record in which the shared words stand thickest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qianqiao.matching.engine.explain.places import source_of
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import Span, WordEvidence

_SENTENCE = re.compile(r"[^。！？!?；;\n]+?(?:[。！？!?；;\n]|\.(?=\s|$)|$)", re.DOTALL)
_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, shortened for showing, and where it stands."""

    text: str
    span: Span


def best_passage(
    record: Record, document: int, language: str, spans: Mapping[WordEvidence, tuple[Span, ...]]
) -> Passage | None:
    """The sentence of the record's texts with the heaviest distinct shared words of a language."""
    found: list[tuple[float, str, int, int]] = []
    marked = [
        (word.weight, word.term, span)
        for word, places in spans.items()
        if word.language == language
        for span in places
        if span.document == document and span.field.startswith("text")
    ]
    source = source_of(record, document)
    for name in sorted({span.field for _, _, span in marked}):
        for match in _SENTENCE.finditer(getattr(source, name)):
            inside = {
                term: weight
                for weight, term, span in marked
                if span.field == name and match.start() <= span.start and span.stop <= match.end()
            }
            if inside:
                found.append((-sum(inside.values()), name, match.start(), match.end()))
    if not found:
        return None
    _, name, start, stop = min(found)
    text = str(getattr(source, name))[start:stop].strip()
    return Passage(_shortened(text), Span(name, start, stop, document))


def _shortened(text: str) -> str:
    text = text.rstrip("。；;.")
    limit = _SHOWN if re.search("[\u3400-\u9fff]", text) else 2 * _SHOWN
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
