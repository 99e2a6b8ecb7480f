"""A generation opened for reading: records, rows by language, statistics and samples."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Encoder, Vectors
from qianqiao.matching.engine.encoders.centres import packaged_centres
from qianqiao.matching.engine.encoders.ensemble import segments_of
from qianqiao.matching.engine.index.partition import ROLES, Partition
from qianqiao.matching.engine.large import manifest
from qianqiao.matching.engine.large.language_files import LanguageFiles
from qianqiao.matching.engine.large.record_store import RecordStore
from qianqiao.matching.engine.large.sample import sample_of, sampled_rows
from qianqiao.matching.engine.large.statistics import (
    Changes,
    LanguageStatistics,
    MeaningStatistics,
    WordStatistics,
)
from qianqiao.matching.engine.prepared import FIELDS, TERMS
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import units_of


class Generation:
    """Files mapped into memory; raises UnfitGeneration where they do not fit the encoder or are not whole."""

    def __init__(self, folder: Path, encoder: Encoder | None) -> None:
        self.folder = folder
        self.manifest = manifest.read(folder)
        manifest.require_encoder(self.manifest, encoder, folder)
        self.side = self.manifest.side
        self.segments = segments_of(encoder)
        self.records = RecordStore(folder)
        self.files = {code: LanguageFiles(folder / code, self.segments) for code in LANGUAGES}
        self.statistics = {code: self._statistics(files) for code, files in self.files.items()}
        centres = [packaged_centres(segment.identity, self.side) for segment in self.segments]
        self.samples: dict[str, Partition] = {}
        # the record of each row of the samples
        self.drawn: dict[str, NDArray[np.int64]] = {}
        units = 0
        for code, files in self.files.items():
            priors = [own.get(code, {}) for own in centres]
            sample = sample_of(
                folder / code,
                files,
                self.segments,
                priors,
                statistics=self.statistics[code],
                first_unit=units,
            )
            self.samples[code] = sample
            self.drawn[code] = np.asarray(files.records[sampled_rows(folder / code)], np.int64)
            units += len(sample.units)
        self.places = range(units)

    def vectors_of(self, number: int, record: Record) -> Vectors:
        """The vectors of a record [texts, d], in the order of `texts_to_encode`."""
        following = {code: iter(files.rows_of(np.array([number]))) for code, files in self.files.items()}
        rows = [
            self.files[view.language].vectors.rows[next(following[view.language])]
            for unit in units_of(record)
            for view in unit.views
        ]
        return np.concatenate(rows).astype(np.float32)

    def _statistics(self, files: LanguageFiles) -> LanguageStatistics:
        changes = Changes()
        frequencies = {TERMS: files.terms.frequency} | {
            name: table.frequency for name, table in files.tables.items()
        }
        fields = {
            name: WordStatistics(name, frequencies[name], len(files), float(files.totals[place]), changes)
            for place, name in enumerate(FIELDS)
        }
        vectors = {
            (number, role): MeaningStatistics(
                number,
                role,
                files.vectors.sums[role, segment.place],
                int(files.vectors.counts[role, number]),
                changes,
            )
            for number, segment in enumerate(self.segments)
            for role in range(len(ROLES))
        }
        return LanguageStatistics(fields, vectors, changes)
