"""Like records as rows: no score, for the curve was made for demands and offers; the words that they share instead."""

from typing import Any

from qianqiao.core.actor import Actor
from qianqiao.matching.presenting.candidates import candidates
from qianqiao.matching.presenting.sentences import tongue
from qianqiao.matching.similar import Similar

WORDS = 5


def similar_rows(found: Similar, *, actor: Actor) -> list[dict[str, Any]]:
    """Rows of the kit with the heaviest shared words as chips, as far as the reader may know of the records."""
    known = candidates([match.number for match in found.matches], actor=actor)
    rows = []
    for match in found.matches:
        candidate = known.get(match.number)
        if candidate is None:
            continue
        weighed = sorted(match.words, key=lambda word: -word[2])
        words = [term for term, language, _ in weighed if language == tongue()]
        rows.append(
            {
                "url": candidate.url,
                "title": candidate.title,
                "title_lang": candidate.lang,
                "meta": candidate.parts,
                "side": candidate.price or candidate.terms,
                "chips": words[:WORDS],
            }
        )
    return rows
