"""Each task reads its data as documented, on small pieces written here, with the engine by words alone."""

import gzip
import json
from hashlib import blake2b
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import sample_grades
from systems import Questions, engine_ranks, measured, ranks_of, texts_alone, whole
from tables import Settings, Table, best_peer, tabled
from tasks import cranfield, experts, near_misses, near_misses_natural, papers, phrases
from text_models import Models

from qianqiao.matching.engine import Corpus, Document, Matcher, Record
from qianqiao.matching.engine.scoring.calibration import DIGITS, calibrated
from qianqiao.matching.engine.scoring.weights import Weights

OFFERS = [
    Record(id="b", title="Drying of tea", text="Tea leaves are dried by warm air."),
    Record(id="a", title="Turbine coating", text="A ceramic coating shields turbine blades from heat."),
    Record(id="c", title="Tea harvester", text="A machine picks tea leaves."),
]
QUERY = Record(id="q", title="Coating of blades", text="Blades of our turbine burn: heat.", kind="demand")


def test_the_engine_and_the_peers_rank_the_same_questions() -> None:
    questions = Questions.of([QUERY], OFFERS)
    assert engine_ranks(questions, None, 2)["q"][0] == "a"
    # ties by id
    assert ranks_of(np.array([[0.0, 1.0, 0.0]]), questions, 3)["q"] == ["b", "a", "c"]


def test_peers_read_the_documents_of_an_expert_and_not_the_name() -> None:
    expert = Record("x", title="Li", text="profile", documents=(Document("Tea", "drying", title_en="tea"),))
    assert whole(expert) == "profile\nTea\ndrying\ntea"
    assert whole(OFFERS[0]) == "Drying of tea\nTea leaves are dried by warm air."
    assert texts_alone(Record("x", title="t", fields=("a",), trl=3)) == Record("x", title="t")


def test_a_table_is_the_mean_over_queries_and_knows_the_best_peer() -> None:
    ranked = {"engine": {"p": ["1"], "q": ["2"]}, "bm25s": {"p": ["2"], "q": ["2"]}}
    column = measured(ranked, ["p", "q"], lambda _, found: float(found[0] == "2"))
    table = tabled("t", "", {"right": column}, lambda values: sum(values) / len(values))
    assert table.rows == {"engine": (0.5,), "bm25s": (1.0,)}
    assert table.per_query["right"]["p"] == {"engine": 0.0, "bm25s": 1.0}
    assert best_peer(table, 0) == ("bm25s", 1.0)


def test_cranfield_counts_queries_by_place_and_1_as_the_best(tmp_path: Path) -> None:
    (tmp_path / "cran.qry").write_text(".I 001\n.W\nwhat laws\nhold .\n.I 004\n.W\nheat .\n")
    found = cranfield.read_smart(tmp_path / "cran.qry")
    assert found == [("001", {"W": "what laws hold ."}), ("004", {"W": "heat ."})]
    (tmp_path / "cranqrel").write_text("1 184 2 \n1 29 4\n1 486 -1\n2 7 3\n2 7 1\n")
    assert cranfield.read_judgements(tmp_path / "cranqrel") == {
        "001": {"0184": 2, "0029": 4},
        "002": {"0007": 1},
    }
    assert cranfield.GAIN[1] == max(cranfield.GAIN.values())


def test_papers_are_held_out_by_the_parity_of_their_digest() -> None:
    names = [f"ChinaXiv-{n}" for n in range(40)]
    assert [papers.is_held_out(name) for name in names] == [
        blake2b(name.encode(), digest_size=1).digest()[0] % 2 == 1 for name in names
    ]
    assert {papers.is_held_out(name) for name in names} == {True, False}


