"""Until when demands count as valid."""

from datetime import date, timedelta

from qianqiao.core import clock, rules
from qianqiao.core.validity import Validity
from qianqiao.demands.models import Demand

PACKAGE = "qianqiao.demands"


def usual_end(record: Demand, day: date) -> date:
    """Until when a demand proven alive on a day counts as valid: not beyond the day by which it is needed."""
    rule = rules.pack_in_force(PACKAGE, "validity.demands", clock.today()).rules["demand"]
    end = day + timedelta(days=int(rule["days"]))
    needed = record.deadline if rule.get("ends_with") == "deadline" else None
    return min(end, needed) if needed is not None and needed >= day else end


VALIDITY = Validity("demands", usual_end)
