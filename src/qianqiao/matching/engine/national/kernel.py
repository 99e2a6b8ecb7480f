"""The kernel: one block of demands against all shards of offers. A pure function of its inputs, free of any scheduler.

Two searches in every group of rows of every shard find candidates; the best of them all get exact signals, the
scales of words are completed by what was found, and the engine's own fusion ranks them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.index.partition import SIGNALS
from qianqiao.matching.engine.national import aiming, filling, searching
from qianqiao.matching.engine.national.aiming import Aim, Moments
from qianqiao.matching.engine.national.candidates import Best, Pairs
from qianqiao.matching.engine.national.completing import Raw, complete
from qianqiao.matching.engine.national.finishing import KINDS
from qianqiao.matching.engine.national.layout import Prepared, read_array
from qianqiao.matching.engine.national.ranking import Matches, Setting, Valued, ranked
from qianqiao.matching.engine.national.searching_arrays import group_name
from qianqiao.matching.engine.national.statistics import has_language
from qianqiao.matching.engine.national.structure import Terms
from qianqiao.matching.engine.national.summary import Summary, languages_in, stands_alone, summary_of
from qianqiao.matching.engine.scoring.weights import CROSS, SAME

Numbers = NDArray[np.int64]
_SPARE = 1.5
_LEAST = 32


@dataclass
class _Aimed:
    """Demands aimed at one language, with the moments of each kind of row."""

    aim: Aim
    summary: Summary
    moments: dict[str, Moments]


@dataclass(frozen=True)
class _Asked:
    """A question to the rows of one language and kind: by demands that share the language, or by the others."""

    aimed: _Aimed
    kind: str
    relation: str
    rows: Numbers
    question: searching.Question

    def groups(self) -> Iterator[str]:
        """Records that have this language alone and, for demands that share it, those that have another beside it."""
        for alone in (True, False) if self.relation == SAME else (True,):
            yield group_name(self.aimed.aim.language, self.kind, alone=alone)


def match_block(demands: Prepared, block: int, offers: Prepared, setting: Setting) -> Matches:
    """The best offers for every demand of a block. Nothing that breaks a hard limit is among them."""
    aims = _aimed(demands, block, offers)
    pairs = _candidates(aims, offers, setting)
    raws = {language: _raw(own, offers, pairs) for language, own in aims.items()}
    for language, own in aims.items():
        complete(own.moments, own.summary.kinds, pairs, raws[language])
    valued = _valued(aims, raws, offers, setting)
    return ranked(pairs, valued, Terms.read(demands.shard_path(block)), offers, setting)


def _aimed(demands: Prepared, block: int, offers: Prepared) -> dict[str, _Aimed]:
    found = {}
    for language in languages_in(offers):
        summary = summary_of(offers.path, language)
        own = aiming.aim(demands, block, summary, crossing=stands_alone(offers.path, language))
        if own is None:
            continue
        moments = {kind: aiming.moments(own, summary.kinds[kind], demands) for kind in KINDS}
        found[language] = _Aimed(own, summary, moments)
    return found


def _names(offers: Prepared) -> list[str]:
    return [segment.name for segment in offers.segments]


@dataclass
class _Searches:
    """The best candidates so far, by meaning and by words."""

    by_meaning: Best
    by_words: Best
    searches: tuple[tuple[Best, searching.Search], ...] = field(init=False)

    def __post_init__(self) -> None:
        self.searches = ((self.by_meaning, searching.by_meaning), (self.by_words, searching.by_words))

    def look(self, asked: _Asked, offers: Prepared, shard: int, group: str) -> None:
        """Both searches in one group of rows of one shard."""
        path = offers.shard_path(shard)
        if not (path / f"{group}.rows.npy").exists():
            return
        own = read_array(path, f"{group}.rows")
        records = read_array(path, f"{asked.aimed.aim.language}.record")
        share = len(own) / offers.records
        for best, search in self.searches:
            if best is self.by_meaning and not offers.model:
                continue
            most = min(best.most, int(best.most * share * _SPARE) + _LEAST)
            found = search(asked.question, asked.rows, path, group, most)
            places = records[own[found.row]].astype(np.int64)
            best.add(asked.aimed.aim.demand[found.query], shard, places, found.value)

    def cut(self) -> None:
        """Keep the best of all shards so far."""
        self.by_meaning.cut()
        self.by_words.cut()


def _candidates(aims: Mapping[str, _Aimed], offers: Prepared, setting: Setting) -> Pairs:
    found = _Searches(Best(setting.parameters.meaning), Best(setting.parameters.words))
    asked = [
        item for own in aims.values() for kind in KINDS for item in _questions(own, kind, offers, setting)
    ]
    for shard in range(len(offers.shard_records)):
        for item in asked:
            for group in item.groups():
                found.look(item, offers, shard, group)
        found.cut()
    return Pairs.of([found.by_meaning, found.by_words])


def _questions(own: _Aimed, kind: str, offers: Prepared, setting: Setting) -> Iterator[_Asked]:
    """The demands that share the language, and those that do not, each with its scale."""
    if not own.summary.kinds[kind].rows:
        return
    for relation in (SAME, CROSS):
        rows = np.flatnonzero(own.aim.cross == (relation == CROSS))
        if len(rows):
            scale = aiming.scale_of(
                own.moments[kind], _names(offers), relation, setting.weights, thin=kind == "thin"
            )
            question = searching.question(
                own.aim, scale, own.summary, offers.segments, setting.parameters.postings
            )
            yield _Asked(own, kind, relation, rows, question)


def _raw(own: _Aimed, offers: Prepared, pairs: Pairs) -> Raw:
    """Raw signals of all pairs in one language; for each pair the row of the aim and of the shard, -1 for none."""
    language = own.aim.language
    signals = np.full((len(pairs), own.aim.mute.shape[1]), np.nan)
    queries = _inverse(own.aim.demand, int(pairs.demand.max(initial=0)) + 1)[pairs.demand]
    rows = np.full(len(pairs), -1, np.int64)
    thin = np.zeros(len(pairs), np.bool_)
    for shard, mine in pairs.by_shard():
        path = offers.shard_path(shard)
        if not has_language(path, language):
            continue
        record = read_array(path, f"{language}.record")
        rows[mine] = _inverse(record.astype(np.int64), offers.shard_records[shard])[pairs.record[mine]]
        both = mine[(rows[mine] >= 0) & (queries[mine] >= 0)]
        thin[both] = read_array(path, f"{language}.shape")[rows[both], 1]
        signals[both] = filling.signals_of(own.aim, offers, path, queries[both], rows[both])
    return Raw(signals, queries, rows, thin)


def _inverse(numbers: Numbers, size: int) -> Numbers:
    """Where each number stands, -1 where it does not."""
    found = np.full(max(size, int(numbers.max(initial=-1)) + 1), -1, np.int64)
    found[numbers] = np.arange(len(numbers))
    return found


def _valued(
    aims: Mapping[str, _Aimed], raws: Mapping[str, Raw], offers: Prepared, setting: Setting
) -> Valued:
    """Weighted signals of the pairs: the mean over shared languages, over all where none is shared."""
    count = len(next(iter(raws.values())).rows)
    sums, counts = np.zeros((2, count, len(SIGNALS))), np.zeros((2, count))
    for language, own in aims.items():
        raw = raws[language]
        for kind in KINDS:
            for relation in (SAME, CROSS):
                mine = np.flatnonzero(raw.of(kind) & (own.aim.cross[raw.queries] == (relation == CROSS)))
                if not len(mine):
                    continue
                scale = aiming.scale_of(
                    own.moments[kind], _names(offers), relation, setting.weights, thin=kind == "thin"
                )
                own_rows = aiming.rows_of(scale, raw.queries[mine])
                place = int(relation == CROSS)
                sums[place, mine] += own_rows.weighted(raw.signals[mine])
                counts[place, mine] += 1
    across = counts[0] == 0
    total = np.where(across[:, None], sums[1], sums[0])
    number = np.maximum(np.where(across, counts[1], counts[0]), 1)
    return Valued(total / number[:, None], across)
