"""Settings of text models: each fault says which variable and what it should hold; no service without consent."""

from typing import Any

import pytest

from qianqiao.matching import encoder as encoding
from qianqiao.matching import text_models
from qianqiao.matching.engine import EncoderError
from qianqiao.matching.text_models import ModelSettingError, spec_of

URL = "https://models.example.edu.cn/v1"


def reasons(settings: Any, **values: Any) -> dict[str, str]:
    for name, value in values.items():
        setattr(settings, f"QIANQIAO_{name}", value)
    return {name: str(error) for name, error in encoding.wanted()[1].items()}


def test_the_default_is_use_and_e5_where_it_can_be(settings: Any) -> None:
    models, absent = encoding.wanted()
    assert [member.name for member in models.members] == ["use-m3", *([] if "e5" in absent else ["e5-small"])]


def test_none_means_words_alone(settings: Any) -> None:
    settings.QIANQIAO_TEXT_MODELS = "none"
    models, absent = encoding.wanted()
    assert (models.encoder, models.identity, absent) == (None, "words-only", {})


def test_an_unknown_name_leaves_the_others(settings: Any) -> None:
    told = reasons(settings, TEXT_MODELS="use, e6")
    assert told["e6"].startswith("QIANQIAO_TEXT_MODELS names 'e6'; known are use, e5, folder, endpoint")
    assert [member.name for member in encoding.wanted()[0].members] == ["use-m3"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "QIANQIAO_EMBEDDING_URL is missing"),
        ({"url": URL}, "QIANQIAO_EMBEDDING_MODEL is missing"),
        ({"url": URL, "model": "m"}, "QIANQIAO_EMBEDDING_DIMENSION must be a whole number above 0"),
        ({"url": URL, "model": "m", "dimension": "-3"}, "must be a whole number above 0, not '-3'"),
        ({"url": "models.example", "model": "m", "dimension": "8"}, "begins with http:// or https://"),
        ({"url": "https://me:key@a.example/v1", "model": "m", "dimension": "8"}, "give the key apart"),
    ],
)
def test_faults_of_a_service_are_named(settings: Any, options: dict[str, str], said: str) -> None:
    told = reasons(settings, TEXT_MODELS="endpoint", SEND_TEXTS=True, EMBEDDING=options)
    assert said in told["endpoint"]


def test_no_service_without_consent(settings: Any) -> None:
    told = reasons(
        settings, TEXT_MODELS="use,endpoint", EMBEDDING={"url": URL, "model": "m", "dimension": "8"}
    )
    assert "QIANQIAO_SEND_TEXTS=on" in told["endpoint"]
    settings.QIANQIAO_RERANK = {"url": URL, "model": "m"}
    assert text_models.reranker() is None


def test_the_key_comes_from_a_file_and_stands_in_no_specification(settings: Any, tmp_path: Any) -> None:
    file = tmp_path / "key"
    file.write_text("secret-of-a-file\nsecond line\n")
    settings.QIANQIAO_SEND_TEXTS = True
    settings.QIANQIAO_EMBEDDING = {"url": URL, "model": "m", "dimension": "8", "key_file": str(file)}
    spec = spec_of("endpoint")
    opened: Any = text_models.opened(spec)
    assert opened.service.key == "secret-of-a-file"
    assert "secret" not in repr(spec) + repr(opened.service) + opened.identity
    settings.QIANQIAO_EMBEDDING = {**settings.QIANQIAO_EMBEDDING, "url": "https://other.example/v1"}
    moved: Any = text_models.opened(spec)
    assert moved.service.key == "", "the key of one address is never sent to another"
    settings.QIANQIAO_EMBEDDING = {
        "url": URL,
        "model": "m",
        "dimension": "8",
        "key_file": str(tmp_path / "no"),
    }
    with pytest.raises(ModelSettingError, match="QIANQIAO_EMBEDDING_KEY_FILE cannot be read"):
        text_models.opened(spec)


def test_prefixes_keep_their_spaces(settings: Any) -> None:
    settings.QIANQIAO_SEND_TEXTS = True
    settings.QIANQIAO_EMBEDDING = {
        "url": URL, "model": "m", "dimension": "8", "query_prefix": "Instruct: find\\nQuery: ",
    }  # fmt: skip
    opened: Any = text_models.opened(spec_of("endpoint"))
    assert opened.model.prefixes == {"query": "Instruct: find\nQuery: "}


def test_a_folder_is_named_where_it_is_wrong(settings: Any, tmp_path: Any) -> None:
    assert "QIANQIAO_MODEL_FOLDER" in reasons(settings, TEXT_MODELS="folder")["folder"]
    told = reasons(settings, TEXT_MODELS="folder", MODEL_FOLDER=str(tmp_path))
    assert "holds no ONNX model" in told["folder"]


def test_a_page_is_not_patient_and_the_worker_is(settings: Any) -> None:
    settings.QIANQIAO_SEND_TEXTS = True
    settings.QIANQIAO_EMBEDDING = {"url": URL, "model": "m", "dimension": "8"}
    spec = spec_of("endpoint")
    hasty: Any = text_models.opened(spec)
    patient: Any = text_models.opened(spec, patient=True)
    assert hasty.service.seconds * hasty.service.attempts <= 5
    assert patient.service.attempts > 1
    assert hasty.identity == patient.identity


def test_long_names_of_models_are_cut_to_their_own_digest(settings: Any) -> None:
    settings.QIANQIAO_SEND_TEXTS = True
    settings.QIANQIAO_EMBEDDING = {"url": URL, "model": "m" * 300, "dimension": "8"}
    with pytest.raises(EncoderError, match="too long"):
        text_models.opened(spec_of("endpoint"))
    members = tuple(
        encoding.Member(text_models.ModelSpec("use"), f"{letter * 90}/1", 4) for letter in ("a", "b", "c")
    )
    told = {encoding.run_identity(encoding.Models(part)) for part in (members, members[:2] + members[:1])}
    assert len(told) == 2
    assert all(len(one) <= 200 for one in told)
