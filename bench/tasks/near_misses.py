"""Near misses: of two offers in reach of a need, is the one that fits put before the one that shares its words?

`bench/data/README.md` tells how the triples were written. The held-out half is read only when asked for, and only
its shares leave this file.
"""

import json
from pathlib import Path

import numpy as np
from ranking_measures import mean
from systems import AS_OF, Questions, engines, peer_scores, whole
from tables import Measured, Settings, Table, tabled

from qianqiao.matching.engine import Corpus, Encoder, Matcher, Record
from qianqiao.matching.engine.records import DEMAND

DATA = Path(__file__).resolve().parent.parent / "data"
FILE = DATA / "near_misses.jsonl"
LANGUAGES = ("zh", "en", "en-zh", "zh-en")


def run(settings: Settings) -> list[Table]:
    """The triples in which the wrong offer has the words of the need."""
    return halves(FILE, "near-misses", settings)


def halves(file: Path, name: str, settings: Settings) -> list[Table]:
    """Share of triples the right way round; a tie counts as half."""
    tables = [table_of(file, "tune", f"{name}-tune", settings)]
    if settings.held_out:
        closed = table_of(file, "held_out", f"{name}-held-out", settings)
        tables.append(Table(closed.id, closed.columns, closed.rows, closed.about))
    return tables


def table_of(file: Path, split: str, name: str, settings: Settings) -> Table:
    """One half of a file of triples."""
    with file.open(encoding="utf-8") as lines:
        triples = [triple for triple in map(json.loads, lines) if triple["split"] == split]
    columns: dict[str, Measured] = {}
    for language in LANGUAGES:
        own = [triple for triple in triples if triple["language"] == language]
        columns[language] = judged(own, settings)
    counts = ", ".join(f"{sum(t['language'] == code for t in triples)} {code}" for code in LANGUAGES)
    return tabled(name, f"{len(triples)} triples: {counts}", columns, mean)


def judged(triples: list[dict[str, object]], settings: Settings) -> Measured:
    """System -> triple -> 1, 0 or 1/2; all offers of the language are the stock."""
    queries = [_record(triple, "need", DEMAND) for triple in triples]
    offers = [_record(triple, side, "") for triple in triples for side in ("fits", "misses")]
    questions = Questions.of(queries, offers)
    names = [query.id for query in questions.queries]
    places = {offer.id: place for place, offer in enumerate(questions.offers)}
    scores = {
        system: engine_scores(own, encoder)
        for system, (own, encoder) in engines(questions, settings.models).items()
    }
    texts = ([whole(record) for record in side] for side in (questions.queries, questions.offers))
    scores |= peer_scores(*texts, settings.models)
    return {
        system: {
            name: _verdict(float(row[places[f"{name}/fits"]]), float(row[places[f"{name}/misses"]]))
            for name, row in zip(names, rows, strict=True)
        }
        for system, rows in scores.items()
    }


def engine_scores(questions: Questions, encoder: Encoder | None) -> np.ndarray:
    """The engine's scores [queries, offers]."""
    matcher = Matcher(Corpus.build(questions.offers, encoder), queries=questions.queries)
    rows = []
    for query in questions.queries:
        matches = matcher.ranking(query, len(questions.offers), AS_OF, explained=False).matches
        found = {match.offer_id: match.score for match in matches}
        rows.append([found[offer.id] for offer in questions.offers])
    return np.array(rows)


def _record(triple: dict[str, object], side: str, kind: str) -> Record:
    told = triple[side]
    ending = "" if side == "need" else f"/{side}"
    return Record(id=f"{triple['id']}{ending}", title=told["title"], text=told["text"], kind=kind)


def _verdict(fits: float, misses: float) -> float:
    return 0.5 if fits == misses else float(fits > misses)
