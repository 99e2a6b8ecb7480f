"""`qianqiao demo`: from an empty machine to the running site with sample data."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

import typer

from qianqiao.cli import serving, setup

T = TypeVar("T")


def _step(name: str, work: Callable[[], T]) -> T:
    started = time.monotonic()
    typer.echo(f"· {name} ", nl=False)
    result = work()
    typer.echo(f"({time.monotonic() - started:.1f} s)")
    return result


def demo(host: str = "127.0.0.1", port: int = 8000, serve: bool = True) -> None:
    """Shows Qianqiao with fictional sample data. Ctrl-C ends it, the database too. Example: qianqiao demo --port 8010"""
    # the printed sign-ins are fictional people on loopback; every page says that they need no second factor here
    os.environ.setdefault("QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR", "on")
    os.environ.setdefault("QIANQIAO_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
    own_server = setup.will_start_server()
    _step("database", setup.django)
    from django.core.management import call_command  # noqa: PLC0415  after set-up

    from qianqiao.core import outbox  # noqa: PLC0415  the same
    from qianqiao.core.actor import SYSTEM  # noqa: PLC0415  the same
    from qianqiao.matching.jobs import backfill  # noqa: PLC0415  the same
    from qianqiao.organisations.domain.universities import load_universities  # noqa: PLC0415  the same
    from qianqiao.samples import casework, loading  # noqa: PLC0415  the same
    from qianqiao.search.domain.generations import ensure_generation  # noqa: PLC0415  the same

    _step("tables", lambda: call_command("migrate", verbosity=0, interactive=False))
    _step("national list of universities", lambda: load_universities(actor=SYSTEM))
    loaded = _step("sample data (fictional)", loading.load)
    _step("search index", ensure_generation)
    _step("events", outbox.deliver_all)
    _step("matches", backfill)
    _step("cases (fictional)", casework.load_cases)
    for row in loaded:
        typer.echo(f"    {row.kind}: {row.created + row.updated + row.unchanged}")
    _tell(host, port)
    try:
        if serve:
            serving.run_until_stopped(host=host, port=port, workers=1, with_worker=True)
    finally:
        if own_server:
            setup.stop_database()


def _tell(host: str, port: int) -> None:
    from qianqiao.core import config  # noqa: PLC0415  after set-up
    from qianqiao.samples.loading import DEMO_OPERATOR, DEMO_PASSWORD, DEMO_PEOPLE  # noqa: PLC0415  the same

    typer.echo(f"\n千桥 Qianqiao   http://{host}:{port}/")
    for email, name, *_ in (*DEMO_PEOPLE, DEMO_OPERATOR):
        typer.echo(f"  {email:<22} {DEMO_PASSWORD}   {name}")
    typer.echo(f"  邮件 / mails: {config.mail_folder()}")
    typer.echo("  Ctrl-C 结束 / ends the demo\n")
