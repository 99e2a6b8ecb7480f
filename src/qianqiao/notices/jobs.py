"""Sends what is due: mails at once, the daily e-mail, webhooks. Safe to run twice at once and after a crash."""

from procrastinate.contrib.django import app

from qianqiao.core import clock
from qianqiao.notices import queries
from qianqiao.notices.domain import deliveries, digests, posting

QUEUE = "notices"


def send_mails() -> int:
    """Single mails that are due; how many went out. A server that is away costs one attempt a run."""
    sent = 0
    for pk in queries.due_deliveries():
        outcome = deliveries.deliver(pk)
        if outcome is False:
            break
        sent += bool(outcome)
    return sent


def send_digests() -> int:
    """Daily e-mails that are due; how many went out."""
    day = digests.day_due(clock.now())
    for user_id in digests.people_waiting(day):
        digests.prepare(user_id, day)
    sent = 0
    for pk in queries.due_digests():
        outcome = digests.deliver(pk)
        if outcome is False:
            break
        sent += bool(outcome)
    return sent


def send_posts() -> int:
    """Webhook posts that are due; how many were taken. A receiver that is away costs one attempt a run."""
    sent, away = 0, set()
    for pk, webhook in queries.due_posts():
        if webhook in away:
            continue
        outcome = posting.deliver(pk)
        if outcome is False:
            away.add(webhook)
        sent += bool(outcome)
    return sent


@app.task(name="notices.send", queue=QUEUE, lock="notices.send")
def send() -> None:
    """What is due now."""
    send_mails()
    send_posts()


def wake() -> None:
    """Asks for a run in the running transaction; one job per cause, as the outbox does, so that none is overlooked."""
    send.defer()


@app.periodic(cron="* * * * *")
@app.task(name="notices.sweep", queue=QUEUE, lock="notices.send", queueing_lock="notices.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Once a minute: what failed and has become due again, and the digests of the day."""
    send_mails()
    send_digests()
    send_posts()
