"""Invented demands and offers with grades: each demand has one that fits, some near it, some that share words alone."""

import csv
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from qianqiao.matching.engine import Corpus, Matcher, Record
from qianqiao.matching.engine.learning.training.cases import Case, cases_of
from qianqiao.matching.engine.learning.training.labels import Label

THINGS = ["压铸件", "轴承", "光伏板", "电缆", "阀门", "齿轮", "薄膜", "叶片", "管道", "焊缝", "玻璃", "陶瓷"]
DEEDS = ["气孔检测", "表面清洗"]
WAYS = ["X射线成像", "激光扫描", "超声探头", "红外热像", "机器视觉", "涡流传感"]
YEAR = 2026


def records() -> tuple[dict[str, Record], dict[str, Record]]:
    """24 demands and 120 offers."""
    demands: dict[str, Record] = {}
    offers: dict[str, Record] = {}
    for row, thing in enumerate(THINGS):
        for column, deed in enumerate(DEEDS):
            name = f"{row:02d}{column}"
            way, other = WAYS[(row + column) % 6], WAYS[(row + column + 3) % 6]
            wrong = DEEDS[1 - column]
            demands[f"D{name}"] = Record(
                f"D{name}",
                f"{thing}的{deed}",
                f"我厂{thing}需要{deed}，现在靠人工，慢而且漏。",
                kind="demand",
            )
            for place, (title, text) in enumerate(
                (
                    (f"{thing}{deed}装置", f"采用{way}对{thing}进行{deed}，速度快。"),
                    (f"{thing}的{wrong}", f"用{other}完成{thing}的{wrong}。"),
                    (f"{THINGS[row - 1]}{deed}方法", f"以{way}实现{THINGS[row - 1]}的{deed}。"),
                    (f"一种{other}系统", f"{other}的标定与校准。"),
                    (f"{way}", ""),
                )
            ):
                key = f"A{name}{place}"
                offers[key] = Record(key, title, text, kind="patent")
    return demands, offers


def labels() -> list[Label]:
    """Grades 4, 2, 2, 1, 1 for the five offers of each demand."""
    demands, _ = records()
    levels = (4, 2, 3, 1, 1)
    return [
        Label(demand, f"A{demand[1:]}{place}", level)
        for demand in sorted(demands)
        for place, level in enumerate(levels)
    ]


@cache
def corpus() -> Corpus:
    """All offers, compared by words."""
    return Corpus.build(records()[1].values())


@cache
def matcher() -> Matcher:
    """The demands against all offers."""
    return Matcher(corpus(), queries=list(records()[0].values()))


@cache
def cases() -> tuple[Case, ...]:
    """The demands as training sees them."""
    demands, _ = records()
    return tuple(cases_of(matcher(), corpus(), demands, labels(), this_year=YEAR, seed=0))


def relabelled(case: Case, level: int) -> Case:
    """The case with one level for all its graded offers."""
    return replace(case, grades=dict.fromkeys(case.grades, level))


def write_files(folder: Path) -> dict[str, Path]:
    """The files that the command wants."""
    demands, offers = records()
    paths = {name: folder / f"{name}.jsonl" for name in ("demands", "offers")}
    for name, own in (("demands", demands), ("offers", offers)):
        rows = [{"id": r.id, "title": r.title, "text": r.text, "kind": r.kind} for r in own.values()]
        told = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        paths[name].write_text(told, encoding="utf-8")
    paths["labels"] = folder / "labels.csv"
    with paths["labels"].open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["demand", "offer", "level", "date"])
        writer.writerows([one.demand, one.offer, one.level, "2026-10-01"] for one in labels())
    return paths
