"""The exact hybrid, slowly: every signal of every offer, means and deviations over all of them, no candidates.

The figure that a shortcut is held against. Takes one demand block's first demands, all shards one after the other.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from qianqiao.matching.engine.index.partition import LEXICAL, MEANINGS
from qianqiao.matching.engine.national import aiming
from qianqiao.matching.engine.national.aiming import Aim, Moments
from qianqiao.matching.engine.national.finishing import weighted_of
from qianqiao.matching.engine.national.layout import Prepared, read_array
from qianqiao.matching.engine.national.summary import summary_of
from qianqiao.matching.engine.prepared import FIELDS
from qianqiao.matching.engine.scoring.weights import SAME, Weights

Floats = NDArray[np.float64]
LANGUAGE = "zh"
AT_ONCE = 16


def best(demands: Prepared, offers: Prepared, count: int, top: int) -> list[set[tuple[int, int]]]:
    """Shard and record of the best offers of the first `count` demands of block 0; full Chinese texts only."""
    summary = summary_of(offers.path, LANGUAGE)
    aimed = aiming.aim(demands, 0, summary, crossing=False)
    assert aimed is not None
    found: list[set[tuple[int, int]]] = []
    for start in range(0, count, AT_ONCE):
        found += _best_of(_part(aimed, np.arange(start, min(start + AT_ONCE, count))), offers, top)
    return found


def _part(aimed: Aim, rows: NDArray[np.int64]) -> Aim:
    words = {name: csr_matrix(matrix[rows]) for name, matrix in aimed.words.items()}
    return Aim(
        aimed.language, aimed.demand[rows], aimed.cross[rows], aimed.mute[rows], words, aimed.units[rows]
    )


def _best_of(aimed: Aim, offers: Prepared, top: int) -> list[set[tuple[int, int]]]:
    """Two rounds over the shards: what the signals look like, then the best by their weighted sum."""
    shards = range(len(offers.shard_records))
    count, columns = aimed.mute.shape
    moments = Moments(*(np.zeros((count, columns)) for _ in range(3)))
    for shard in shards:
        signals = _signals(aimed, offers, shard)
        moments.counts[:] += (~np.isnan(signals)).sum(axis=1)
        moments.sums[:] += np.nansum(signals, axis=1)
        moments.squares[:] += np.nansum(signals**2, axis=1)
    names = [segment.name for segment in offers.segments]
    scale = aiming.scale_of(moments, names, SAME, Weights(), thin=False)
    values, places = np.empty((count, 0)), np.empty((count, 0), np.int64)
    for shard in shards:
        signals = _signals(aimed, offers, shard)
        own = np.stack(
            [aiming.rows_of(scale, np.array([n])).weighted(signals[n]).sum(axis=1) for n in range(count)]
        )
        values = np.concatenate([values, own], axis=1)
        places = np.concatenate([places, np.tile(shard << 32 | np.arange(own.shape[1]), (count, 1))], axis=1)
        kept = np.argsort(-values, axis=1, kind="stable")[:, :top]
        values, places = np.take_along_axis(values, kept, 1), np.take_along_axis(places, kept, 1)
    return [{(int(place) >> 32, int(place) & 0xFFFFFFFF) for place in own} for own in places]


def _signals(aimed: Aim, offers: Prepared, shard: int) -> Floats:
    """All signals of all rows of a shard [demands, rows, columns]; rows are records, for all are Chinese alone."""
    path = offers.shard_path(shard)
    units = read_array(path, f"{LANGUAGE}.units").astype(np.float32)
    result = np.full((len(aimed.demand), len(units), aimed.mute.shape[1]), np.nan)
    for place, name in enumerate(FIELDS):
        weighted = weighted_of(path, f"{LANGUAGE}.{name}", aimed.words[name].shape[1])
        result[:, :, place] = (weighted @ aimed.words[name].T.toarray()).T
    for number, segment in enumerate(offers.segments):
        for place, (ours, theirs) in enumerate(MEANINGS):
            cosines = aimed.units[:, ours, segment.place] @ units[:, theirs, segment.place].T
            result[:, :, LEXICAL + number * len(MEANINGS) + place] = cosines
    result[np.broadcast_to(aimed.mute[:, None], result.shape)] = np.nan
    return result
