"""Runs: the same bytes by every driver, through killed workers and killed runs; always a last word."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from distributed import Client, LocalCluster
from typer.testing import CliRunner

from qianqiao.cli.nationwide import app
from qianqiao.matching.engine.national import running, state
from qianqiao.matching.engine.national.drivers import Dask, Done, Driver, Here, Job, Pool
from qianqiao.matching.engine.national.errors import NationwideError
from qianqiao.matching.engine.national.layout import Prepared
from qianqiao.matching.engine.national.ranking import Parameters
from qianqiao.matching.engine.national.running import Order

Stocks = tuple[Prepared, Prepared]


def order(stocks: Stocks, out: Path, deadline: float | None = None, top: int = 5) -> Order:
    return Order(stocks[0].path, stocks[1].path, out, Parameters(top=top), deadline=deadline)


def run(stocks: Stocks, out: Path, driver: Driver) -> state.State:
    return running.run(order(stocks, out), driver, lambda _: None)


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.glob("block-*.parquet"))}


@pytest.fixture(scope="module")
def alone(stocks: Stocks, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process writes."""
    out = tmp_path_factory.mktemp("alone") / "out"
    assert run(stocks, out, Here()).status == state.DONE
    assert len(contents(out)) == len(stocks[0].shard_records) == 10
    return contents(out)


def test_a_run_that_lost_a_block_is_not_done(stocks: Stocks, tmp_path: Path) -> None:
    class Forgetful(Here):
        def run(self, job: Job, blocks: Sequence[int]) -> Iterator[Done | None]:
            yield from super().run(job, blocks[:2])

    found = run(stocks, tmp_path / "out", Forgetful())
    assert (found.status, found.blocks_done) == (state.FAILED, 2)
    assert run(stocks, tmp_path / "out", Here()).status == state.DONE


@pytest.mark.slow
def test_two_processes_give_the_same_bytes(stocks: Stocks, alone: dict[str, bytes], tmp_path: Path) -> None:
    found = run(stocks, tmp_path / "out", Pool(2))
    assert (found.status, found.blocks_done, found.demands_done) == (state.DONE, 10, 40)
    assert contents(tmp_path / "out") == alone


@pytest.mark.slow
def test_a_killed_dask_worker_changes_nothing(
    stocks: Stocks, alone: dict[str, bytes], tmp_path: Path
) -> None:
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        assert run(stocks, tmp_path / "whole", Dask(cluster.scheduler_address)).status == state.DONE
        assert contents(tmp_path / "whole") == alone
        killed: list[int] = []

        def kill_one(found: state.State) -> None:
            if found.fresh == 2 and not killed:
                victim = next(iter(client.run(os.getpid).values()))
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

        found = running.run(order(stocks, tmp_path / "killed"), Dask(cluster.scheduler_address), kill_one)
        assert killed
        assert found.status == state.DONE
        assert contents(tmp_path / "killed") == alone


