"""Real Chinese papers: the abstract of a title, and of keywords, among all abstracts.

Ids whose one-byte BLAKE2b digest is even are the tuning half, the others are held out.
"""

import gzip
import json
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from ranking_measures import mean, recall, reciprocal_rank
from systems import Questions, all_ranks, measured
from tables import Measured, Settings, Table, tabled

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.records import DEMAND

DEPTH, ASKED = 10, 400
Paper = dict[str, str]


def run(settings: Settings) -> list[Table]:
    """MRR@10 and recall@10 of the own abstract."""
    papers = read_papers(settings.shared / "zh_papers.jsonl.gz")
    kinds: dict[str, Callable[[Paper], Record]] = {
        "title": lambda paper: Record(id=paper["id"], title=paper["title"], kind=DEMAND),
        "keywords": lambda paper: Record(id=paper["id"], text=paper["keywords"], kind=DEMAND),
    }
    return [_table(kind, query, papers, settings) for kind, query in kinds.items()]


def read_papers(path: Path) -> list[Paper]:
    """Papers that have an abstract."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [paper for paper in map(json.loads, file) if paper["abstract"]]


def digest(name: str) -> bytes:
    """Eight bytes of its own for each name: an order that is nobody's choice."""
    return blake2b(name.encode(), digest_size=8).digest()


def is_held_out(name: str) -> bool:
    """The half that nothing is tuned on."""
    return bool(blake2b(name.encode(), digest_size=1).digest()[0] % 2)


def _table(kind: str, query: Callable[[Paper], Record], papers: list[Paper], settings: Settings) -> Table:
    asking = sorted((paper for paper in papers if paper[kind]), key=lambda paper: digest(paper["id"]))
    halves = {
        half: [paper for paper in asking if is_held_out(paper["id"]) == (half == "held out")][:ASKED]
        for half in ("held out", "tuning")
    }
    offers = [Record(id=paper["id"], text=paper["abstract"]) for paper in papers]
    queries = [query(paper) for own in halves.values() for paper in own]
    ranked = all_ranks(Questions.of(queries, offers), settings.models, DEPTH)
    columns: dict[str, Measured] = {}
    for half, own in halves.items():
        names = [paper["id"] for paper in own]
        columns[f"{half} MRR@10"] = measured(
            ranked, names, lambda name, found: reciprocal_rank(found, {name}, DEPTH)
        )
        columns[f"{half} recall@10"] = measured(
            ranked, names, lambda name, found: recall(found, {name}, DEPTH)
        )
    about = f"{len(offers)} abstracts; {', '.join(f'{len(own)} {half}' for half, own in halves.items())}"
    return tabled(f"papers-{kind}", about, columns, mean)
