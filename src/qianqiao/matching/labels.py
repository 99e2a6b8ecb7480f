"""What judgements teach: each as a graded pair on the levels 1 to 4 of the interchange format."""

from dataclasses import dataclass
from datetime import datetime

from qianqiao.matching.models import MatchJudgement

USEFUL, ACCEPTED, OFF_TOPIC, REFUSED = 3, 4, 1, 2
OFF_TOPIC_REASON = "off_topic"
OTHER_REASON = "other"
REASONS = "refusal_reasons"
# Whose word counts before whose, where one pair was judged by several: those who bear the consequence come first.
PRECEDENCE = (
    MatchJudgement.Who.DEMAND_SIDE,
    MatchJudgement.Who.OFFER_SIDE,
    MatchJudgement.Who.OPERATOR,
    MatchJudgement.Who.READER,
)
# A reader has no part in either side: it orders its own list, and nobody else's ranking.
TEACHING = PRECEDENCE[:3]


@dataclass(frozen=True, slots=True)
class Label:
    """A pair with the level that one person's judgement gives it, who that was to the pair, and when."""

    demand: str
    offer: str
    level: int
    who: str
    at: datetime


def level_of(verdict: str, reason: str) -> int:
    """Useful is 3 (accepted, 4, comes from a docking that led to an agreement); off topic is 1; any other refusal is 2: near, and yet not wanted."""
    if verdict == MatchJudgement.Verdict.USEFUL:
        return USEFUL
    return OFF_TOPIC if reason == OFF_TOPIC_REASON else REFUSED
