"""Validity that has passed ends a record by its own flow, and takes it out of the index."""

from datetime import date, datetime

import pytest

from qianqiao.core import clock, outbox
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import AuditEntry
from qianqiao.search.domain.expiry import expire_passed
from qianqiao.search.status import index_status
from tests.factories import records as make

pytestmark = pytest.mark.django_db
SOON = {"valid_until": date(2026, 12, 31), "last_proven_alive": date(2026, 11, 1)}


def test_records_expire_the_day_after_their_last_day() -> None:
    passing = [make.achievement(**SOON), make.patent(**SOON), make.expert(**SOON), make.demand(**SOON)]
    kept, draft = make.demand(), make.demand(publish=False, **SOON)
    outbox.deliver_all()
    assert index_status().documents == 5
    with clock.frozen(datetime(2026, 12, 31, 23, 0, tzinfo=SHANGHAI)):
        assert expire_passed() == 0
    with clock.frozen(datetime(2027, 1, 1, 0, 30, tzinfo=SHANGHAI)):
        assert expire_passed() == 4
        assert expire_passed() == 0
        outbox.deliver_all()
    for row in [*passing, kept, draft]:
        row.refresh_from_db()
    assert {row.state for row in passing} == {"expired"}
    assert (kept.state, draft.state) == ("published", "draft")
    assert index_status().documents == 1
    assert AuditEntry.objects.filter(action__endswith=".expire", actor_kind="system").count() == 4
