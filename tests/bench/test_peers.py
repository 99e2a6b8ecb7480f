"""The peers against small references written another way: a peer that is worse than it should be flatters us."""

import math
from collections import Counter

import numpy as np
import peers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DOCUMENTS = [
    "a nickel alloy for turbine blades",
    "coating of turbine blades against heat",
    "heat exchanger with a nickel coating and nickel tubes",
    "drying of tea leaves",
]
CHINESE = ["镍基合金涡轮叶片", "涡轮叶片的热障涂层", "茶叶的干燥方法"]
words = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=8)


def lucene_bm25(query: list[str], documents: list[list[str]]) -> list[float]:
    """One document after the other, as the formula reads (k1 1.5, b 0.75)."""
    mean = sum(map(len, documents)) / len(documents)
    found = []
    for document in documents:
        score = 0.0
        for token in query:
            holding = sum(token in other for other in documents)
            idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
            count = document.count(token)
            score += idf * count / (count + 1.5 * (0.25 + 0.75 * len(document) / mean))
        found.append(score)
    return found


def cosine_of_tfidf(query: list[str], documents: list[list[str]]) -> list[float]:
    """Dictionaries of weights, one pair after the other."""
    idf = {
        token: math.log((1 + len(documents)) / (1 + sum(token in own for own in documents))) + 1
        for token in {token for own in documents for token in own}
    }

    def weighted(tokens: list[str]) -> dict[str, float]:
        return {token: count * idf[token] for token, count in Counter(tokens).items() if token in idf}

    def length(weights: dict[str, float]) -> float:
        return math.sqrt(sum(value * value for value in weights.values()))

    ours, found = weighted(query), []
    for document in documents:
        theirs = weighted(document)
        product = sum(value * theirs.get(token, 0.0) for token, value in ours.items())
        both = length(ours) * length(theirs)
        found.append(product / both if both else 0.0)
    return found


@pytest.mark.parametrize("tokens", [peers.word_tokens, peers.pair_tokens])
@pytest.mark.parametrize("texts", [DOCUMENTS, CHINESE])
def test_bm25s_scores_are_those_of_the_formula(texts: list[str], tokens: peers.Tokens) -> None:
    found = peers.bm25s_scores(texts, texts, tokens)
    cut = [tokens(text) for text in texts]
    # bm25s counts a token of the query once for each time that it stands there
    expected = [lucene_bm25(query, cut) for query in cut]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@settings(max_examples=60, deadline=None)
@given(documents=st.lists(words, min_size=1, max_size=6), query=words)
def test_tfidf_scores_are_cosines(documents: list[list[str]], query: list[str]) -> None:
    found = peers.tfidf_scores([" ".join(query)], [" ".join(own) for own in documents], str.split)
    np.testing.assert_allclose(found[0], cosine_of_tfidf(query, documents), atol=1e-12)


def test_char_grams_are_characters_and_pairs_with_white_space_squeezed() -> None:
    assert peers.char_grams("镍 \n基") == ["镍", " ", "基", "镍 ", " 基"]


def test_english_words_lose_stop_words_and_endings_in_both_cuts() -> None:
    assert (
        peers.word_tokens("the coated blades") == peers.pair_tokens("The coated blades") == ["coat", "blad"]
    )


def test_chinese_is_cut_into_pairs_that_overlap() -> None:
    assert peers.pair_tokens("镍基合金 Ni") == ["镍基", "基合", "合金", "ni"]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 7).flatmap(
        lambda n: st.lists(st.permutations(range(n)), min_size=2, max_size=3)  # distinct scores from 0
    )
)
def test_rrf_adds_the_reciprocal_ranks_of_what_each_ranker_found(rankers: list[list[int]]) -> None:
    found = peers.rrf(*(np.array([scores], float) for scores in rankers))[0]
    for place, value in enumerate(found):
        expected = sum(
            1 / (60 + 1 + sum(other > scores[place] for other in scores))
            for scores in rankers
            if scores[place]
        )
        assert value == pytest.approx(expected)


class Lengths:
    """A plain encoder: how many of each vowel, at length 1; questions are told apart by a mark."""

    identity, dimension = "vowels/1", 6

    def encode(self, texts: list[str], role: str = "passage") -> np.ndarray:
        rows = np.array([[text.count(v) for v in "aeiou"] + [role == "query"] for text in texts], np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def test_dense_scores_use_both_roles_and_take_off_each_side_s_own_mean() -> None:
    ours, theirs = ["aae", "io", "u"], ["ae", "iou", "oo", "e"]
    left, right = Lengths().encode(ours, "query"), Lengths().encode(theirs, "passage")
    np.testing.assert_allclose(peers.dense_scores(ours, theirs, Lengths()), left @ right.T)
    left, right = left - left.mean(axis=0), right - right.mean(axis=0)
    cosines = left @ right.T / np.outer(np.linalg.norm(left, axis=1), np.linalg.norm(right, axis=1))
    np.testing.assert_allclose(peers.dense_scores(ours, theirs, Lengths(), centred=True), cosines, atol=1e-6)
