"""A model in a folder, as an operator would bring it; here a table of vectors that is easy to check."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qianqiao.matching.engine.encoders.base import Encoder, EncoderError
from qianqiao.matching.engine.encoders.folder import FolderEncoder, pooled
from tests.matching.encoders.encoder_needs import need

WORDS = ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "sodium", "ion", "battery", "find", "show"]
TABLE = np.random.default_rng(3).normal(size=(len(WORDS), 4)).astype(np.float32)


def write_model(folder: Path, output: str = "last_hidden_state", extra_input: str = "") -> None:
    """A network that looks each token up in the table."""
    import onnx  # noqa: PLC0415 - absent where these tests are skipped
    from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415

    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["looked"])]
    shape: list[Any] = ["n", "t", 4]
    if output == "sentence_embedding":
        nodes.append(helper.make_node("ReduceMax", ["looked", "axes"], [output], keepdims=0))
        shape = ["n", 4]
    else:
        nodes.append(helper.make_node("Identity", ["looked"], [output]))
    inputs = ["input_ids", "attention_mask", *([extra_input] if extra_input else [])]
    graph = helper.make_graph(
        nodes,
        "table",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "t"]) for name in inputs],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(TABLE, "table"), numpy_helper.from_array(np.array([1]), "axes")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / "onnx" / "model.onnx")


def write_folder(folder: Path, mode: str = "pooling_mode_mean_tokens", **settings: Any) -> Path:
    """The whole layout."""
    need("onnx", "onnxruntime", "tokenizers")
    from tokenizers import Tokenizer, models, pre_tokenizers, processors  # noqa: PLC0415

    write_model(folder, **settings)
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.add_special_tokens(["[PAD]"])
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "1_Pooling").mkdir(exist_ok=True)
    write_json(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": 4, mode: True})
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 6})
    write_json(
        folder / "config_sentence_transformers.json", {"prompts": {"query": "find ", "document": "show "}}
    )
    kinds = ("Transformer", "Pooling", "Normalize")
    paths = ("", "1_Pooling", "2_Normalize")
    modules = [
        {"path": path, "type": f"sentence_transformers.models.{kind}"}
        for kind, path in zip(kinds, paths, strict=True)
    ]
    write_json(folder / "modules.json", modules)
    return folder


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content))


def expected(words: list[str], mode: str) -> np.ndarray:
    rows = TABLE[[WORDS.index(word) for word in words]]
    row = {"mean": rows.mean(axis=0), "cls": rows[0], "max": rows.max(axis=0), "lasttoken": rows[-1]}[mode]
    return row / np.linalg.norm(row)


@pytest.mark.parametrize(
    ("key", "mode"),
    [("mean_tokens", "mean"), ("cls_token", "cls"), ("max_tokens", "max"), ("lasttoken", "lasttoken")],
)
def test_pooling_prompts_and_length(tmp_path: Path, key: str, mode: str) -> None:
    encoder: Encoder = FolderEncoder(write_folder(tmp_path / "m", f"pooling_mode_{key}"), threads=1)
    assert encoder.dimension == 4
    found = FolderEncoder(tmp_path / "m").encode(["sodium ion", "", "battery", "battery " * 9], "query")
    assert np.allclose(found[0], expected(["[CLS]", "find", "sodium", "ion", "[SEP]"], mode), atol=1e-6)
    assert not found[1].any()
    assert np.allclose(
        found[3], expected(["[CLS]", "find", "battery", "battery", "battery", "[SEP]"], mode), atol=1e-6
    )
    offered = encoder.encode(["battery"])[0]
    assert np.allclose(offered, expected(["[CLS]", "show", "battery", "[SEP]"], mode), atol=1e-6)


def test_a_model_that_answers_sentence_vectors(tmp_path: Path) -> None:
    encoder = FolderEncoder(write_folder(tmp_path / "m", output="sentence_embedding"), threads=1)
    assert np.allclose(
        encoder.encode(["battery"])[0], expected(["[CLS]", "show", "battery", "[SEP]"], "max"), atol=1e-6
    )


def test_size_is_asked_of_the_model_where_nothing_states_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "m")
    (folder / "1_Pooling" / "config.json").unlink()
    assert FolderEncoder(folder).dimension == 4


def test_identity_follows_the_files(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "m")
    before = FolderEncoder(folder).identity
    assert FolderEncoder(folder).identity == before
    write_json(folder / "config_sentence_transformers.json", {"prompts": {}})
    assert FolderEncoder(folder).identity != before


class TestRefusal:
    @pytest.mark.parametrize("name", ["onnx/model.onnx", "tokenizer.json"])
    def test_missing_files_are_named(self, tmp_path: Path, name: str) -> None:
        folder = write_folder(tmp_path / "m")
        (folder / name).unlink()
        with pytest.raises(EncoderError, match=Path(name).name):
            FolderEncoder(folder)

    def test_unknown_modules_pooling_and_inputs_are_named(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "m", extra_input="pixels")
        with pytest.raises(EncoderError, match="inputs that are not known: pixels"):
            FolderEncoder(folder).encode(["a"])
        write_json(
            folder / "1_Pooling" / "config.json",
            {"pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": True},
        )
        with pytest.raises(EncoderError, match="pooling that is not supported: mean, max"):
            FolderEncoder(folder)
        write_json(folder / "modules.json", [{"path": "3", "type": "sentence_transformers.models.Dense"}])
        with pytest.raises(EncoderError, match="modules that are not supported: Dense"):
            FolderEncoder(folder)

    def test_damaged_files_are_named(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "m")
        (folder / "onnx" / "model.onnx").write_bytes(b"no model")
        with pytest.raises(EncoderError, match=r"model.onnx cannot be loaded"):
            FolderEncoder(folder).encode(["a"])
        (folder / "modules.json").write_text("{")
        with pytest.raises(EncoderError, match=r"modules.json cannot be read"):
            FolderEncoder(folder)


def test_padding_never_counts() -> None:
    tokens = np.array([[[1.0, 2], [3, -4], [9, 9]]], np.float32)
    seen = np.array([[1, 1, 0]])
    assert pooled(tokens, seen, "mean").tolist() == [[2, -1]]
    assert pooled(tokens, seen, "max").tolist() == [[3, 2]]
    assert pooled(tokens, seen, "lasttoken").tolist() == [[3, -4]]
    assert pooled(tokens, seen, "cls").tolist() == [[1, 2]]
