"""A sample of the rows of each language, kept ready: it tells what an ordinary pair looks like.

Drawn by a digest of the record's id, so that the next generation draws nearly the same and scores stay where they were.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.index.partition import Partition
from qianqiao.matching.engine.large.language_files import LanguageFiles
from qianqiao.matching.engine.large.record_store import RecordStore
from qianqiao.matching.engine.large.statistics import LanguageStatistics
from qianqiao.matching.engine.prepared import FIELDS, keys_of
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import View, units_of

SAMPLE = 2_000
_FILE = "sample.npz"


def save_sample(folder: Path, records: RecordStore, segments: Sequence[Segment]) -> None:
    """Draw the rows and keep their counted keys."""
    lots = records.lots()
    for code in LANGUAGES:
        files = LanguageFiles(folder / code, segments)
        rows = np.sort(np.argsort(lots[files.records], kind="stable")[:SAMPLE])
        views = [_view(files, records, int(row), code) for row in rows]
        arrays: dict[str, NDArray[np.generic]] = {"rows": rows}
        if views:
            for name, (keys, numbers) in keys_of(views).items():
                arrays |= {f"{name}_keys": keys, f"{name}_numbers": numbers}
        np.savez(folder / code / _FILE, allow_pickle=False, **arrays)


def sampled_rows(folder: Path) -> NDArray[np.int64]:
    """The numbers of the rows in the sample of one language."""
    with np.load(folder / _FILE) as stored:
        return np.asarray(stored["rows"], np.int64)


def sample_of(
    folder: Path,
    files: LanguageFiles,
    segments: Sequence[Segment],
    priors: Sequence[dict[str, Vectors]],
    *,
    statistics: LanguageStatistics,
    first_unit: int,
) -> Partition:
    """The sample as a partition that knows the statistics of the whole; its units are numbered from `first_unit`."""
    partition = Partition(segments, priors, statistics)
    with np.load(folder / _FILE) as stored:
        rows = stored["rows"]
        if len(rows):
            keys = {name: (stored[f"{name}_keys"], stored[f"{name}_numbers"]) for name in FIELDS}
            units = np.arange(first_unit, first_unit + len(rows), dtype=np.int64)
            partition.append(units, np.asarray(files.shapes[rows]), keys, files.vectors.take(rows))
            partition.row_weight = len(files) / len(rows)
    return partition


def _view(files: LanguageFiles, records: RecordStore, row: int, code: str) -> View:
    number = int(files.records[row])
    first = int(np.searchsorted(files.records, files.records[row]))
    record = records.record(number)
    return [view for unit in units_of(record) for view in unit.views if view.language == code][row - first]