@pytest.mark.slow
def test_a_killed_pool_worker_changes_nothing(
    stocks: Stocks, alone: dict[str, bytes], tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill_one(found: state.State) -> None:
        if found.fresh == 2 and not killed:
            listed = subprocess.run(
                ["pgrep", "-P", str(os.getpid()), "-f", "spawn_main"],
                capture_output=True,
                text=True,
                check=True,
            )
            killed.append(int(listed.stdout.split()[-1]))
            os.kill(killed[0], signal.SIGKILL)

    found = running.run(order(stocks, tmp_path / "out"), Pool(2), kill_one)
    assert killed
    assert found.status == state.DONE
    assert contents(tmp_path / "out") == alone


@pytest.mark.slow
def test_a_killed_run_reads_as_interrupted_and_goes_on(
    stocks: Stocks, alone: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "qianqiao.cli.main", "nationwide", "run", "--top", "5", "--workers", "1"]
    command += ["--demands", str(stocks[0].path), "--offers", str(stocks[1].path), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        until = time.monotonic() + 120
        while not contents(out) and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
    before = contents(out)
    assert before
    told = CliRunner().invoke(app, ["status", str(out), "--lang", "en"])
    if len(before) < 10:
        assert told.output.startswith(
            f"interrupted: run the same command again to go on; {len(before)} of 10"
        )
    found = run(stocks, out, Here())
    assert found.status == state.DONE
    assert found.fresh == 10 - len(before)
    assert contents(out) == alone


class Failing:
    """Works one block off and then fails as a full disk, a bug or Ctrl-C would make it."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[Done | None]:
        yield next(iter(Here().run(job, blocks)))
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            NationwideError("block", block="1", what="OSError: no space"),
            state.FAILED,
            "block 1 failed: OSError",
        ),
        (KeyboardInterrupt(), state.CANCELLED, "cancelled: 1 of 10 blocks done"),
    ],
)
def test_every_end_has_a_name(
    error: BaseException, status: str, said: str, stocks: Stocks, tmp_path: Path
) -> None:
    found = run(stocks, tmp_path, Failing(error))
    assert found.status == state.read_state(tmp_path).status == status
    told = CliRunner().invoke(app, ["status", str(tmp_path), "--lang", "en"])
    assert said in told.output
    assert run(stocks, tmp_path, Here()).fresh == 9


def test_a_bug_is_told_in_the_folder_too(stocks: Stocks, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        run(stocks, tmp_path / "out", Failing(ZeroDivisionError("x")))
    found = state.read_state(tmp_path / "out")
    assert found.status == state.FAILED
    assert "ZeroDivisionError: x" in str(found.problem)


@pytest.mark.slow
def test_past_its_deadline_a_run_ends_with_a_code_and_can_go_on(stocks: Stocks, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = running.run(order(stocks, out, deadline=0.0), Here(), lambda _: None)
    assert found.status == state.PAST_DEADLINE
    arguments = ["run", "--demands", str(stocks[0].path), "--offers", str(stocks[1].path), "--out", str(out)]
    arguments += ["--top", "5", "--workers", "1", "--lang", "en"]
    again = CliRunner().invoke(app, [*arguments, "--deadline", "0s"])
    assert again.exit_code == 1
    assert "past its deadline of 0 s" in again.output
    assert run(stocks, out, Here()).blocks_done == 10
    wrong = CliRunner().invoke(app, [*arguments, "--deadline", "soon"])
    assert wrong.exit_code == 2


def test_a_folder_of_other_inputs_is_refused(stocks: Stocks, alone: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(stocks, out, Here())
    with pytest.raises(NationwideError, match="other inputs \\(parameters\\)"):
        running.run(order(stocks, out, top=6), Here(), lambda _: None)
    assert contents(out) == alone
    with pytest.raises(NationwideError, match="holds offers, but demands are needed"):
        run((stocks[1], stocks[1]), tmp_path / "other", Here())
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(NationwideError, match="holds something else"):
        run(stocks, tmp_path / "full", Here())


@pytest.mark.parametrize("harm", ["flipped", "cut", "gone"])
def test_a_damaged_shard_is_named(harm: str, stocks: Stocks, tmp_path: Path) -> None:
    copy = tmp_path / "offers"
    shutil.copytree(stocks[1].path, copy)
    victim = copy / "shard-00001" / "zh.full.weights.npy"
    data = bytearray(victim.read_bytes())
    data[-1] ^= 1
    {
        "flipped": lambda: victim.write_bytes(data),
        "cut": lambda: victim.write_bytes(data[:200]),
        "gone": victim.unlink,
    }[harm]()
    with pytest.raises(NationwideError, match=r"zh\.full\.weights\.npy: the file is damaged or missing"):
        run((stocks[0], Prepared.open(copy)), tmp_path / "out", Here())
    if harm != "flipped":
        unread = Order(stocks[0].path, copy, tmp_path / "unread", Parameters(top=5), verify=False)
        found = running.run(unread, Here(), lambda _: None)
        assert found.status == state.FAILED
        assert "zh.full.weights.npy" in str(found.problem)


def test_another_run_at_work_is_respected(stocks: Stocks, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running.run(order(stocks, out, deadline=0.0), Here(), lambda _: None)
    told = json.loads((out / "state.json").read_text(encoding="utf-8"))
    told |= {"status": "running", "pid": os.getppid(), "updated": time.time()}
    (out / "state.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(NationwideError, match="another process"):
        run(stocks, out, Here())


def test_no_scheduler_is_a_named_error(stocks: Stocks, tmp_path: Path) -> None:
    found = run(stocks, tmp_path / "out", Dask("tcp://127.0.0.1:9"))
    assert found.status == state.FAILED
    assert "cannot reach the scheduler tcp://127.0.0.1:9" in str(found.problem)
