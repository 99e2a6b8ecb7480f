"""Cranfield: 225 questions of engineers against 1,400 abstracts on aerodynamics (English).

A judgement names its query by its place in the file of queries, from 1. Its code is Cleverdon's: 1 a complete
answer, 2 of a high degree of relevance, 3 useful as background, 4 of minimum interest. -1 stands once
in each query, for the paper whose author asked the question, and is left out.
"""

import re
from pathlib import Path

from ranking_measures import mean, ndcg
from systems import Questions, all_ranks, measured
from tables import Settings, Table, tabled

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.records import DEMAND

GAIN = {1: 4.0, 2: 3.0, 3: 2.0, 4: 1.0}
DEPTH = 10


def run(settings: Settings) -> list[Table]:
    """nDCG@10; queries with an odd number are for tuning, the others held out."""
    folder = settings.shared / "en_retrieval"
    queries = [
        Record(id=f"{place:03d}", text=parts["W"], kind=DEMAND)
        for place, (_, parts) in enumerate(read_smart(folder / "cran.qry"), start=1)
    ]
    offers = [
        Record(id=f"{int(number):04d}", title=parts.get("T", ""), text=_text(parts))
        for number, parts in read_smart(folder / "cran.all.1400")
        if _text(parts) or parts.get("T")
    ]
    grades = read_judgements(folder / "cranqrel")
    ranked = all_ranks(Questions.of(queries, offers), settings.models, DEPTH)
    names = [query.id for query in queries if grades.get(query.id)]
    halves = {
        "held out": [name for name in names if int(name) % 2 == 0],
        "tuning": [name for name in names if int(name) % 2],
    }
    columns = {
        f"{half} nDCG@10": measured(ranked, own, lambda name, found: ndcg(found, grades[name], DEPTH, GAIN))
        for half, own in halves.items()
    }
    counts = ", ".join(f"{len(own)} {half}" for half, own in halves.items())
    return [tabled("cranfield", f"{len(offers)} abstracts; {counts}", columns, mean)]


def read_smart(path: Path) -> list[tuple[str, dict[str, str]]]:
    """(number, letter -> text) of a file in SMART's format, white space squeezed."""
    found = []
    for item in re.split(r"^\.I ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        number, _, rest = item.partition("\n")
        fields = re.split(r"^\.([A-Z])\s*$", rest, flags=re.MULTILINE)[1:]
        parts = dict(zip(fields[::2], (" ".join(text.split()) for text in fields[1::2]), strict=True))
        found.append((number.strip(), parts))
    return found


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Query to document to code, without the askers' own papers; of two judgements of a pair the better counts."""
    found: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        query, document, code = (int(part) for part in line.split())
        if code in GAIN:
            own = found.setdefault(f"{query:03d}", {})
            own[f"{document:04d}"] = min(code, own.get(f"{document:04d}", code))
    return found


def _text(parts: dict[str, str]) -> str:
    """The abstract without the title that it begins with."""
    return parts.get("W", "").removeprefix(parts.get("T", "")).strip()
