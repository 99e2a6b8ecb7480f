"""Records and prepared folders for the tests of nationwide runs; an encoder that needs no model."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path

import numpy as np

from qianqiao.matching.engine import Indicator, Record, encode_records
from qianqiao.matching.engine.encoders.base import Encoder, Vectors, unit
from qianqiao.matching.engine.encoders.ensemble import Ensemble, segments_of
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.national.layout import Prepared
from qianqiao.matching.engine.national.preparing import Inputs, prepare

TODAY = date(2026, 11, 27)
_ZH = "压铸件 气孔 在线 检测 钠离子 电池 正极 材料 养殖 尾水 氨氮 去除 激光 清洗 涂层 机器人 焊缝 跟踪 光纤 传感器 温度".split()
_EN = "casting pores inspection sodium battery cathode water ammonia removal laser cleaning coating robot welding seam".split()
_FIELDS = ("new_materials", "energy_storage", "inspection_sensing", "software_ai")
_REGIONS = ("", "330100", "330200", "110000", "440300")


class Hashed:
    """Sums of a fixed random vector for each pair of characters: near texts get near vectors."""

    def __init__(self, name: str = "hashed", dimension: int = 24) -> None:
        self.identity = f"{name}/1"
        self.dimension = dimension

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:  # noqa: ARG002  without roles
        return unit(np.stack([self._sum(text) for text in texts])) if texts else np.zeros((0, self.dimension), np.float32)

    def _sum(self, text: str) -> np.ndarray:
        total = np.zeros(self.dimension)
        for pair in zip(text, text[1:], strict=False):
            seed = int.from_bytes(blake2b("".join((self.identity, *pair)).encode(), digest_size=8).digest(), "big")
            total += np.random.default_rng(seed).standard_normal(self.dimension)
        return total


def two_models() -> Encoder:
    """Two models side by side, as most installations have them."""
    return Ensemble([Hashed("hashed", 24), Hashed("other", 16)])


def _words(chance: np.random.Generator, words: list[str], count: int, joint: str) -> str:
    return joint.join(chance.choice(words, count).tolist())


def records(count: int, side: str, seed: int) -> list[Record]:
    """Chinese, English and both; some without a title, some with nothing else; with terms and limits of all kinds."""
    chance = np.random.default_rng(seed)
    found = []
    for number in range(count):
        zh = (_words(chance, _ZH, 4, ""), _words(chance, _ZH, 25, "，"))
        en = (_words(chance, _EN, 4, " "), _words(chance, _EN, 25, " "))
        shape = number % 8
        texts = {
            0: {"title_en": en[0], "text_en": en[1]},
            1: {"title": zh[0], "text": zh[1], "title_en": en[0], "text_en": en[1]},
            2: {"title": zh[0]},
            3: {"text": zh[1]},
            4: {"title": zh[0], "text": zh[1], "title_en": en[0]},
        }.get(shape, {"title": zh[0], "text": zh[1]})
        found.append(Record(f"{side[0]}{number:04d}", kind=side, **texts))
    return found


def with_terms(plain: list[Record], seed: int) -> list[Record]:
    """The same with fields, regions, prices, budgets, readiness, modes, indicators, dates and states by chance."""
    chance = np.random.default_rng(seed)

    def some(values: Sequence[object]) -> object:
        return values[int(chance.integers(len(values)))]

    found = []
    for record in plain:
        amount = some((None, Decimal("10000"), Decimal("10000.01"), Decimal("500000"), Decimal(0)))
        money = {"budget_max": amount} if record.is_demand else {"price_amount": amount, "price_model": some(("", "lump_sum", "free", "negotiable"))}
        level = {"trl_min" if record.is_demand else "trl": some((None, 3, 6, 9))}
        value = float(chance.integers(1, 9))
        comparison = "le" if record.is_demand else "eq"
        found.append(
            replace(
                record,
                fields=tuple(dict.fromkeys(chance.choice(_FIELDS, int(chance.integers(0, 3))).tolist())),
                modes=tuple(dict.fromkeys(chance.choice(["licence", "transfer", "joint"], int(chance.integers(0, 3))).tolist())),
                region=str(some(_REGIONS)),
                indicators=some(((), (Indicator("节拍", value, comparison, "s"),))),
                state=str(some(("", "published", "published", "withdrawn"))),
                confidentiality=str(some(("", "", "", "sealed"))),
                owner=str(some(("甲厂", "乙厂", ""))),
                valid_until=some((None, None, TODAY - timedelta(days=1), TODAY)),
                **money,
                **level,
            )
        )
    return found


def folder(path: Path, stock: list[Record], side: str, encoder: Encoder | None, rows: int) -> Prepared:
    """A prepared folder with `rows` records in a shard."""
    vectors = encode_records(stock, encoder) if encoder else {}
    pieces = [
        (part, [vectors[record.id] for record in part] if encoder else None)
        for part in (stock[start : start + rows] for start in range(0, len(stock), rows))
    ]
    inputs = Inputs(side, pieces, encoder.identity if encoder else "", segments_of(encoder))
    prepare(inputs, path, 1, lambda _step, _count: None)
    return Prepared.open(path, side)
