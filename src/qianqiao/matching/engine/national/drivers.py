"""Who works off the blocks: this process, a pool of processes, or the workers of a Dask scheduler."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from qianqiao.matching.engine.national.errors import NationwideError

_POLL = 1.0
# One thread in each worker: workers are processes, and the bytes must not depend on the number of cores.
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_TRIES = 3


@dataclass(frozen=True)
class Job:
    """All that a worker needs to know; it reads the prepared folders itself and writes nothing."""

    demands: Path
    offers: Path
    parameters: dict[str, Any]
    today: date
    owners: frozenset[str]


@dataclass(frozen=True)
class Done:
    """A finished block: its number and the bytes of its Parquet file."""

    block: int
    content: bytes


class Driver(Protocol):
    """Yields blocks as they are done, None while there is nothing new. Raises NationwideError."""

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[Done | None]:
        """Work off these blocks in any order."""
        ...


def work(job: Job, block: int) -> bytes:
    """One block, on one thread whatever the machine: so the same bytes come out everywhere."""
    _one_thread()
    from qianqiao.matching.engine.national.blocks import block_bytes  # noqa: PLC0415  after the threads are set

    try:
        return block_bytes(job, block)
    except NationwideError:
        raise
    except Exception as error:
        raise NationwideError("block", block=str(block), what=f"{type(error).__name__}: {error}") from error


def _one_thread() -> None:
    import faiss  # noqa: PLC0415  heavy, and of use in workers only

    faiss.omp_set_num_threads(1)


class Here:
    """One block after the other in this process."""

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[Done | None]:
        """Work off these blocks in order."""
        for block in blocks:
            yield Done(block, work(job, block))


class Pool:
    """Several processes of this machine. One that dies is replaced, twice at most."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[Done | None]:
        """Work off these blocks in any order."""
        left = list(blocks)
        for attempt in range(1, _TRIES + 1):
            try:
                # a copy: what is done leaves `left` while the pool still walks through its blocks
                for done in self._once(job, tuple(left)):
                    if done is not None:
                        left.remove(done.block)
                    yield done
            except BrokenProcessPool as error:
                if attempt == _TRIES:
                    what = f"a worker process was ended from outside {_TRIES} times (memory?)"
                    raise NationwideError("block", block=str(left[0]), what=what) from error
            else:
                return

    def _once(self, job: Job, blocks: Sequence[int]) -> Iterator[Done | None]:
        with _environment(_THREADS):
            pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))
            wait([pool.submit(os.getpid) for _ in range(self.workers)])
        try:
            waiting = iter(blocks)
            running: dict[Future[bytes], int] = {}
            while True:
                for block in waiting:
                    running[pool.submit(work, job, block)] = block
                    if len(running) >= self.workers:
                        break
                if not running:
                    break
                done, _ = wait(running, timeout=_POLL, return_when=FIRST_COMPLETED)
                if not done:
                    yield None
                for future in done:
                    yield Done(running.pop(future), future.result())
        finally:
            _stop(pool)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """For processes that are started inside."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers now: what they were at will be done again."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(10)


class Dask:
    """The workers of a Dask scheduler; they see the prepared folders under the same paths.

    A block whose worker is lost is given to another one by the scheduler.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[Done | None]:
        """Work off these blocks in any order."""
        from distributed import Client  # noqa: PLC0415  costs a second, and only this way needs it

        try:
            client: Any = Client(  # type: ignore[no-untyped-call]
                self.address, timeout="10s", set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise NationwideError("scheduler", where=self.address, what=str(error)) from error
        try:
            yield from self._submitted(client, job, blocks)
        finally:
            with suppress(OSError, TimeoutError):
                client.close(timeout=5)

    def _submitted(self, client: Any, job: Job, blocks: Sequence[int]) -> Iterator[Done | None]:
        from distributed import KilledWorker  # noqa: PLC0415  the same
        from distributed import wait as untyped_wait  # noqa: PLC0415  the same

        wait_for: Any = untyped_wait
        futures = {
            client.submit(work, job, block, key=f"{_token(job)}-{block}", pure=False): block
            for block in blocks
        }
        try:
            while futures:
                try:
                    with client.as_current():
                        done = wait_for(list(futures), timeout=_POLL, return_when="FIRST_COMPLETED").done
                except TimeoutError:
                    yield None
                    if client.status not in {"running", "connecting"}:
                        raise NationwideError(
                            "scheduler", where=self.address, what=str(client.status)
                        ) from None
                    continue
                for future in done:
                    block = futures.pop(future)
                    try:
                        content = future.result()
                    except KilledWorker as error:
                        raise NationwideError("block", block=str(block), what=str(error)) from error
                    yield Done(block, content)
        finally:
            client.cancel(list(futures), force=True)


def _token(job: Job) -> str:
    return f"nationwide-{os.getpid()}-{id(job)}"
