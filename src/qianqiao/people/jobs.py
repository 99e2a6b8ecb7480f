"""Timed work: what has run out is ended within the hour."""

from procrastinate.contrib.django import app

from qianqiao.people.domain.delegations import expire_loans
from qianqiao.people.domain.invitations import lapse_invitations
from qianqiao.people.domain.leaving import expire_memberships


def end_what_has_run_out() -> int:
    """Memberships, loans and invitations past their day; how many ended."""
    return expire_memberships() + expire_loans() + lapse_invitations()


@app.periodic(cron="3 * * * *")
@app.task(name="people.end_what_has_run_out", queue="outbox", queueing_lock="people.end_what_has_run_out")
def end_due(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every hour; the rights themselves end at midnight, because each request looks at the day."""
    end_what_has_run_out()
