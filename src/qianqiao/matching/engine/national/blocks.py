"""A block from its inputs to the bytes of a Parquet file, the same bytes every time."""

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from qianqiao.matching.engine.index.partition import SIGNALS
from qianqiao.matching.engine.national.drivers import Job
from qianqiao.matching.engine.national.kernel import match_block
from qianqiao.matching.engine.national.layout import Prepared
from qianqiao.matching.engine.national.ranking import Matches, Parameters, Setting
from qianqiao.matching.engine.national.structure import Terms

# Contributions are told to a millionth: their last bits may differ between processors.
_DIGITS = 6


def block_bytes(job: Job, block: int) -> bytes:
    """The matches of one block as a Parquet file."""
    demands, offers = Prepared.open(job.demands, "demands"), Prepared.open(job.offers, "offers")
    found = match_block(demands, block, offers, Setting(job.today, job.owners, Parameters(**job.parameters)))
    target = io.BytesIO()
    pq.write_table(_table(found, demands.shard_path(block), offers), target, compression="zstd")
    return target.getvalue()


def _table(found: Matches, block: Path, offers: Prepared) -> pa.Table:
    """A row for each match: the signals are weighted, so that they and the structure add up to the value."""
    ours = np.array(Terms.read(block).ids(), object)
    theirs = np.empty(len(found.demand), object)
    for shard in np.unique(found.shard).tolist():
        mine = found.shard == shard
        theirs[mine] = Terms.read(offers.shard_path(shard)).ids(found.record[mine])
    parts = np.round(found.parts, _DIGITS)
    columns: dict[str, pa.Array] = {
        "demand": pa.array(ours[found.demand], pa.string()),
        "offer": pa.array(theirs, pa.string()),
        "rank": pa.array(found.rank, pa.int32()),
        "score": pa.array(found.score, pa.float64()),
        "text": pa.array(np.round(found.parts.sum(axis=1), _DIGITS), pa.float64()),
        "structure": pa.array(np.round(found.structure, _DIGITS), pa.float64()),
    }
    columns |= {name: pa.array(parts[:, place], pa.float64()) for place, name in enumerate(SIGNALS)}
    return pa.table(columns)
