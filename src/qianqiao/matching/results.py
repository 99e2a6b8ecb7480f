"""Matches as JSON in a run, and back: only what pages, exports and the API show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qianqiao.matching.engine import Finding, HardLimit, Match

VERSION = 1


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """One candidate of a run: `score` 0 to 1; `parts` sum to it; `words` are (term, language, weight)."""

    number: str
    rank: int
    score: float
    strength: str
    parts: tuple[tuple[str, float], ...]
    words: tuple[tuple[str, str, float], ...]
    reasons: tuple[Finding, ...]
    missing: tuple[Finding, ...]
    documents: tuple[int, ...]
    compared_by: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        return round(self.score * 100)


@dataclass(frozen=True, slots=True)
class StoredLimit:
    """A candidate near enough to be shown, but for a hard limit."""

    number: str
    limit: HardLimit


def stored_limit(limit: HardLimit, subject: str) -> StoredLimit:
    return StoredLimit(limit.offer_id if limit.demand_id == subject else limit.demand_id, limit)


def stored(match: Match, *, number: str) -> StoredMatch:
    """A match of the engine, seen from the subject: `number` is the candidate's."""
    return StoredMatch(
        number=number,
        rank=match.rank,
        score=match.score,
        strength=match.strength,
        parts=tuple((part.name, part.value) for part in match.parts),
        words=tuple((word.term, word.language, word.weight) for word in match.words),
        reasons=match.reasons,
        missing=match.missing,
        documents=match.documents,
        compared_by=match.compared_by,
    )


def to_json(
    matches: list[StoredMatch], limited: list[StoredLimit], unreachable: Iterable[str] = ()
) -> dict[str, Any]:
    return {
        "version": VERSION,
        "unreachable": sorted(unreachable),
        "matches": [_one(match) for match in matches],
        "limited": [_limit(item) for item in limited],
    }


def limits_from_json(result: Mapping[str, Any]) -> list[StoredLimit]:
    return [
        StoredLimit(row["number"], HardLimit(row["demand"], row["offer"], row["code"], row["params"]))
        for row in result.get("limited", [])
    ]


def _limit(item: StoredLimit) -> dict[str, Any]:
    limit = item.limit
    return {
        "number": item.number,
        "demand": limit.demand_id,
        "offer": limit.offer_id,
        "code": limit.code,
        "params": dict(limit.params),
    }


def unreachable_from_json(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Models that should have spoken in a run, and whose service did not answer."""
    return tuple(result.get("unreachable", ()))


def from_json(result: Mapping[str, Any]) -> list[StoredMatch]:
    return [_read(match) for match in result.get("matches", [])]


def _one(match: StoredMatch) -> dict[str, Any]:
    return {
        "number": match.number,
        "rank": match.rank,
        "score": match.score,
        "strength": match.strength,
        "parts": [list(part) for part in match.parts],
        "words": [list(word) for word in match.words],
        "reasons": [_finding(item) for item in match.reasons],
        "missing": [_finding(item) for item in match.missing],
        "documents": list(match.documents),
        "compared_by": list(match.compared_by),
    }


def _finding(item: Finding) -> dict[str, Any]:
    return {"code": item.code, "params": dict(item.params), "weight": item.weight, "terms": list(item.terms)}


def _read(row: Mapping[str, Any]) -> StoredMatch:
    return StoredMatch(
        number=row["number"],
        rank=row["rank"],
        score=row["score"],
        strength=row["strength"],
        parts=tuple((name, value) for name, value in row["parts"]),
        words=tuple((term, language, weight) for term, language, weight in row["words"]),
        reasons=tuple(_read_finding(item) for item in row["reasons"]),
        missing=tuple(_read_finding(item) for item in row["missing"]),
        documents=tuple(row["documents"]),
        compared_by=tuple(row.get("compared_by", ())),
    )


def _read_finding(item: Mapping[str, Any]) -> Finding:
    return Finding(item["code"], item["params"], item["weight"], tuple(item["terms"]))
