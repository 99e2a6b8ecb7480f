"""Reads what a sentence-transformers folder says about its model: files, pooling, prompts, limits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.roles import Role

_MODELS = ("onnx/model.onnx", "model.onnx", "onnx/model_quantized.onnx", "model_quantized.onnx")
_POOLING = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_lasttoken": "lasttoken",
}
_KNOWN_MODULES = {"Transformer", "Pooling", "Normalize"}
_USUAL_LONGEST = 512


@dataclass(frozen=True, slots=True)
class FolderLayout:
    """What the encoder needs to know; `files` are all that shape a vector; `dimension` 0: the model knows."""

    folder: Path
    model: Path
    tokenizer: Path
    files: tuple[Path, ...]
    pooling: str
    dimension: int
    longest: int
    pad: int
    prompts: Mapping[Role, str]


def read_layout(folder: Path) -> FolderLayout:
    """The layout of a folder. Raises EncoderError naming the file that is missing or not understood."""
    model = next((folder / name for name in _MODELS if (folder / name).is_file()), None)
    if model is None:
        raise EncoderError(f"{folder} holds no ONNX model: expected one of {', '.join(_MODELS)}")
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise EncoderError(f"{folder} holds no tokenizer.json")
    modules = _read(folder / "modules.json", [])
    strange = {str(item["type"]).rpartition(".")[2] for item in modules} - _KNOWN_MODULES
    if strange:
        raise EncoderError(f"{folder} uses modules that are not supported: {', '.join(sorted(strange))}")
    place = next((item["path"] for item in modules if str(item["type"]).endswith(".Pooling")), "1_Pooling")
    settings = folder / place / "config.json"
    pooling = _read(settings, {})
    limits, prompts = folder / "sentence_bert_config.json", folder / "config_sentence_transformers.json"
    beside = sorted(model.parent.glob(f"{model.name}[._]data*"))
    shaping = (model, *beside, tokenizer, settings, limits, prompts)
    return FolderLayout(
        folder=folder,
        model=model,
        tokenizer=tokenizer,
        files=tuple(path for path in shaping if path.is_file()),
        pooling=_mode(pooling, settings),
        dimension=int(pooling.get("word_embedding_dimension", 0)),
        longest=int(_read(limits, {}).get("max_seq_length") or _USUAL_LONGEST),
        pad=_pad(tokenizer),
        prompts=_prompts(_read(prompts, {}).get("prompts") or {}),
    )


def _mode(pooling: Mapping[str, Any], path: Path) -> str:
    """One way of pooling; mean where none is stated."""
    stated = [mode for key, mode in _POOLING.items() if pooling.get(key)]
    stated += [str(pooling["pooling_mode"])] if pooling.get("pooling_mode") else []
    if len(stated) > 1 or not set(stated) <= set(_POOLING.values()):
        raise EncoderError(f"{path} asks for pooling that is not supported: {', '.join(stated)}")
    return stated[0] if stated else "mean"


def _prompts(stated: Mapping[str, str]) -> dict[Role, str]:
    """Texts put in front by role; "document" is another name of "passage"."""
    return {"query": stated.get("query", ""), "passage": stated.get("passage", stated.get("document", ""))}


def _pad(tokenizer: Path) -> int:
    """Number of the padding token; masked anyway, so any number serves where none is stated."""
    stated = _read(tokenizer, {})
    padding = stated.get("padding")
    if padding:
        return int(padding["pad_id"])
    pads = [
        item["id"] for item in stated.get("added_tokens", ()) if item.get("content") in {"[PAD]", "<pad>"}
    ]
    return int(pads[0]) if pads else 0


def _read(path: Path, otherwise: Any) -> Any:
    """The JSON of a file, or something else where there is no such file."""
    if not path.is_file():
        return otherwise
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderError(f"{path} cannot be read: {error}") from error
