"""Many people at once on the real server: times of the main pages, and a proof that nothing was lost.

    python bench/busy.py            100,000 records, 20,000 cases, 200 people, 3 minutes
    python bench/busy.py --small    2,000 records, 400 cases, 10 people, 20 s

Fills a database of its own (kept for the next run as var/bench/busy-*, see busy_stock.py), copies it, starts
`qianqiao serve` with its workers on a free port of loopback and lets Locust play the people of busy_users.py. Each
thinks 10 to 20 seconds between pages. Afterwards: every acknowledged write is in the database exactly once and
nothing else is, the chains of the audit log verify, every event was delivered. Exit code 1 where anything failed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
from browser import databases  # noqa: E402  after the path
from browser.keeper import QIANQIAO, free_port  # noqa: E402  the same
from qianqiao.core import environment  # noqa: E402  the same

PEER = "(peer) a page without records"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--records", type=int)
    parser.add_argument("--cases", type=int)
    parser.add_argument("--people", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--think", type=float, nargs=2, default=(10.0, 20.0), metavar=("LEAST", "MOST"))
    parser.add_argument("--server-workers", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="fill the database anew")
    asked = parser.parse_args()
    sizes = (2_000, 400, 10, 20) if asked.small else (100_000, 20_000, 200, 180)
    for name, size in zip(("records", "cases", "people", "seconds"), sizes, strict=True):
        if getattr(asked, name) is None:
            setattr(asked, name, size)
    if asked.small and tuple(asked.think) == (10.0, 20.0):
        asked.think = (0.5, 1.5)
    return asked


class Place:
    """The names of what a run uses: a filled database with its files, and a copy that is written to."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.stock = f"qianqiao_busy_{asked.records}_{asked.cases}_{asked.people}"
        self.run = f"{self.stock}_run"
        self.folder = environment.data_directory() / "bench" / self.stock
        self.port = free_port()
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]),
            "DJANGO_SETTINGS_MODULE": "qianqiao.settings",
            "QIANQIAO_TEXT_MODELS": "use",
            "QIANQIAO_DATA_DIR": str(self.folder),
            "QIANQIAO_SITE_ADDRESS": f"http://127.0.0.1:{self.port}",
            "QIANQIAO_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        }

    def within(self, database: str, *arguments: str, **more: Any) -> None:
        """Runs a part of this bench against a database."""
        command = [sys.executable, str(ROOT / "bench" / "busy_parts.py"), *arguments]
        env = {**self.environment, "DATABASE_URL": databases.url_of(database)}
        subprocess.run(command, env=env, check=True, **more)


def filled(place: Place, asked: argparse.Namespace) -> None:
    """Fills the stock where it is not there yet; a filling that was broken off begins anew."""
    done = place.folder / "filled"
    if asked.fresh or not done.exists():
        started = time.monotonic()
        databases.drop(place.stock)
        shutil.rmtree(place.folder, ignore_errors=True)
        place.folder.mkdir(parents=True)
        _create(place.stock)
        place.within(place.stock, "fill", str(asked.records), str(asked.cases), str(asked.people))
        done.touch()
        print(f"filled in {time.monotonic() - started:.0f} s")
    databases.drop(place.run)
    _create(place.run, template=place.stock)
    for name in ("index", "stocks"):
        shutil.rmtree(place.folder / name / place.run, ignore_errors=True)
        shutil.copytree(place.folder / name / place.stock, place.folder / name / place.run)


def dropped(place: Place) -> None:
    """Takes away the copy that was written to."""
    databases.drop(place.run)
    for name in ("index", "stocks"):
        shutil.rmtree(place.folder / name / place.run, ignore_errors=True)


def _create(name: str, template: str = "template0") -> None:
    with databases.server_connection() as connection:
        connection.execute(f"create database {name} encoding 'UTF8' template {template} locale 'C.UTF-8'")


def play(place: Place, asked: argparse.Namespace) -> dict[str, Any]:
    """Server, workers and people; returns Locust's figures and what the server took."""
    plan, written = place.folder / "plan.json", place.folder / "written.jsonl"
    written.write_text("", encoding="utf-8")
    place.within(place.run, "plan", str(plan), *map(str, asked.think))
    env = {**place.environment, "DATABASE_URL": databases.url_of(place.run)}
    log = (place.folder / "server.log").open("wb")
    server = subprocess.Popen(
        [*QIANQIAO, "serve", "--port", str(place.port), "--workers", str(asked.server_workers)],
        env=env, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    figures = place.folder / "locust"
    try:
        place.within(place.run, "warm", env_address(place), str(plan))
        subprocess.run(
            [
                sys.executable, "-m", "locust", "--headless", "--only-summary", "-f", str(ROOT / "bench" / "busy_users.py"),
                "--host", env_address(place), "-u", str(asked.people), "-r", str(max(5, asked.people / 15)),
                "-t", str(asked.seconds), "--stop-timeout", "60", "--csv", str(figures), "--exit-code-on-error", "0",
                "--loglevel", "WARNING",
            ],
            env={**env, "QIANQIAO_BUSY_PLAN": str(plan), "QIANQIAO_BUSY_WRITTEN": str(written)},
            check=True, stdout=subprocess.DEVNULL, stderr=log,
        )  # fmt: skip
        place.within(place.run, "wait")
    finally:
        server.terminate()
        server.wait(timeout=60)
        log.close()
    return {
        "stats": figures.with_name("locust_stats.csv"),
        "failures": figures.with_name("locust_failures.csv"),
    }


def env_address(place: Place) -> str:
    return f"http://127.0.0.1:{place.port}"


def report(files: dict[str, Any], asked: argparse.Namespace) -> int:
    """Prints a line a page; returns the number of errors."""
    import csv  # noqa: PLC0415  beside its only use

    with files["stats"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    peer = next((float(row["95%"]) for row in rows if row["Name"] == PEER), 0.0)
    print(f"\n{'page':36}{'asked':>7}{'errors':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'p95/peer':>10}")
    for row in rows:
        times = peer and float(row["95%"] or 0) / peer
        print(
            f"{row['Name']:36}{row['Request Count']:>7}{row['Failure Count']:>8}"
            f"{row['50%']:>9}{row['95%']:>9}{row['99%']:>9}{times:>10.1f}"
        )
    total = rows[-1]
    print(
        f"{float(total['Requests/s']):.1f} requests a second, {asked.people} people, think time {asked.think}"
    )
    for line in files["failures"].read_text(encoding="utf-8").splitlines()[1:]:
        print(f"  error: {line}")
    return int(total["Failure Count"])


def main() -> int:
    asked = options()
    place = Place(asked)
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    print(
        f"{asked.records:,} records, {asked.cases:,} cases, {asked.people} people, {asked.seconds} s; {cores} cores, "
        f"load before {load:.1f}, OPENBLAS_NUM_THREADS={os.environ['OPENBLAS_NUM_THREADS']}, "
        f"{asked.server_workers} server processes"
    )
    filled(place, asked)
    try:
        errors = report(play(place, asked), asked)
        print(f"load after {os.getloadavg()[0]:.1f}")
        place.within(place.run, "prove", str(place.folder / "written.jsonl"))
    except subprocess.CalledProcessError as failed:
        print(f"failed: {failed}; the server's messages: {place.folder / 'server.log'}")
        return 1
    finally:
        dropped(place)
    return bool(errors)


if __name__ == "__main__":
    raise SystemExit(main())
