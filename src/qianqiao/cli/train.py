"""`qianqiao train`: graded pairs in, a ranking model with its card out; no database, no sign-in."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from qianqiao.cli.match_files import (
    Lang,
    ModelFolder,
    Owners,
    Run,
    WordsOnly,
    load,
    model_of,
    stopping_on_refusal,
    tell,
)
from qianqiao.matching.engine import Audience, Corpus, Matcher, Record, segments_of
from qianqiao.matching.engine.files.output import write_whole
from qianqiao.matching.engine.files.problems import refuse
from qianqiao.matching.engine.learning.card import Rival
from qianqiao.matching.engine.learning.model import RankingModel
from qianqiao.matching.engine.learning.training.cases import cases_of
from qianqiao.matching.engine.learning.training.labels import Label, read_labels
from qianqiao.matching.engine.learning.training.train import Setting, Trained, shortage
from qianqiao.matching.engine.learning.training.train import train as learn
from qianqiao.matching.engine.learning.written.card_text import card_text, rival_name
from qianqiao.matching.engine.learning.written.model_file import dumped, read_model

BETTER_STANDS = 3
_WORDS = {
    "demands": ("有评定的需求", "labelled demands"),
    "pairs": ("评定对", "graded pairs"),
    "good": ("3级以上的对", "pairs of level 3 or better"),
    "poor": ("2级以下的对", "pairs of level 2 or worse"),
}


def train(  # noqa: PLR0917  options of a command
    labels: Annotated[Path, typer.Option(help="Columns demand, offer, and level (1-4) or outcome")],
    demands: Annotated[Path, typer.Option(help="Demands: .xlsx, .csv or .jsonl")],
    offers: Annotated[Path, typer.Option(help="Achievements, patents or experts: .xlsx, .csv or .jsonl")],
    out: Annotated[
        Path, typer.Option(help="The model file to write: .json; its card stands beside it as .md")
    ],
    model: Annotated[
        Path | None, typer.Option(help="The model in use: it is replaced only by a better one")
    ] = None,
    force: Annotated[
        str, typer.Option(help="Write it although a better ranking stands, for this reason")
    ] = "",
    lang: Annotated[Lang, typer.Option(help="Language of the card and of messages")] = Lang.ZH,
    owner: Owners = None,
    words_only: WordsOnly = False,
    model_folder: ModelFolder = None,
    seed: Annotated[int, typer.Option(min=0, help="Which demands are held out together")] = 0,
) -> None:
    """Learns from what people decided, and writes a model only where it is no worse than what stands.

    Example: qianqiao train --labels labels.csv --demands demands.xlsx --offers patents.xlsx --out ranking.json
    """
    with stopping_on_refusal(lang):
        _check_target(out)
        old = _standing(model, out)
        run = Run(
            Audience(owners=frozenset(owner or ())),
            model_of(lang, words_only=words_only, folder=model_folder),
            lang,
        )
        wanted = {record.id: record for record in load(demands, run, kind="demand")}
        found = {record.id: record for record in load(offers, run)}
        told = read_labels(labels, wanted, found)
        _check_enough(labels, told, lang)
        tell(lang, f"评定 {len(told)} 对，正在学习", f"{len(told)} graded pairs, learning")
        trained = _learned(told, wanted, found, run, setting=_setting(run, force, seed), old=old)
        _tell_rivals(trained, lang)
        if trained.better_rivals and not force:
            tell(
                lang,
                f"未写入 {out}：现有排序更好。如确需写入，请用 --force 说明理由",
                f"{out} was not written: a better ranking stands. To write it all the same, give --force a reason",
            )
            raise typer.Exit(BETTER_STANDS)
        _write(out, trained.model, lang)
    tell(lang, f"已写入 {out} 与 {_card_path(out)}", f"wrote {out} and {_card_path(out)}")


def _setting(run: Run, force: str, seed: int) -> Setting:
    encoders = tuple(one.identity for one in segments_of(run.encoder) if one.identity)
    return Setting(run.audience.today, encoders, seed, force.strip())


def _learned(
    labels: list[Label],
    demands: dict[str, Record],
    offers: dict[str, Record],
    run: Run,
    *,
    setting: Setting,
    old: dict[str, RankingModel],
) -> Trained:
    asked = [demands[key] for key in sorted({label.demand for label in labels})]
    corpus = Corpus.build(offers.values(), run.encoder)
    matcher = Matcher(corpus, queries=asked)
    today: date = setting.made_on
    cases = cases_of(matcher, corpus, demands, labels, this_year=today.year, seed=setting.seed)
    return learn(cases, labels, demands, setting, old)


def _check_target(out: Path) -> None:
    if out.suffix.lower() != ".json":
        raise refuse(str(out), "model_suffix", value=out.suffix or out.name)
    if out.is_dir():
        raise refuse(str(out), "folder")
    if not out.resolve().parent.is_dir():
        raise refuse(str(out), "no_folder")


def _standing(model: Path | None, out: Path) -> dict[str, RankingModel]:
    """The models that stand in the way of a worse one, by file name: the one named and the one in its place."""
    places = [path for path in (model, out if out.exists() else None) if path is not None]
    return {str(path): read_model(path) for path in {place.resolve(): place for place in places}.values()}


def _check_enough(path: Path, labels: list[Label], lang: Lang) -> None:
    missing = shortage(labels)
    if missing:
        place = 0 if lang == Lang.ZH else 1
        comma = "、" if lang == Lang.ZH else ", "
        need = comma.join(f"{_WORDS[name][place]} ≥ {needed}" for name, needed, _ in missing)
        have = comma.join(f"{_WORDS[name][place]} {own}" for name, _, own in missing)
        raise refuse(str(path), "too_few", need=need, found=have)


def _tell_rivals(trained: Trained, lang: Lang) -> None:
    for rival in trained.model.card.rivals:
        _tell_rival(rival, lang)


def _tell_rival(rival: Rival, lang: Lang) -> None:
    name = rival_name(rival, lang)
    figures = (
        f"nDCG@10 {rival.own.ndcg:.4f} / {rival.figures.ndcg:.4f} "
        f"({rival.gap:+.4f}, 95 % {rival.low:+.4f} … {rival.high:+.4f}); "
        f"Brier {rival.own.brier_graded:.4f} / {rival.figures.brier_graded:.4f}"
    )
    tell(
        lang,
        f"留出 {rival.demands} 条需求，新模型 / {name}：{figures}",
        f"on {rival.demands} held-out demands, new model / {name}: {figures}",
    )


def _card_path(out: Path) -> Path:
    return out.with_suffix(".md")


def _write(out: Path, model: RankingModel, lang: Lang) -> None:
    """The card first: where it cannot be written, no model is."""
    write_whole(_card_path(out), lambda path: _put(path, card_text(model, lang)))
    write_whole(out, lambda path: _put(path, dumped(model)))


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
