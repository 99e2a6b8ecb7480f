"""Experts of the sample data for its demands: as relevant as the best offer that they worked on."""

from dataclasses import replace

import sample_grades
from ranking_measures import mean, ndcg
from systems import Questions, all_ranks, measured
from tables import Measured, Settings, Table, tabled
from tasks.samples import in_language

from qianqiao.matching.engine import Document, Record
from qianqiao.matching.engine.reading import record_from_mapping
from qianqiao.matching.engine.records import EXPERT

VIEWS = ("zh", "en", "both", "zh → en", "en → zh")


def run(settings: Settings) -> list[Table]:
    """nDCG@10, gains as for offers; demands without any such expert are left out."""
    samples = sample_grades.load()
    experts, works = read_experts()
    grades = {demand: expert_grades(own, works) for demand, own in samples.grades.items()}
    halves = {
        half: [name for name in own if grades[name]]
        for half, own in (("held out", samples.held_out), ("tuning", samples.tuning))
    }
    columns: dict[str, Measured] = {}
    for view in VIEWS:
        left, _, right = view.partition(" → ")
        ranked = all_ranks(
            Questions.of(
                [in_language(record, left) for record in samples.demands.values()],
                [_expert_in(expert, right or left) for expert in experts],
            ),
            settings.models,
            10,
        )
        for half, names in halves.items():
            columns[f"{view}, {half}"] = measured(
                ranked, names, lambda name, found: ndcg(found, grades[name])
            )
    counts = ", ".join(f"{len(names)} {half}" for half, names in halves.items())
    return [tabled("experts", f"{len(experts)} experts; demands: {counts}", columns, mean)]


def read_experts() -> tuple[list[Record], dict[str, set[str]]]:
    """All experts, and for each the offers that name the person and belong to the same organisation."""
    experts, persons = [], {}
    worked: dict[tuple[str, str], set[str]] = {}
    for folder in sample_grades.folders():
        for row in sample_grades.rows(folder / "experts.jsonl"):
            expert = replace(record_from_mapping(row, kind=EXPERT), kind=EXPERT)
            experts.append(expert)
            persons[expert.id] = (row["name"], row["organisation"])
        for file, key in (("achievements", "completed_by"), ("patents", "inventors")):
            for row in sample_grades.rows(folder / f"{file}.jsonl"):
                for name in row.get(key) or ():
                    worked.setdefault((name, row["owner"]), set()).add(row["external_id"])
    return experts, {expert: worked.get(person, set()) for expert, person in persons.items()}


def expert_grades(grades: dict[str, int], works: dict[str, set[str]]) -> dict[str, int]:
    """Best grade of the offers that each expert worked on, where that brings any gain."""
    found = {
        expert: max((grades.get(offer, 0) for offer in offers), default=0) for expert, offers in works.items()
    }
    return {expert: grade for expert, grade in found.items() if grade > 1}


def _expert_in(expert: Record, view: str) -> Record:
    told = tuple(_document_in(document, view) for document in expert.documents)
    return replace(in_language(expert, view), documents=told)


def _document_in(document: Document, view: str) -> Document:
    if view == "both":
        return document
    title, text = (document.title, document.text) if view == "zh" else (document.title_en, document.text_en)
    return replace(document, title=title, text=text, title_en="", text_en="")
