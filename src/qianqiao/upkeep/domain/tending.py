"""The round that keeps records living: what is dead is retired, what runs out is told. Repeating it changes nothing."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from qianqiao.catalogue.domain.aliveness import term_end
from qianqiao.catalogue.models import Patent
from qianqiao.core import clock
from qianqiao.core.actor import SYSTEM
from qianqiao.core.lifecycle import PUBLISHED, SUSPENDED
from qianqiao.core.records import record_models
from qianqiao.core.workflow import Refusal
from qianqiao.upkeep import ruling
from qianqiao.upkeep.domain import telling, todos
from qianqiao.upkeep.domain.agencies import refresh_agencies
from qianqiao.upkeep.domain.own_records import refresh_all_own
from qianqiao.upkeep.domain.retiring import Cause, announce, carry_out
from qianqiao.upkeep.models import Retirement
from qianqiao.upkeep.states import ANNOUNCED

log = logging.getLogger(__name__)
CHUNK = 500
LIVE = [PUBLISHED, SUSPENDED]


def tend() -> int:
    """One round; returns how many records were retired. Safe to run twice, in two workers at once, and after a crash.

    Each record is its own transaction; one that fails is logged and does not keep the round from the others.
    """
    retired = _each(_dead_patents(), _retire_patent)
    retired += _each(_passed(), _expire)
    retired += _each(
        Retirement.objects.filter(state=ANNOUNCED, due_on__lte=clock.today()).order_by("pk"), _due
    )
    telling.tell_retired()
    telling.tell_expiring()
    todos.refresh_all()
    refresh_all_own()
    refresh_agencies()
    return retired


def _each(rows: Iterable[Any], act: Callable[[Any], bool]) -> int:
    count = 0
    for row in rows:
        try:
            with transaction.atomic():
                count += act(row)
        except Refusal:  # changed meanwhile by somebody else
            continue
        except Exception:  # one record that fails must not keep the others from their end
            log.exception("%s was not retired", row)
    return count


def _dead_patents() -> Iterable[Patent]:
    """Patents shown whose right is gone, without those that were retired for it before."""
    rows = Patent.objects.filter(state__in=LIVE)
    by_status = rows.filter(legal_status__in=ruling.dead_patents())
    yield from by_status.order_by("pk").iterator(CHUNK)
    oldest = rows.filter(filed_on__isnull=False).exclude(legal_status__in=ruling.dead_patents())
    today = clock.today()
    for patent in oldest.filter(filed_on__year__lte=today.year - 10).order_by("pk").iterator(CHUNK):
        end = term_end(patent)
        if end is not None and end < today:
            yield patent


def _retire_patent(patent: Patent) -> bool:
    return announce(patent, _end_of_patent) is not None


def _end_of_patent(patent: Patent) -> Cause | None:
    reason = ruling.dead_patents().get(patent.legal_status)
    if reason is not None:
        return reason, f"legal:{patent.legal_status}"
    end = term_end(patent)
    return (ruling.TERM_OVER, f"term:{end}") if end is not None and end < clock.today() else None


def _passed() -> Iterable[Any]:
    for model in record_models().values():
        rows = model._default_manager.filter(state__in=LIVE, valid_until__lt=clock.today())  # noqa: SLF001  Django's manager
        yield from rows.order_by("pk").iterator(CHUNK)


def _expire(record: Any) -> bool:
    return announce(record, _end_of_validity) is not None


def _end_of_validity(record: Any) -> Cause | None:
    """The version makes it a cause of its own: an import may state the same past day again after a renewal."""
    if record.valid_until is None or record.valid_until >= clock.today():
        return None
    return ruling.EXPIRED, f"expired:{record.valid_until}:{record.version}"


def _due(row: Retirement) -> bool:
    return carry_out(row, actor=SYSTEM).retired_at is not None
