"""`qianqiao serve` and `qianqiao worker`: the web server and the background worker."""

import signal
import subprocess
import sys
import threading
from types import FrameType

import typer

from qianqiao.cli import setup


def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1, with_worker: bool = True) -> None:
    """Serves the site until Ctrl-C, with a background worker beside it. Example: qianqiao serve --port 8000"""
    setup.django()
    run_until_stopped(host=host, port=port, workers=workers, with_worker=with_worker)


def worker(queues: str = "") -> None:
    """Runs background jobs until Ctrl-C; all queues, or those named. Example: qianqiao worker --queues outbox,search"""
    setup.django()
    from procrastinate.contrib.django import app as jobs  # noqa: PLC0415  after set-up
    from procrastinate.contrib.django.django_connector import DjangoConnector  # noqa: PLC0415  the same

    from qianqiao.core import outbox  # noqa: PLC0415  after set-up

    names = [name.strip() for name in queues.split(",") if name.strip()]
    if not names or "outbox" in names:
        outbox.deliver_all()
    connector = jobs.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError(f"the queue needs Django's connector, not {type(connector).__name__}")
    with jobs.replace_connector(connector.get_worker_connector()) as running:
        running.run_worker(
            queues=names or None,
            concurrency=2,
            delete_jobs="successful",
            listen_notify=True,
            fetch_job_polling_interval=1.0,
        )


def _commands(host: str, port: int, workers: int, *, with_worker: bool) -> list[list[str]]:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += [
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "qianqiao.wsgi:application",
    ]
    commands = [web]
    if with_worker:
        # encoding and imports are slow: they must not keep a changed record out of the index
        own = [sys.executable, "-m", "qianqiao.cli.main", "worker", "--queues"]
        commands += [[*own, queues] for queues in ("outbox,search,notices", "matching,imports")]
    return commands


def run_until_stopped(*, host: str, port: int, workers: int, with_worker: bool) -> None:
    """Runs the server and the worker as child processes; ends both when told to stop or when one of them dies."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # a session of their own: Ctrl-C reaches this process only, which then ends its children in order
    children = [
        subprocess.Popen(command, start_new_session=True)  # noqa: S603  our own commands
        for command in _commands(host, port, workers, with_worker=with_worker)
    ]
    while not stopping.wait(0.5):
        if any(child.poll() is not None for child in children):
            break
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
    if not stopping.is_set():
        typer.echo("A server process ended by itself; see its messages above.", err=True)
        raise typer.Exit(1)
