"""Scheduled work of the search room."""

from procrastinate.contrib.django import app

from qianqiao.search.domain.news import tell_news


@app.periodic(cron="41 * * * *")
@app.task(name="search.tell_news", queue="search", queueing_lock="search.tell_news")
def tell_of_new_records(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every hour, so that a day when the site was down is made up for; each person is told once a day at most."""
    tell_news()
