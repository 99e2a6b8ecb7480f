"""Scheduled work around matches: weekly digests, the figures of the quality page."""

import logging

from procrastinate.contrib.django import app

from qianqiao.core import clock
from qianqiao.matching.domain.digests import deliver_digest, prepare_digest, week_due
from qianqiao.matching.domain.quality_weeks import take_week
from qianqiao.matching.presenting.digest import compose
from qianqiao.matching.reads.subscriptions import pending_digests, people_without_digest

log = logging.getLogger(__name__)


def send_due() -> int:
    """Prepares the digests of the week that are still missing and sends all that wait; how many went out."""
    week = week_due(clock.now())
    for user in people_without_digest(week):
        try:
            prepare_digest(user, week)
        except Exception:  # one person's records must not keep the others waiting
            log.exception("the digest of person %s was not prepared", user.pk)
    return sum(deliver_digest(pk, compose) for pk in pending_digests())


@app.periodic(cron="7 * * * *")
@app.task(name="matching.send_digests", queue="matching", queueing_lock="matching.send_digests")
def send_digests(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every hour: what is due since Monday 8:00 in China, and what a mail server refused before."""
    send_due()


@app.periodic(cron="23 */6 * * *")
@app.task(name="matching.take_quality", queue="matching", queueing_lock="matching.take_quality")
def take_quality(timestamp: int) -> None:  # noqa: ARG001  as above
    """Four times a day: the figures of the running week."""
    take_week()
