"""Which organisations are new to the platform: not verified, or with few records let out so far."""

from typing import Any

from qianqiao.core import clock, rules
from qianqiao.core.records import record_models
from qianqiao.organisations.models import Organisation


def is_spared(organisation: Organisation) -> bool:
    """Whether it is a sample that nobody checks."""
    return bool(organisation.is_fictional and not _told()["fictional"])


def is_new(organisation: Organisation) -> bool:
    told = _told()
    if is_spared(organisation):
        return False
    if told["until_verified"] and not organisation.is_verified:
        return True
    wanted = int(told["until_published"])
    return _let_out(organisation, wanted) < wanted


def _told() -> dict[str, Any]:
    pack = rules.pack_in_force("qianqiao.reviewing", "four_eyes", clock.today())
    return dict(pack.rules["platform_check"])


def _let_out(organisation: Organisation, wanted: int) -> int:
    """How many records it has published so far, whatever became of them, counted no further than wanted."""
    found = 0
    for model in record_models().values():
        if found < wanted:
            own = model._default_manager.filter(**{model.owner_field: organisation})  # noqa: SLF001  Django's documented manager
            found += own.exclude(published_at=None)[: wanted - found].count()
    return found
