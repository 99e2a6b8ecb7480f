"""Real text enlarged to any number of records, the same for every benchmark that needs a large stock.

The base are the titles and abstracts of `zh_papers` (without it: the sample offers). Record n of a stock of any
size is the same text on every machine:

- the first round is the base itself, one record each;
- every further record joins the first half of one base text with the second half of another, title with title and
  abstract with abstract, drawn by a generator seeded with (seed, side). Words so keep their frequencies and
  their neighbours; what is not kept is the growth of the vocabulary with the number of texts.

`vectors` mixes the base's own vectors in the same way and adds noise, so that near texts have near vectors without
1.35 million texts being encoded: unit((v[a] + v[b]) / 2 + 0.25 * random unit vector).
"""

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sample_grades
from numpy.typing import NDArray

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.records import DEMAND

SEED = 2026
NOISE = 0.25
Text = tuple[str, str]


def shared_data() -> Path:
    """The folder of real data, which may be absent."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("QIANQIAO_SHARED_DATA", str(beside)))


def base_texts(path: Path | None = None) -> list[Text]:
    """(title, text) of every paper that has both, in the order of the file; sample offers where it is absent."""
    path = path or shared_data() / "zh_papers.jsonl.gz"
    if not path.exists():
        return [(record.title, record.text) for record in sample_grades.load().offers.values()]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [(row["title"], row["abstract"]) for row in rows if row["title"] and row["abstract"]]


@dataclass(frozen=True, slots=True)
class Enlarged:
    """A stock of `count` records of one side ("offer" or "demand") over a base of texts."""

    base: list[Text]
    count: int
    side: str = "offer"
    seed: int = SEED

    def sources(self) -> NDArray[np.int32]:
        """The two base texts of each record [count, 2]; equal numbers in the first round of offers.

        Demands have no first round: no demand is the text of an offer.
        """
        chance = np.random.default_rng([self.seed, int(self.side == DEMAND)])
        pairs = chance.integers(0, len(self.base), (self.count, 2), dtype=np.int32)
        if self.side != DEMAND:
            first = min(self.count, len(self.base))
            pairs[:first] = np.arange(first, dtype=np.int32)[:, None]
        return pairs

    def records(self, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        """Records `start` to `stop`, named by side and number."""
        letter, kind = ("d", DEMAND) if self.side == DEMAND else ("n", "patent")
        for number, (a, b) in enumerate(self.sources()[start:stop].tolist(), start=start):
            title, text = self._joined(a, b)
            yield Record(f"{letter}{number:07d}", title, text, kind=kind)

    def vectors(
        self, base: NDArray[np.float32], start: int = 0, stop: int | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors of records `start` to `stop` [n, d] from those of the base [texts, d]."""
        pairs = self.sources()[start:stop]
        noise = np.random.default_rng([self.seed, 7, start]).standard_normal(
            (len(pairs), base.shape[1]), np.float32
        )
        noise *= NOISE / np.sqrt(base.shape[1])
        rows = (base[pairs[:, 0]] + base[pairs[:, 1]]) / 2 + noise
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)

    def _joined(self, a: int, b: int) -> Text:
        if a == b:
            return self.base[a]
        (left_title, left), (right_title, right) = self.base[a], self.base[b]
        title = left_title[: len(left_title) // 2] + right_title[len(right_title) // 2 :]
        return title, left[: len(left) // 2] + right[len(right) // 2 :]