def test_values_of_phrases_are_those_that_the_score_is_made_from() -> None:
    anchors = [Record(id=name, title=name, kind="demand") for name in ("act of abating", "heat pump")]
    targets = [Record(id=name, title=name) for name in ("abating", "heat pumps", "pump", "tea")]
    questions = Questions.of(anchors, targets)
    values = phrases.pair_values(questions, None)
    matcher = Matcher(Corpus.build(questions.offers), queries=questions.queries)
    for query, row in zip(questions.queries, values, strict=True):
        for offer, value in zip(questions.offers, row, strict=True):
            score = matcher.score(query, offer).score
            assert score == pytest.approx(round(calibrated(float(value), Weights()), DIGITS), abs=1e-6)


def test_near_misses_count_a_tie_as_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offers = ({"title": "steel pipe", "text": "steel"}, {"title": "tea", "text": "leaves"})
    triples = [
        {
            "id": f"nm-{n}",
            "language": "en",
            "split": "tune",
            "need": offers[0],
            "fits": fits,
            "misses": misses,
        }
        for n, (fits, misses) in enumerate([offers, offers[::-1], (offers[1], offers[1])])
    ]
    found = near_misses.judged(triples, Settings(Models({}), tmp_path))
    assert found["engine, words only"] == {"nm-0": 1.0, "nm-1": 0.0, "nm-2": 0.5}
    assert found["bm25s, words"] == {"nm-0": 1.0, "nm-1": 0.0, "nm-2": 0.5}


def test_the_held_out_near_misses_are_not_read_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def listed(_: Path, split: str, name: str, __: Settings) -> Table:
        asked.append(split)
        return Table(name, (), {}, "", {"zh": {"nm": {"engine": 1.0}}})

    monkeypatch.setattr(near_misses, "table_of", listed)
    for task in (near_misses, near_misses_natural):
        asked.clear()
        task.run(Settings(Models({}), Path()))
        assert asked == ["tune"]
        closed = task.run(Settings(Models({}), Path(), held_out=True))[1]
        assert closed.per_query == {}, "single held-out triples are shown to nobody"


@pytest.mark.parametrize("task", [near_misses, near_misses_natural])
def test_near_misses_hold_as_many_triples_as_their_readme_says(task: ModuleType) -> None:
    with task.FILE.open(encoding="utf-8") as file:
        splits = [json.loads(line)["split"] for line in file]
    told = task.FILE.with_name("README.md").read_text(encoding="utf-8")
    assert f"| **all** | {len(splits)} | {splits.count('tune')} | {splits.count('held_out')} |" in told
    assert len(splits) >= 120


def test_an_expert_is_as_relevant_as_the_best_offer_they_worked_on() -> None:
    found = experts.expert_grades({"o1": 4, "o2": 2, "o3": 1}, {"x": {"o2", "o1"}, "y": {"o3"}, "z": set()})
    assert found == {"x": 4}


def test_most_sample_experts_worked_on_some_offer_of_their_own_organisation() -> None:
    known, works = experts.read_experts()
    offers = set(sample_grades.load().offers)
    assert len(known) == 64
    assert all(works[expert.id] <= offers for expert in known)
    assert sum(bool(works[expert.id]) for expert in known) > 32


def test_papers_ask_with_titles_and_keywords_of_both_halves(tmp_path: Path) -> None:
    rows = [
        {"id": f"P{n}", "title": f"标题{n}", "abstract": text, "keywords": text[:4]}
        for n, text in enumerate(
            ["镍基合金涡轮叶片", "茶叶干燥方法研究", "钠离子电池正极", "桥梁裂缝检测系统", ""]
        )
    ]
    with gzip.open(tmp_path / "zh_papers.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    titles, keywords = papers.run(Settings(Models({}), tmp_path))
    assert (titles.id, keywords.id) == ("papers-title", "papers-keywords")
    held = sum(papers.is_held_out(f"P{n}") for n in range(4))
    assert keywords.about == f"4 abstracts; {held} held out, {4 - held} tuning"
    assert keywords.rows["engine, words only"] == (1.0, 1.0, 1.0, 1.0)
    assert keywords.rows["bm25s, char pairs"] == (1.0, 1.0, 1.0, 1.0)
    assert set(titles.per_query["tuning MRR@10"]) <= {f"P{n}/title" for n in range(4)}
