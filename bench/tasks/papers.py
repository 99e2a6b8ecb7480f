"""Real Chinese papers: the abstract of a title, and of keywords, among all abstracts.

Ids whose one-byte BLAKE2b digest is even are the tuning half, the others are held out.
"""

import gzip
import json
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from ranking_measures import mean, recall, reciprocal_rank
from systems import Questions, Ranked, all_engine_ranks, all_peer_ranks, measured
from tables import Measured, Settings, Table, tabled

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.records import DEMAND

DEPTH, ASKED = 10, 250
Paper = dict[str, str]
QUERIES: dict[str, Callable[[Paper], Record]] = {
    "title": lambda paper: Record(id=f"{paper['id']}/title", title=paper["title"], kind=DEMAND),
    "keywords": lambda paper: Record(id=f"{paper['id']}/keywords", text=paper["keywords"], kind=DEMAND),
}


def run(settings: Settings) -> list[Table]:
    """MRR@10 and recall@10 of the own abstract. One stock of the engine answers both kinds of queries."""
    papers = read_papers(settings.shared / "zh_papers.jsonl.gz")
    offers = [Record(id=paper["id"], text=paper["abstract"]) for paper in papers]
    asked = {kind: asking(papers, kind) for kind in QUERIES}
    queries = {
        kind: [QUERIES[kind](paper) for own in halves.values() for paper in own]
        for kind, halves in asked.items()
    }
    every = Questions.of([query for own in queries.values() for query in own], offers)
    by_engine = all_engine_ranks(every, settings.models, DEPTH)
    tables = []
    for kind, halves in asked.items():
        ranked = by_engine | all_peer_ranks(Questions.of(queries[kind], offers), settings.models, DEPTH)
        tables.append(_table(kind, halves, ranked, len(offers)))
    return tables


def asking(papers: list[Paper], kind: str) -> dict[str, list[Paper]]:
    """The first papers of each half that have what is asked with, in an order that is nobody's choice."""
    ready = sorted((paper for paper in papers if paper[kind]), key=lambda paper: digest(paper["id"]))
    return {
        half: [paper for paper in ready if is_held_out(paper["id"]) == (half == "held out")][:ASKED]
        for half in ("held out", "tuning")
    }


def read_papers(path: Path) -> list[Paper]:
    """Papers that have an abstract."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [paper for paper in map(json.loads, file) if paper["abstract"]]


def paper_of(query: str) -> str:
    """The id of the paper that a query was made from."""
    return query.rpartition("/")[0]


def digest(name: str) -> bytes:
    """Eight bytes of its own for each name: an order that is nobody's choice."""
    return blake2b(name.encode(), digest_size=8).digest()


def is_held_out(name: str) -> bool:
    """The half that nothing is tuned on."""
    return bool(blake2b(name.encode(), digest_size=1).digest()[0] % 2)


def _table(kind: str, halves: dict[str, list[Paper]], ranked: dict[str, Ranked], stock: int) -> Table:
    columns: dict[str, Measured] = {}
    for half, own in halves.items():
        names = [QUERIES[kind](paper).id for paper in own]
        columns[f"{half} MRR@10"] = measured(
            ranked, names, lambda name, found: reciprocal_rank(found, {paper_of(name)}, DEPTH)
        )
        columns[f"{half} recall@10"] = measured(
            ranked, names, lambda name, found: recall(found, {paper_of(name)}, DEPTH)
        )
    about = f"{stock} abstracts; {', '.join(f'{len(own)} {half}' for half, own in halves.items())}"
    return tabled(f"papers-{kind}", about, columns, mean)
