"""What becomes of a sending: sent, empty, tried again after a growing pause, or given up."""

import logging
from datetime import timedelta

from qianqiao.core import clock
from qianqiao.notices.models import Sending

log = logging.getLogger(__name__)
LONGEST = timedelta(hours=6)
# with pauses of 2, 4, 8 … minutes and then six hours each: four days
MOST_ATTEMPTS = 24


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts."""
    return min(timedelta(minutes=2 ** min(attempts, 12)), LONGEST)


def close(sending: Sending, state: str) -> None:
    sending.state = state
    if state == Sending.State.SENT:
        sending.sent_at = clock.now()
        sending.attempts += 1
    sending.save(update_fields=["state", "sent_at", "attempts"])


def note_failure(
    sending: Sending, error: str, *, is_final: bool = False, wait: timedelta | None = None
) -> None:
    """Plans the next attempt, not before `wait`; gives up where another would not help, or after so many."""
    sending.attempts += 1
    sending.last_error = error[:2000]
    if is_final or sending.attempts >= MOST_ATTEMPTS:
        sending.state = Sending.State.DEAD
    sending.next_attempt_at = clock.now() + max(pause(sending.attempts), wait or timedelta())
    sending.save(update_fields=["attempts", "last_error", "state", "next_attempt_at"])
    log.warning(
        "%s %s was not sent (attempt %s): %s", type(sending).__name__, sending.pk, sending.attempts, error
    )
