"""Until when achievements, patents and experts count as valid."""

from datetime import date, timedelta

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import clock, rules
from qianqiao.core.validity import Validity

PACKAGE = "qianqiao.catalogue"
_LEAP_DAY = (2, 29)


def usual_end(record: Achievement | Patent | Expert, day: date) -> date:
    """Until when a record proven alive on a day counts as valid; a patent not beyond its term."""
    kind = type(record).__name__.lower()
    days = int(rules.pack_in_force(PACKAGE, "validity.catalogue", clock.today()).rules[kind]["days"])
    end = day + timedelta(days=days)
    term = term_end(record) if isinstance(record, Patent) else None
    return min(end, term) if term is not None and term >= day else end


def term_end(patent: Patent) -> date | None:
    """The last day of a patent's term; None where its filing date or its type is not known."""
    known = rules.pack_in_force(PACKAGE, "patent_terms", clock.today()).rules
    filed = patent.filed_on
    if filed is None or patent.patent_type not in known:
        return None
    if (filed.month, filed.day) == _LEAP_DAY:
        filed = filed.replace(day=28)
    return filed.replace(year=filed.year + int(known[patent.patent_type]["years"]))


VALIDITY: Validity[Achievement | Patent | Expert] = Validity("catalogue", usual_end)
