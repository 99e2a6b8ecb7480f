"""A run over all blocks: continues where an earlier one stopped, and always ends with a word about itself."""

import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from qianqiao import __version__
from qianqiao.matching.engine.national.drivers import Done, Driver, Job
from qianqiao.matching.engine.national.errors import NationwideError
from qianqiao.matching.engine.national.layout import FORMAT, MANIFEST, Prepared, write_json, write_whole
from qianqiao.matching.engine.national.ranking import Parameters
from qianqiao.matching.engine.national.state import (
    CANCELLED,
    DONE,
    FAILED,
    PAST_DEADLINE,
    RUNNING,
    Diary,
    State,
    refuse_if_busy,
)
from qianqiao.matching.engine.results import today_in_china
from qianqiao.matching.engine.scoring.weights import Weights

Told = Callable[[State], None]
# What two runs must have in common to share a folder of results; the day is that of the first.
_BINDING = ("offers", "demands", "parameters", "weights", "engine", "owners")


@dataclass(frozen=True)
class Order:
    """What is asked of a run; `deadline` in seconds."""

    demands: Path
    offers: Path
    out: Path
    parameters: Parameters
    owners: frozenset[str] = frozenset()
    deadline: float | None = None
    verify: bool = True


def block_file(out: Path, block: int) -> Path:
    """Where the matches of a block lie."""
    return out / f"block-{block:06d}.parquet"


def run(order: Order, driver: Driver, told: Told) -> State:
    """Do what is not done yet. Raises NationwideError where nothing could be begun; else the state tells the end."""
    started = time.monotonic()
    demands, offers = Prepared.open(order.demands, "demands"), Prepared.open(order.offers, "offers")
    if demands.model != offers.model:
        raise NationwideError("models_differ", demands=demands.model or "-", offers=offers.model or "-")
    today = _claim(order, demands, offers)
    if order.verify:
        demands.verify()
        offers.verify()
    sizes = demands.shard_records
    left = [block for block in range(len(sizes)) if not block_file(order.out, block).exists()]
    finished = sum(sizes) - sum(sizes[block] for block in left)
    limit = None if order.deadline is None else started + order.deadline
    job = Job(order.demands.resolve(), order.offers.resolve(), asdict(order.parameters), today, order.owners)
    state = State(RUNNING, len(sizes), len(sizes) - len(left), sum(sizes), finished, deadline=order.deadline)
    with Diary(order.out, state) as diary:
        return _to_the_end(diary, lambda: _work(diary, driver.run(job, left), sizes, limit, told))


def _to_the_end(diary: Diary, work: Callable[[], None]) -> State:
    """However the work ends, the folder says so."""
    try:
        work()
    except NationwideError as error:
        return diary.end(PAST_DEADLINE if error.code == "deadline" else FAILED, error)
    except KeyboardInterrupt:
        return diary.end(CANCELLED, NationwideError("cancelled", **_progress(diary.state)))
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        diary.end(FAILED, NationwideError("block", block="-", what=what))
        raise
    if diary.state.blocks_done < diary.state.blocks:
        what = "the workers stopped before every block was done: run it again"
        return diary.end(FAILED, NationwideError("block", block="-", what=what))
    return diary.end(DONE)


def _work(
    diary: Diary, results: Iterator[Done | None], sizes: tuple[int, ...], limit: float | None, told: Told
) -> None:
    """Put every block into its place as it comes; `results` are closed whatever happens."""
    try:
        for done in results:
            if done is not None:
                _keep(diary.folder, done)
                diary.block_done(sizes[done.block])
            told(diary.state)
            if limit is not None and time.monotonic() > limit and diary.state.blocks_done < len(sizes):
                raise NationwideError(
                    "deadline", limit=f"{diary.state.deadline:g} s", **_progress(diary.state)
                )
    finally:
        if isinstance(results, Generator):
            results.close()


def _progress(state: State) -> dict[str, str]:
    return {"done": str(state.blocks_done), "total": str(state.blocks)}


def _keep(out: Path, done: Done) -> None:
    try:
        write_whole(block_file(out, done.block), lambda place: place.write_bytes(done.content))
    except OSError as error:
        raise NationwideError("block", block=str(done.block), what=str(error)) from error


def _claim(order: Order, demands: Prepared, offers: Prepared) -> date:
    """Write the manifest of a new folder, or compare with that of an earlier run; the day on which it began."""
    binding: dict[str, Any] = {
        "offers": offers.digest,
        "demands": demands.digest,
        "parameters": asdict(order.parameters),
        "weights": blake2b(repr(Weights()).encode(), digest_size=16).hexdigest(),
        "engine": __version__,
        "owners": sorted(order.owners),
    }
    path = order.out / MANIFEST
    if not path.exists():
        if order.out.exists() and (not order.out.is_dir() or any(order.out.iterdir())):
            raise NationwideError("not_empty", where=str(order.out))
        order.out.mkdir(parents=True, exist_ok=True)
        today = today_in_china()
        facts = {
            "format": FORMAT,
            "today": today.isoformat(),
            "model": offers.model,
            "records": offers.records,
        }
        write_json(path, binding | facts | {"blocks": len(demands.shard_records)})
        return today
    refuse_if_busy(order.out)
    found = _manifest(path)
    different = [name for name in _BINDING if found.get(name) != binding[name]]
    if different:
        raise NationwideError("other_inputs", where=str(order.out), what=", ".join(different))
    return date.fromisoformat(found["today"])


def _manifest(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        date.fromisoformat(found["today"])
    except (OSError, ValueError, KeyError, TypeError):
        raise NationwideError("not_a_run", where=str(path.parent)) from None
    return dict(found)
