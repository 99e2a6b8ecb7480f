"""Offers in two languages, some with structure or a title only, for tests of stocks on disk."""

import gzip
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.encoders.base import Vectors, unit
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.text.grams import grams_of
from tests.matching.engine.stock import OFFERS

_SUBJECTS = (
    "压铸件",
    "电池正极",
    "薄膜涂层",
    "养殖尾水",
    "激光焊缝",
    "光纤传感器",
    "钛合金叶片",
    "催化剂载体",
)
_DEEDS = ("气孔检测", "成分分析", "温度控制", "寿命预测", "表面强化", "杂质去除", "图像识别", "结构优化")
_ENGLISH = (
    "casting pores",
    "battery cathode",
    "thin film coating",
    "pond waste water",
    "laser seam",
    "fibre sensor",
)


class LetterEncoder:
    """A real, small text model: a random projection of the counted keys of a text. Two texts with equal words meet."""

    identity = "letters/1"
    dimension = 48

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:  # noqa: ARG002  one for both roles
        rows = np.zeros((len(texts), self.dimension), np.float64)
        for place, text in enumerate(texts):
            for key in grams_of([text]).keys.tolist():
                rows[place] += _direction(key, self.dimension)
        return unit(rows)


@cache
def _direction(key: int, dimension: int) -> NDArray[np.float64]:
    return np.random.default_rng(key % (1 << 32)).standard_normal(dimension)


def offers(count: int) -> list[Record]:
    """The same records for the same count: Chinese, English, both; every seventh a title alone, some with structure."""
    found = []
    for number in range(count):
        subject, deed = _SUBJECTS[number % 8], _DEEDS[(number // 8) % 8]
        title = f"{subject}的{deed}方法{number}"
        text = f"针对{subject}开展{deed}，第{number}组试验温度为{20 + number % 300} ℃，误差小于{number % 9 + 1} %。"
        record = Record(f"n{number:05d}", title, text, kind="patent")
        if number % 5 == 0:
            english = _ENGLISH[number % len(_ENGLISH)]
            record = replace(
                record,
                title_en=f"{english} {number}",
                text_en=f"Series {number} concerns {english} at {number} K.",
            )
        if number % 11 == 0:
            record = Record(
                record.id,
                f"{_ENGLISH[number % 6]} series {number}",
                f"A study of {_ENGLISH[number % 6]} number {number}.",
            )
        if number % 7 == 0:
            record = replace(record, text="", text_en="")
        found.append(record)
    return [*found, *OFFERS]


DEMANDS = (
    Record(
        "D1",
        "压铸件气孔要能自动查出来",
        "铝合金压铸件里的气孔只能抽检，希望在线检测，误差小于3 %。",
        kind="demand",
    ),
    Record("D2", "尾水里的杂质", "养殖尾水杂质去除总是不稳，要控制温度。", kind="demand"),
    Record(
        "D3",
        "Laser seam quality",
        "We need to watch the laser seam while welding titanium blades.",
        kind="demand",
    ),
)


def real_texts(count: int) -> list[str]:
    """Titles and abstracts of real papers; the test is skipped where they are absent."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    path = Path(os.environ.get("QIANQIAO_SHARED_DATA", str(beside))) / "zh_papers.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path} is absent: set QIANQIAO_SHARED_DATA to the folder of real data")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for _, line in zip(range(count), file, strict=False)]
    return [row[name] for row in rows for name in ("title", "abstract") if row[name]]
