"""A stock too large to score every record: it names a shortlist, and only that is scored."""

from typing import Protocol

from qianqiao.matching.engine.corpus import Stock
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.scoring.evaluation import Evaluation


class ShortlistedStock(Stock, Protocol):
    """A stock on disk."""

    def sharpen(self, evaluation: Evaluation) -> None:
        """Draw the scales of an evaluation from the sample and from the nearest records together."""
        ...

    def shortlist(self, evaluation: Evaluation, top: int, this_year: int) -> tuple[list[Record], bool]:
        """Records among which the best `top` stand, and whether that is all there are."""
        ...
