"""The kernel answers as the engine does, keeps every hard limit, and misses little by its shortcut."""

import gzip
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from national_stock import TODAY, Hashed, folder, records, two_models, with_terms

from qianqiao.matching.engine import Audience, Corpus, Matcher, Record, encode_records
from qianqiao.matching.engine.encoders.base import Encoder
from qianqiao.matching.engine.national.kernel import match_block
from qianqiao.matching.engine.national.layout import Prepared
from qianqiao.matching.engine.national.ranking import Parameters, Setting
from qianqiao.matching.engine.national.shards import write_shard
from qianqiao.matching.engine.national.structure import Terms, over_budget, structured_fit
from qianqiao.matching.engine.scoring.limits import own_limit, pair_limit
from qianqiao.matching.engine.scoring.structured import structured_parts
from qianqiao.matching.engine.scoring.weights import Weights
from qianqiao.matching.engine.views import texts_to_encode

Answer = dict[str, list[tuple[str, float]]]


def answers(demands: Prepared, offers: Prepared, setting: Setting) -> Answer:
    names = [Terms.read(offers.shard_path(shard)).ids() for shard in range(len(offers.shard_records))]
    found: Answer = {}
    for block in range(len(demands.shard_records)):
        matches = match_block(demands, block, offers, setting)
        for demand, own in enumerate(Terms.read(demands.shard_path(block)).ids()):
            mine = np.flatnonzero(matches.demand == demand)
            found[own] = [(names[matches.shard[n]][matches.record[n]], float(matches.score[n])) for n in mine]
    return found


def engine_answers(demands: list[Record], offers: list[Record], encoder: Encoder | None, top: int) -> Answer:
    vectors = (encode_records(demands, encoder), encode_records(offers, encoder)) if encoder else ({}, {})
    stored = [
        {key: rows.astype(np.float16).astype(np.float32) for key, rows in side.items()} for side in vectors
    ]
    matcher = Matcher(Corpus.build(offers, encoder, stored[1]), queries=demands, vectors=stored[0])
    audience = Audience(today=TODAY, owners=frozenset({"甲厂"}))
    return {
        demand.id: [
            (match.offer_id, match.score)
            for match in matcher.ranking(demand, top, audience, explained=False).matches
        ]
        for demand in demands
    }


@pytest.mark.slow
@pytest.mark.parametrize("encoder", [Hashed(), two_models(), None], ids=["one model", "two models", "words only"])
@pytest.mark.parametrize("structured", [False, True], ids=["texts", "with terms"])
def test_same_answer_as_the_engine(encoder: Encoder | None, structured: bool, tmp_path: Path) -> None:
    demands, offers = records(32, "demand", 1), records(96, "patent", 2)
    if structured:
        demands, offers = with_terms(demands, 3), with_terms(offers, 4)
    ours = answers(
        folder(tmp_path / "d", demands, "demands", encoder, 16),
        folder(tmp_path / "o", offers, "offers", encoder, 40),
        Setting(TODAY, frozenset({"甲厂"}), Parameters(top=10, meaning=500, words=500)),
    )
    wanted = engine_answers(demands, offers, encoder, 10)
    assert sum(len(matches) for matches in wanted.values()) > 100
    for demand, matches in wanted.items():
        assert [score for _, score in ours[demand]] == pytest.approx([score for _, score in matches], abs=2e-3)
        same = len({offer for offer, _ in ours[demand]} & {offer for offer, _ in matches})
        assert same >= len(matches) - 1, demand


def test_no_hard_limit_is_broken_in_random_cases(tmp_path: Path) -> None:
    audience = Audience(today=TODAY, owners=frozenset({"甲厂"}))
    pairs = matched = 0
    for seed in range(4):
        demands = with_terms(records(64, "demand", 10 + seed), 20 + seed)
        offers = with_terms(records(128, "patent", 30 + seed), 40 + seed)
        ours = answers(
            folder(tmp_path / f"d{seed}", demands, "demands", None, 64),
            folder(tmp_path / f"o{seed}", offers, "offers", None, 64),
            Setting(TODAY, frozenset({"甲厂"}), Parameters(top=128)),
        )
        by_id = {offer.id: offer for offer in offers}
        pairs += len(demands) * len(offers)
        for demand in demands:
            matched += len(ours[demand.id])
            for offer, _ in ours[demand.id]:
                assert pair_limit(demand, by_id[offer], audience) is None
    assert pairs >= 10_000
    assert matched > 1_000


def _terms(path: Path, stock: list[Record]) -> Terms:
    write_shard(path, stock, [np.zeros((len(texts_to_encode(record)), 1), np.float32) for record in stock])
    return Terms.read(path)


def test_structured_fit_and_limits_are_those_of_the_engine(tmp_path: Path) -> None:
    demands, offers = with_terms(records(60, "demand", 5), 6), with_terms(records(60, "patent", 7), 8)
    ours, theirs = _terms(tmp_path / "d", demands), _terms(tmp_path / "o", offers)
    left, right = (grid.ravel() for grid in np.meshgrid(np.arange(60), np.arange(60)))
    across = (left + right) % 3 == 0
    found = structured_fit(ours.take(left), theirs.take(right), across, Weights())
    for place, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        parts = structured_parts(demands[a], offers[b], Weights(), across=bool(across[place]))
        assert found[place] == pytest.approx(sum(part for _, part in parts), abs=1e-12)
    audience = Audience(today=TODAY, owners=frozenset({"乙厂"}))
    closed = [own_limit(offer, audience) is not None for offer in offers]
    assert theirs.closed(audience.owners, TODAY).tolist() == closed
    limits = [pair_limit(_open(demands[a]), _open(offers[b]), audience) for a, b in zip(left, right, strict=True)]
    assert over_budget(ours.take(left), theirs.take(right)).tolist() == [limit is not None for limit in limits]


def _open(record: Record) -> Record:
    """Without any limit but that of money."""
    return replace(record, state="", confidentiality="", valid_until=None)


@pytest.mark.slow
def test_shortcut_finds_what_stands_among_the_best(tmp_path: Path) -> None:
    shared = Path(os.environ.get("QIANQIAO_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    path = shared / "zh_papers.jsonl.gz"
    if not path.exists():
        pytest.skip(f"real papers are absent: {path}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line, _ in zip(lines, range(1_040), strict=False)]
    texts = [Record(str(paper["id"]), paper["title"], paper["abstract"]) for paper in papers]
    texts = [record for record in texts if record.title and record.text]
    demands = [replace(record, id=f"D{record.id}", kind="demand") for record in texts[:40]]
    offers = texts[40:]
    ours = answers(
        folder(tmp_path / "d", demands, "demands", Hashed(), 40),
        folder(tmp_path / "o", offers, "offers", Hashed(), 500),
        Setting(date(2026, 11, 27), parameters=Parameters(meaning=80, words=80)),
    )
    wanted = engine_answers(demands, offers, Hashed(), 20)
    shares = [
        len({offer for offer, _ in ours[demand]} & {offer for offer, _ in matches}) / 20
        for demand, matches in wanted.items()
    ]
    assert np.mean(shares) >= 0.95
