"""Stocks on disk for sites with more records than memory should hold: built by a command, opened where one is there."""

import json
import logging
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.db import connection

from qianqiao.core import config
from qianqiao.matching import generations, queries
from qianqiao.matching.encoder import Models
from qianqiao.matching.engine.large import (
    LargeCorpus,
    NoGeneration,
    Source,
    UnfitGeneration,
    build_generation,
)
from qianqiao.matching.engine.large.building import Batch
from qianqiao.matching.records import public_records

log = logging.getLogger(__name__)
_BATCH = 4_000


def folder_of(letters: str) -> Path:
    """Where the stock of these kinds lies: a folder per database, as for the search index."""
    return config.data_directory() / "stocks" / str(connection.settings_dict["NAME"]) / letters


def build(letters: str, event: str, side: str, progress: Callable[[str, int], None] | None = None) -> Path:
    """Builds the stock anew from the database with the vectors that are stored; what served before serves meanwhile.

    The stamp tells which events it has seen, so that whoever opens it takes in the rest.
    """
    models = generations.serving()
    count, newest, _ = queries.event_state(event, 0)
    source = Source(
        _batches(letters, models),
        models.encoder,
        side,
        encode=False,
        stamp=json.dumps({"seen": count, "newest": newest}),
    )
    return build_generation(folder_of(letters), source, progress=progress)


def opened(letters: str, models: Models) -> tuple[LargeCorpus, int, int] | None:
    """The stock on disk with the number of events it has seen and the newest of them; None where memory serves."""
    try:
        corpus = LargeCorpus(folder_of(letters), models.encoder)
    except NoGeneration:
        return None
    except UnfitGeneration as error:
        log.warning("the stock of %s is held in memory: %s (qianqiao index stocks)", letters, error)
        return None
    stamp = json.loads(corpus.generation.manifest.stamp)
    return corpus, int(stamp["seen"]), int(stamp["newest"])


def _batches(letters: str, models: Models) -> Iterator[Batch]:
    for letter in letters:
        found = queries.rows(letter).iterator(chunk_size=_BATCH)
        while rows := list(islice(found, _BATCH)):
            records, revisions = public_records(rows)
            yield records, queries.stored_vectors(records, revisions, models).vectors
