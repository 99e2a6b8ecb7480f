"""The packaged encoder and what the corpus does with vectors."""

from collections.abc import Sequence
from contextvars import ContextVar

import numpy as np
import pytest

from qianqiao.matching.engine import (
    Corpus,
    EncoderError,
    Ensemble,
    Matcher,
    UseEncoder,
    encode_records,
    segments_of,
    texts_to_encode,
)
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.explain import proof
from tests.matching.engine.stock import DEMAND, EXPERTS, OFFERS, bare


@pytest.fixture(scope="module")
def encoder() -> UseEncoder:
    return UseEncoder(processes=1)


class Broken(UseEncoder):
    """An encoder whose service went down after the corpus was built."""

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:  # noqa: ARG002  the protocol's names
        raise EncoderError("down")


def test_vectors_are_unit_rows_and_empty_text_is_zero(encoder: UseEncoder) -> None:
    rows = encoder.encode(["压铸件检测", "", "die casting", "压铸件检测", "未提供"])
    assert rows.shape == (5, 512)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 1, 0], abs=1e-5)
    assert np.array_equal(rows[0], rows[3])


def test_a_text_has_its_vector_in_any_company(encoder: UseEncoder) -> None:
    texts = [text for record in OFFERS for text in texts_to_encode(record)]
    together = encoder.encode(texts)
    assert together[2] == pytest.approx(encoder.encode([texts[2]])[0], abs=1e-5)


def test_processes_change_nothing(encoder: UseEncoder) -> None:
    texts = [f"{record.text}{number}" for number in range(20) for record in OFFERS]
    spread = UseEncoder(processes=2, pool_from=10).encode(texts)
    assert spread == pytest.approx(encoder.encode(texts), abs=1e-5)


def test_vectors_can_be_handed_in_and_out(encoder: UseEncoder) -> None:
    built = Corpus.build(OFFERS, encoder)
    stored = {record.id: built.vectors(record.id) for record in OFFERS}
    assert all(rows is not None for rows in stored.values())
    given = {key: rows for key, rows in stored.items() if rows is not None}
    again = Matcher(Corpus.build(OFFERS, encoder, given)).rank(DEMAND)
    assert again == Matcher(built).rank(DEMAND)
    assert given.keys() == encode_records(OFFERS, encoder).keys()


def test_meaning_meets_across_languages(encoder: UseEncoder) -> None:
    ranked = Matcher(Corpus.build([bare(offer) for offer in OFFERS], encoder)).rank(
        bare(DEMAND).__class__(
            "q",
            "A battery with sodium instead of lithium",
            "We want a cathode for sodium cells.",
            kind="demand",
        )
    )
    assert ranked[0].offer_id == "c"
    chinese = bare(DEMAND).__class__("q", "想用钠代替锂做电池", "需要钠离子电池的正极材料。", kind="demand")
    assert Matcher(Corpus.build([bare(offer) for offer in OFFERS], encoder)).rank(chinese)[0].offer_id == "c"


def test_the_first_reason_counts_with_the_model_too(encoder: UseEncoder) -> None:
    match = Matcher(Corpus.build([*OFFERS, *EXPERTS], encoder)).rank(DEMAND)[0]
    assert match.offer_id in {"a", "x"}
    assert match.reasons[0].code in {"shared_terms", "passage", "title_meaning"}
    assert sum(part.value for part in match.parts) == pytest.approx(match.score, abs=1e-9)


def test_matching_goes_on_by_words_when_the_encoder_is_down(encoder: UseEncoder) -> None:
    corpus = Corpus.build(OFFERS, encoder)
    corpus.encoder = Broken()
    ranked = Matcher(corpus).rank(DEMAND)
    assert ranked[0].offer_id == "a"
    assert all(part.value == 0 for part in ranked[0].parts if part.name.endswith("meaning"))


