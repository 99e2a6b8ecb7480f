"""Which pairs are looked at closely: per demand the best of each search, over all shards."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
SHARD_BITS = 32


@dataclass
class Best:
    """The best `most` records of each demand found so far by one search; equal values by place."""

    most: int
    demand: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    place: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    value: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))

    def add(self, demand: Numbers, shard: int, record: Numbers, value: NDArray[np.floating]) -> None:
        """More of them; a record found twice keeps its better value."""
        self.demand = np.concatenate([self.demand, demand])
        self.place = np.concatenate([self.place, (shard << SHARD_BITS) | record])
        self.value = np.concatenate([self.value, value.astype(np.float32)])

    def cut(self) -> None:
        """Forget all but the best."""
        order = np.lexsort((self.place, -self.value, self.demand))
        demand = self.demand[order]
        first = np.searchsorted(demand, demand)
        kept = order[np.arange(len(demand)) - first < self.most]
        self.demand, self.place, self.value = self.demand[kept], self.place[kept], self.value[kept]


@dataclass(frozen=True)
class Pairs:
    """Distinct pairs, by shard, demand and record."""

    demand: Numbers
    shard: Numbers
    record: Numbers

    @classmethod
    def of(cls, searches: list[Best]) -> "Pairs":
        """What any of the searches found."""
        demand = np.concatenate([best.demand for best in searches])
        place = np.concatenate([best.place for best in searches])
        order = np.lexsort((place & 0xFFFFFFFF, demand, place >> SHARD_BITS))
        demand, place = demand[order], place[order]
        fresh = np.ones(len(demand), np.bool_)
        fresh[1:] = (demand[1:] != demand[:-1]) | (place[1:] != place[:-1])
        demand, place = demand[fresh], place[fresh]
        return cls(demand, place >> SHARD_BITS, place & 0xFFFFFFFF)

    def by_shard(self) -> Iterator[tuple[int, Numbers]]:
        """Each shard with the places of its pairs."""
        for shard in np.unique(self.shard).tolist():
            yield shard, np.flatnonzero(self.shard == shard)

    def __len__(self) -> int:
        return len(self.demand)
