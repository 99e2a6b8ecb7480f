"""Search with a few words over the same files: shared terms and nearness of meaning, as standard scores in one sum."""

from dataclasses import dataclass

from qianqiao.matching.engine.large.corpus import LargeCorpus
from qianqiao.matching.engine.matcher import Matcher
from qianqiao.matching.engine.records import DEMAND, OFFER, Record
from qianqiao.matching.engine.results import today_in_china
from qianqiao.matching.engine.scoring.weights import Weights

# a few words need no more candidates of each kind, and every one of them costs a read
DEPTH = 150


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found and the value by which it stands where it does; comparable within one search only."""

    record: Record
    value: float


class LargeSearch:
    """Searches one corpus; keep it, as it holds what all queries share."""

    def __init__(self, corpus: LargeCorpus, weights: Weights | None = None) -> None:
        self._corpus = corpus
        self._matcher = Matcher(corpus, weights)

    def search(self, text: str, top: int = 20) -> list[Hit]:
        """The nearest records, best first, ties by id; a text without words finds nothing."""
        if not text.strip() or not len(self._corpus):
            return []
        query = Record("", text, kind=OFFER if self._corpus.side == DEMAND else DEMAND)
        evaluation = self._matcher.evaluation(query, sharp=False)
        found, _ = self._corpus.nearest(evaluation, top, today_in_china().year, DEPTH)
        hits = sorted((Hit(record, value) for record, value in found), key=_order)
        return hits[:top]


def _order(hit: Hit) -> tuple[float, str]:
    return -hit.value, hit.record.id