class Letters:
    """A small encoder of its own kind: counts a few characters. `down` makes it fail."""

    dimension = 6

    def __init__(self, letters: str, down: bool = False) -> None:
        self.identity = f"letters-{letters}/1"
        self._letters = letters
        self.down = down

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:  # noqa: ARG002  the protocol's names
        if self.down:
            raise EncoderError(f"{self.identity} is down")
        rows = np.array([[text.count(c) for c in self._letters] for text in texts], np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


class Noting(Letters):
    """Letters that keeps what it was asked, and in which role."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.asked: list[tuple[str, Role]] = []

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        self.asked.extend((text, role) for text in texts)
        return super().encode(texts, role)


def test_an_ensemble_puts_its_members_side_by_side() -> None:
    one, two = Letters("气孔压铸检测"), Letters("电池模具温度")
    rows = Ensemble([one, two]).encode(["压铸气孔", "电池"])
    assert rows.shape == (2, 12)
    assert np.array_equal(rows[:, :6], one.encode(["压铸气孔", "电池"]))
    assert np.array_equal(rows[:, 6:], two.encode(["压铸气孔", "电池"]))
    assert [segment.name for segment in segments_of(Ensemble([one, two]))] == [
        "letters-气孔压铸检测",
        "letters-电池模具温度",
    ]


def test_a_member_that_fails_leaves_its_share_to_the_other() -> None:
    one, two = Letters("气孔压铸检测"), Letters("电池模具温度", down=True)
    with_both = Matcher(Corpus.build(OFFERS, Ensemble([one, two])))
    alone = Matcher(Corpus.build(OFFERS, one))
    assert with_both.rank(bare(DEMAND)) == alone.rank(bare(DEMAND))
    assert with_both.rank(bare(DEMAND))[0].compared_by == ("words", "letters-气孔压铸检测")
    one.down = True
    with pytest.raises(EncoderError, match=r"电池.* is down"):
        Ensemble([one, two]).encode(["压铸"])


def test_members_see_what_their_caller_has_said() -> None:
    said: ContextVar[str] = ContextVar("said", default="")

    class Hearing(Letters):
        def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
            if said.get() != "public":
                raise EncoderError("not said to be public")
            return super().encode(texts, role)

    said.set("public")
    rows = Ensemble([Hearing("压铸件的气孔"), Hearing("的气孔与电池")]).encode(
        ["压铸件的气孔与电池" * 200] * 3
    )
    assert np.all(np.any(rows[:, :6], axis=1))
    assert np.all(np.any(rows[:, 6:], axis=1))


def test_a_proof_asks_no_model_about_texts_that_it_has_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "BEYOND_DOUBT", ((1.0, 100.0),))
    one, two = Letters("气孔压铸检测"), Noting("合金表面射线")
    both = Ensemble([one, two])
    known = encode_records(OFFERS, both)
    for rows in known.values():
        rows[1::2, 6:] = 0
    matcher = Matcher(Corpus.build(OFFERS, both, vectors=known), queries=[bare(DEMAND)])
    two.asked.clear()
    matches = matcher.rank(bare(DEMAND))
    assert matches[0].reasons[0].code == "shared_terms"
    asked = [text for text, role in two.asked if role == "passage"]
    assert asked
    assert all(len(text) <= max(len(offer.title) for offer in OFFERS) for text in asked)


def test_a_match_says_what_it_was_compared_by() -> None:
    assert Matcher(Corpus.build(OFFERS)).rank(bare(DEMAND))[0].compared_by == ("words",)
    assert Matcher(Corpus.build(OFFERS)).rank(DEMAND)[0].compared_by == ("words", "structure")


def test_each_side_is_encoded_in_its_role() -> None:
    offer, noting = OFFERS[0], Noting("气孔压铸检测")
    Matcher(Corpus.build([offer], noting)).rank(bare(DEMAND))
    assert {role for text, role in noting.asked if text in {DEMAND.title, DEMAND.text}} == {"query"}
    assert {role for text, role in noting.asked if text in {offer.title, offer.text}} == {"passage"}
