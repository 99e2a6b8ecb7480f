"""A second opinion on the best candidates by a service: it moves them within bounds, and its share is told."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qianqiao.core import config
from qianqiao.matching import encoder as encoding
from qianqiao.matching.engine import EncoderError, HardLimit, Match, Record, Weights
from qianqiao.matching.engine.results import Part
from qianqiao.matching.engine.scoring.calibration import DIGITS, strength_of

RERANK = "rerank"
JUDGED = 20
# The most by which the logarithm of a score's odds moves: likely (50) may become 27 to 73 and no more.
BOUND = 1.0


def candidate_of(match: Match | HardLimit, subject: str) -> str:
    """The number of the other side."""
    return match.offer_id if match.demand_id == subject else match.demand_id


def second_opinion(
    query: Record, matches: Sequence[Match], records: Mapping[str, Record], weights: Weights
) -> tuple[Match, ...]:
    """The matches with the service's opinion in their scores, best first; as they are where it is not asked.

    Only the order in which the service puts the candidates counts: scales differ between models. A part called
    `rerank` says what it gave, so that the parts of a match go on summing to its score.
    """
    service = encoding.reranker()
    judged = list(matches[:JUDGED])
    if service is None or len(judged) < 2 or not _may_be_asked():
        return tuple(matches)
    texts = [_text(records[candidate_of(match, query.id)]) for match in judged]
    try:
        opinions = service.scores(_text(query), texts)
    except EncoderError as error:
        encoding.tell_silence(RERANK, error)
        return tuple(matches)
    moved = [
        _moved(match, shift, weights) for match, shift in zip(judged, shifts(opinions.tolist()), strict=True)
    ]
    ordered = sorted(
        [*moved, *matches[JUDGED:]], key=lambda match: (-match.score, candidate_of(match, query.id))
    )
    return tuple(replace(match, rank=rank) for rank, match in enumerate(ordered, start=1))


def shifts(opinions: Sequence[float]) -> list[float]:
    """From 1 for the candidate put first down to -1 for the last, in equal steps; equals get the same."""
    ordered = sorted(opinions)
    steps = len(opinions) - 1
    return [
        (ordered.index(one) + len(ordered) - 1 - ordered[::-1].index(one)) / steps - 1 for one in opinions
    ]


def _moved(match: Match, shift: float, weights: Weights) -> Match:
    held = min(max(match.score, 1e-9), 1 - 1e-9)
    odds = math.log(held / (1 - held)) + BOUND * shift
    score = round(1 / (1 + math.exp(-odds)), DIGITS)
    return replace(
        match,
        score=score,
        strength=strength_of(score, weights),
        parts=(*match.parts, Part(RERANK, score - match.score)),
        compared_by=(*match.compared_by, RERANK),
    )


def _may_be_asked() -> bool:
    return config.may_send_sealed_texts() or encoding.is_public()


def _text(record: Record) -> str:
    """What the service reads of a record: titles and texts, of an expert the works."""
    own = (record.title, record.text, record.title_en, record.text_en)
    works = (part for document in record.documents for part in (document.title, document.title_en))
    return "\n".join(part for part in (*own, *works) if part)
