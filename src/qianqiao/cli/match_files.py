"""What the commands match and score share: reading, telling, stopping with a clear word."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import track as rich_track

from qianqiao import __version__
from qianqiao.core.environment import data_directory
from qianqiao.matching.engine import (
    Audience,
    Encoder,
    EncoderError,
    Ensemble,
    Ranking,
    Record,
    UseEncoder,
    segments_of,
)
from qianqiao.matching.engine.encoders.e5 import E5Encoder
from qianqiao.matching.engine.encoders.folder import FolderEncoder
from qianqiao.matching.engine.files.problems import FileRefused
from qianqiao.matching.engine.files.records import read_records
from qianqiao.matching.engine.learning.model import RankingModel, weights_digest

T = TypeVar("T")
Owners = Annotated[list[str] | None, typer.Option(help="Whose sealed demands may be used; repeatable")]
WordsOnly = Annotated[bool, typer.Option("--words-only", help="Compare words only, without a model")]
ModelFolder = Annotated[
    Path | None, typer.Option(help="A text model of your own (docs/encoders.md) instead of e5 and USE")
]
_SHOWN_PROBLEMS = 20
_LIMIT_WORDS = {
    "sealed": ("定向发布，未使用", "sealed, not used"),
    "not_live": ("未在发布状态", "not published"),
    "expired": ("已到期", "expired"),
    "over_budget": ("报价高于预算", "over budget"),
}


class Lang(StrEnum):
    """Language of output and messages."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Run:
    """For whom, with which encoder, in which language, by which learned ranking."""

    audience: Audience
    encoder: Encoder | None
    lang: Lang
    model: RankingModel | None = None


def model_of(lang: Lang, *, words_only: bool, folder: Path | None = None) -> Encoder | None:
    """The models to compare with: a folder's, or e5 and USE together, or USE alone, which is then said; or none."""
    if words_only:
        return None
    if folder is not None:
        return _model_in(folder, lang)
    try:
        return Ensemble((UseEncoder(), E5Encoder(data_directory() / "models")))
    except EncoderError as error:
        tell(lang, f"仅用 USE 比对：{error}", f"comparing with USE alone: {error}")
        return UseEncoder()


def _model_in(folder: Path, lang: Lang) -> Encoder:
    """The model in a folder, tried once; ends with code 2 where it cannot be used."""
    try:
        encoder = FolderEncoder(folder)
        encoder.encode(["a"])
    except EncoderError as error:
        tell(lang, f"模型文件夹无法使用：{error}", f"the model folder cannot be used: {error}")
        sys.exit(2)
    return encoder


def learned(path: Path | None, encoder: Encoder | None, lang: Lang) -> RankingModel | None:
    """The ranking model of a file, with a word where it was made for other numbers. Raises FileRefused."""
    if path is None:
        return None
    from qianqiao.matching.engine.learning.written.model_file import read_model  # noqa: PLC0415  most runs have no model

    model = read_model(path)
    if model.card.weights != weights_digest():
        tell(
            lang,
            f"提示：{path} 是为另一版本的信号权重训练的，建议重新训练",
            f"note: {path} was made for other weights of the signals; train again",
        )
    known = {segment.identity for segment in segments_of(encoder) if segment.identity}
    if known != set(model.card.encoders):
        tell(
            lang,
            f"提示：{path} 训练时用的语义模型不同（{'、'.join(model.card.encoders) or '无'}）",
            f"note: {path} was made with other text models ({', '.join(model.card.encoders) or 'none'})",
        )
    return model


def load(path: Path, run: Run, kind: str = "") -> list[Record]:
    """The records of a file. Raises FileRefused."""
    return read_records(path, kind=kind, owners=run.audience.owners)


def tell(lang: Lang, zh: str, en: str) -> None:
    """One line on standard error."""
    typer.echo(zh if lang == Lang.ZH else en, err=True)


def track(items: list[T], lang: Lang) -> Iterable[T]:
    """The items with a progress bar on standard error."""
    return rich_track(
        items,
        description="匹配" if lang == Lang.ZH else "matching",
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def stopping_on_refusal(lang: Lang) -> Iterator[None]:
    """Print what is wrong with a file and end with code 2; nothing was written."""
    try:
        yield
    except FileRefused as refusal:
        for problem in refusal.problems[:_SHOWN_PROBLEMS]:
            typer.echo(problem.text(lang), err=True)
        rest = len(refusal.problems) - _SHOWN_PROBLEMS
        if rest > 0:
            tell(lang, f"另有 {rest} 处问题", f"and {rest} more")
        sys.exit(2)


def about_rows(
    run: Run,
    demands: list[Record],
    offers: list[Record],
    rankings: list[Ranking],
    *,
    top: int,
    seconds: float,
) -> list[tuple[str, str]]:
    """What was done, for the second sheet."""
    limits = Counter(limit.code for ranking in rankings for limit in ranking.limited)
    now = datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M")
    encoder = run.encoder.identity if run.encoder else "-"
    count = sum(len(ranking.matches) for ranking in rankings)
    place = 0 if run.lang == Lang.ZH else 1
    kept = (
        "；".join(f"{_LIMIT_WORDS[code][place]} {number}" for code, number in sorted(limits.items())) or "0"
    )
    pairs = (
        ("需求数", "Demands", str(len(demands))),
        ("供给数", "Offers", str(len(offers))),
        ("匹配数", "Matches", str(count)),
        ("每条需求最多", "At most per demand", str(top)),
        ("因硬性限制未列入", "Kept out by hard limits", kept),
        ("引擎版本", "Engine version", __version__),
        ("语义模型", "Text model", encoder),
        *model_rows(run),
        ("完成时间", "Finished", f"{now} (Asia/Shanghai)"),
        ("用时（秒）", "Seconds", f"{seconds:.1f}"),
        ("得分含义", "What the score means", _MEANING[place]),
    )
    return [(zh if run.lang == Lang.ZH else en, value) for zh, en, value in pairs]


def model_rows(run: Run) -> tuple[tuple[str, str, str], ...]:
    """The learned ranking, where there is one."""
    if run.model is None:
        return ()
    told = f"{run.model.identity} ({run.model.card.made_on})"
    return (("排序模型", "Ranking model", told),)


_MEANING = (
    (
        "0至100。75以上契合度高，50以上较为契合，20以上值得一看。"
        "得分只说明文字与条件的契合程度，采用前请联系对方核实。"
    ),
    (
        "0 to 100: 75 and more strong, 50 likely, 20 worth a look. "
        "It says how well texts and terms fit; ask before you rely on it."
    ),
)
