"""From files of records to a prepared folder: shards written by several processes, then described as a whole."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from qianqiao import __version__
from qianqiao.matching.engine.corpus import encode_records
from qianqiao.matching.engine.encoders.base import Encoder, EncoderError, Vectors
from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.national import finishing, searching_arrays, summary
from qianqiao.matching.engine.national.errors import NationwideError
from qianqiao.matching.engine.national.layout import (
    FORMAT,
    MANIFEST,
    STATISTICS,
    Array,
    digests_below,
    read_array,
    shard_name,
    write_array,
    write_json,
)
from qianqiao.matching.engine.national.projection import mixing, projections
from qianqiao.matching.engine.national.shards import RECORDS, write_shard
from qianqiao.matching.engine.national.statistics import centres_of, fields_of, has_language, with_language
from qianqiao.matching.engine.records import DEMAND, OFFER, Record
from qianqiao.matching.engine.scoring.weights import Weights
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import texts_to_encode

DEMANDS, OFFERS = "demands", "offers"
# Records in a shard: a shard of demands is one block of the run.
SHARD_ROWS = {DEMANDS: 4_096, OFFERS: 65_536}
SAMPLE = 1_024
_ENCODED_AT_ONCE = 2_048
Tell = Callable[[str, int], None]
Piece = tuple[list[Record], list[Vectors] | None]


@dataclass(frozen=True)
class Inputs:
    """Records with their vectors, or without and an encoder; `segments` say what fills a vector."""

    side: str
    pieces: Iterable[Piece]
    model: str
    segments: tuple[Segment, ...]
    encoder: Encoder | None = None


def prepare(inputs: Inputs, out: Path, workers: int, tell: Tell, source: object = None) -> None:
    """Write the folder; it counts as prepared only once its manifest is there. Raises NationwideError."""
    _make_room(out)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        counts = _write_shards(inputs, out, pool, workers, tell)
        shards = [out / shard_name(number) for number in range(len(counts))]
        languages = [code for code in LANGUAGES if any(has_language(shard, code) for shard in shards)]
        _refuse_duplicates(shards)
        side = DEMAND if inputs.side == DEMANDS else OFFER
        (out / STATISTICS).mkdir()
        for language in languages:
            tell("describing", 0)
            centres = centres_of(shards, language, inputs.segments, side)
            write_array(out / STATISTICS, f"{language}.centres", centres)
            if inputs.side == OFFERS:
                _describe(out, shards, language, inputs.segments, pool)
    tell("sealing", 0)
    manifest = {
        "format": FORMAT,
        "side": inputs.side,
        "engine": __version__,
        "model": inputs.model,
        "segments": [[item.identity, item.start, item.stop] for item in inputs.segments],
        "languages": languages,
        "shards": counts,
        "source": source,
        "files": digests_below(out),
    }
    write_json(out / MANIFEST, manifest)


def _make_room(out: Path) -> None:
    """A new folder, or one that an interrupted preparation left; never one that holds something else."""
    if out.exists():
        if not out.is_dir() or any(
            item.name != STATISTICS and not item.name.startswith("shard-") for item in out.iterdir()
        ):
            raise NationwideError("not_empty", where=str(out))
        shutil.rmtree(out)
    out.mkdir(parents=True)


def _write_shards(
    inputs: Inputs, out: Path, pool: ProcessPoolExecutor, workers: int, tell: Tell
) -> list[int]:
    """Number of records of each shard; at most two shards a worker are in memory."""
    counts: list[int] = []
    running: set[Future[None]] = set()
    for number, (records, vectors) in enumerate(inputs.pieces):
        counts.append(len(records))
        folder = out / shard_name(number)
        running.add(
            pool.submit(_one_shard, folder, records, vectors, inputs.encoder, inputs.segments[-1].stop)
        )
        if len(running) > workers:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            _results(done)
        tell("records", sum(counts))
    _results(running)
    if not counts:
        raise NationwideError("no_records")
    return counts


def _results(futures: Iterable[Future[None]]) -> None:
    for future in futures:
        future.result()


def _one_shard(
    folder: Path, records: list[Record], vectors: list[Vectors] | None, encoder: Encoder | None, width: int
) -> None:
    if vectors is None:
        vectors = list(_encoded(records, encoder, width))
    write_shard(folder, records, vectors)


def _encoded(records: Sequence[Record], encoder: Encoder | None, width: int) -> Iterator[Vectors]:
    for start in range(0, len(records), _ENCODED_AT_ONCE):
        piece = records[start : start + _ENCODED_AT_ONCE]
        if encoder is None:
            yield from (np.zeros((len(texts_to_encode(record)), width), np.float32) for record in piece)
            continue
        try:
            found = encode_records(piece, encoder)
        except EncoderError as error:
            raise NationwideError("encoder", what=str(error)) from None
        yield from (found[record.id] for record in piece)


def _refuse_duplicates(shards: Sequence[Path]) -> None:
    seen: set[str] = set()
    for shard in shards:
        for record_id in pq.read_table(shard / RECORDS, columns=["id"])["id"].to_pylist():
            if record_id in seen:
                raise NationwideError("duplicate", record=record_id)
            seen.add(record_id)


def _describe(
    out: Path, shards: Sequence[Path], language: str, segments: tuple[Segment, ...], pool: ProcessPoolExecutor
) -> None:
    """Number the keys, centre the vectors, add up what the rows look like, make what a search reads."""
    summary.write_fields(out / STATISTICS, language, fields_of(shards, language))
    own = list(with_language(shards, language))
    shapes = {shard: read_array(shard, f"{language}.shape")[:, 1] for shard in own}
    picked = _picked(own, shapes)
    args = [(out, shard, language, segments, picked[shard]) for shard in own]
    numbers = [int(shard.name.rpartition("-")[2]) for shard in own]
    parts = list(zip(numbers, pool.map(_finish, *zip(*args, strict=True)), strict=True))
    summary.write_kinds(out / STATISTICS, language, parts)
    products = sum(
        (found[f"{kind}.products"] for _, found in parts for kind in finishing.KINDS), start=np.zeros(())
    )
    rows = sum(len(shape) for shape in shapes.values())
    both = projections(np.asarray(products), rows, mixing(Weights(), segments))
    write_array(out / STATISTICS, f"{language}.projection", both)
    list(pool.map(_search_arrays, [out] * len(own), own, [language] * len(own)))


def _picked(shards: Sequence[Path], shapes: dict[Path, Array]) -> dict[Path, dict[str, Array]]:
    """Of each kind the sampled rows by shard: evenly spaced over all shards."""
    found: dict[Path, dict[str, Array]] = {shard: {} for shard in shards}
    for kind in finishing.KINDS:
        rows = {shard: np.flatnonzero(shapes[shard] == (kind == "thin")) for shard in shards}
        total = sum(len(own) for own in rows.values())
        chosen = np.unique(np.linspace(0, max(total - 1, 0), min(SAMPLE, total)).astype(np.int64))
        start = 0
        for shard, own in rows.items():
            mine = chosen[(chosen >= start) & (chosen < start + len(own))] - start
            found[shard][kind] = own[mine]
            start += len(own)
    return found


def _finish(
    out: Path, shard: Path, language: str, segments: tuple[Segment, ...], picked: dict[str, Array]
) -> dict[str, Array]:
    folder = out / STATISTICS
    fields = summary.read_fields(folder, language)
    plan = finishing.Plan(language, fields, read_array(folder, f"{language}.centres"), segments)
    finishing.weigh_keys(shard, plan)
    finishing.centre_vectors(shard, plan)
    return finishing.describe(shard, plan, picked)


def _search_arrays(out: Path, shard: Path, language: str) -> None:
    folder = out / STATISTICS
    table = pq.read_table(shard / RECORDS, columns=["languages", "live"])
    languages, live = table["languages"].to_numpy(), table["live"].to_numpy()
    projection = read_array(folder, f"{language}.projection")[0]
    fields = summary.read_fields(folder, language)
    searching_arrays.write_groups(shard, language, (languages, live), projection, fields)
