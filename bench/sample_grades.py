"""The project's own graded pairs: records, grades, and which fields are for tuning and which are held out."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from qianqiao.matching.engine.reading import record_from_mapping
from qianqiao.matching.engine.records import Record

DATA = Path(__file__).resolve().parent.parent / "src" / "qianqiao" / "samples" / "data"


@dataclass(frozen=True, slots=True)
class Samples:
    """Demands and offers by id, grades by demand and offer; every second field (by name) is held out."""

    demands: dict[str, Record]
    offers: dict[str, Record]
    grades: dict[str, dict[str, int]]
    tuning: tuple[str, ...]
    held_out: tuple[str, ...]


def load() -> Samples:
    """All fields. Confidentiality and state are set aside: the figures are about ranking, not limits."""
    demands: dict[str, Record] = {}
    offers: dict[str, Record] = {}
    grades: dict[str, dict[str, int]] = {}
    halves: tuple[list[str], list[str]] = ([], [])
    for number, folder in enumerate(folders()):
        for row in rows(folder / "demands.jsonl"):
            record = record_from_mapping({**row, "confidentiality": "public"}, kind="demand")
            demands[record.id] = record
            halves[number % 2].append(record.id)
        for kind in ("achievements", "patents"):
            for row in rows(folder / f"{kind}.jsonl"):
                record = record_from_mapping({**row, "legal_status": ""}, kind=kind[:-1])
                offers[record.id] = record
        with (folder / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                grades.setdefault(row["demand"], {})[row["offer"]] = int(row["grade"])
    return Samples(demands, offers, grades, tuple(halves[0]), tuple(halves[1]))


def folders() -> list[Path]:
    """One folder per field, by name."""
    return sorted(path for path in DATA.iterdir() if (path / "grades.csv").exists())


def rows(path: Path) -> list[dict[str, object]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
