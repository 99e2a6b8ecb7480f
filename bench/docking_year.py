"""A year of 2,000 cases on a moved clock: prints what happened, how long it took, and what was past due without a record.

Runs in a database of its own that is dropped afterwards. Example: python bench/docking_year.py --cases 2000
"""

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "qianqiao.settings"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--organisations", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()

    import django  # noqa: PLC0415  after the settings are named

    django.setup()
    from django.db import connection  # noqa: PLC0415  after the settings are named
    from django.test.runner import DiscoverRunner  # noqa: PLC0415  the same

    from qianqiao.core import audit  # noqa: PLC0415  the same
    from qianqiao.docking.models import DockingCase, Escalation, Obligation  # noqa: PLC0415  the same
    from qianqiao.notices.models import Notice  # noqa: PLC0415  the same
    from tests.docking import year as simulated  # noqa: PLC0415  the same

    connection.settings_dict["TEST"]["NAME"] = "docking_year"
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    started = time.perf_counter()
    try:
        year = simulated.play(asked.cases, organisations=asked.organisations, seed=asked.seed)
        wrong = simulated.order_faults()
        altered = [chain for chain in audit.chains() if audit.verify(chain) is not None]
        print(f"{year.cases} cases, {year.checks} nights, {year.ticks} looks of the clocks")
        print(f"what people did: {dict(sorted(year.taken.items()))}")
        states = Counter(DockingCase.objects.values_list("state", flat=True))
        print(f"states at the end: {dict(sorted(states.items()))}")
        levels = Counter(Escalation.objects.values_list("level", flat=True))
        print(f"escalations: {dict(sorted(levels.items()))}")
        print(f"obligations: {Obligation.objects.count()}, notices: {Notice.objects.count()}")
        print(
            f"past due without a record, waiting, unwatched or doubled: {len(year.faults)} {year.faults[:3]}"
        )
        print(f"levels out of order or early: {wrong}; audit chains altered: {len(altered)}")
        print(f"seconds: {time.perf_counter() - started:.0f}")
    finally:
        runner.teardown_databases(databases)
    return bool(year.faults or wrong or altered)


if __name__ == "__main__":
    raise SystemExit(main())
