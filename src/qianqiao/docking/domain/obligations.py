"""What every part that handles a running clock needs to know of it."""

from qianqiao.core.clock import SHANGHAI
from qianqiao.docking import clocks
from qianqiao.docking.clocks import Clock
from qianqiao.docking.models import Obligation


def rule_of(obligation: Obligation) -> Clock:
    """The rules under which the clock was started."""
    return clocks.clocks(obligation.started_at.astimezone(SHANGHAI).date())[obligation.clock]


def todo_key(obligation: Obligation) -> str:
    return f"docking:{obligation.case.number}:{obligation.clock}"
