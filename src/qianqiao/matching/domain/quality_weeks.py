"""Takes the figures of the running week, so that a later week can be compared with it."""

from datetime import timedelta
from statistics import fmean

from qianqiao.core import clock
from qianqiao.matching.domain.appearances import gather_appearances
from qianqiao.matching.domain.runs import ENGINE, encoder_now
from qianqiao.matching.models import MatchQualityWeek
from qianqiao.matching.reads.quality import best_matches, offer_counts, score_tenths


def take_week() -> MatchQualityWeek:
    """Writes the figures as they stand now; taken again within a week, the later ones stay."""
    gather_appearances()
    day = clock.today()
    best = best_matches(day)
    scores = [one.score for one in best if one.at is not None]
    offers, alive = offer_counts(day)
    values = {
        "taken_at": clock.now(),
        "engine": ENGINE,
        "encoder": encoder_now(),
        "demands": len(best),
        "matched": len(scores),
        "covered": sum(one.is_covered for one in best),
        "offers": offers,
        "alive": alive,
        "mean_best": fmean(scores) if scores else 0.0,
        "bins": score_tenths(scores),
    }
    week, _ = MatchQualityWeek.objects.update_or_create(
        week=day - timedelta(days=day.weekday()), defaults=values
    )
    return week
