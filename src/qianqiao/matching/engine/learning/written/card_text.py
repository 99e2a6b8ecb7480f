"""A model card as Markdown, in Chinese or English."""

from collections.abc import Iterable, Sequence

from qianqiao.matching.engine.learning.card import Card, Figures, Rival
from qianqiao.matching.engine.learning.features import FEATURES
from qianqiao.matching.engine.learning.model import RankingModel

_FAMILIES = {"linear": ("线性", "linear"), "trees": ("提升树", "boosted trees")}
_FUSION = ("未训练的融合", "untrained fusion")
_LIMITS = {
    "own_labels_only": (
        "只反映这些样本的评定人和需求；其他领域、其他评定人可能不同。",
        "It reflects the people and demands of these labels; other fields and other people may differ.",
    ),
    "few_demands": (
        "需求不足60条：数字的偶然波动大，请继续积累后重新训练。",
        "Fewer than 60 demands: the figures move a good deal by chance; collect more and train again.",
    ),
    "levels_missing": (
        "样本没有覆盖全部四个等级：预测等级只在有样本的等级之间可信。",
        "Not all four levels occur: the predicted level is to be trusted between those that do.",
    ),
    "one_language": (
        "需求只有一种语言：跨语言的对未经检验。",
        "Demands in one language only: pairs across languages are untested.",
    ),
    "no_clear_gain": (
        "排序与未训练的融合没有可靠差别（95%区间含0）；所得主要是得分的含义更准。",
        "No reliable gain in rank over the untrained fusion (the 95 % interval holds 0); scores may mean more.",
    ),
    "rival_had_seen": (
        "旧模型学过这里的大部分需求，比较偏向旧模型。",
        "The old model had learned from most of these demands: the comparison flatters it.",
    ),
}
_FIGURES = (
    ("ndcg", "nDCG@10", "nDCG@10"),
    ("mrr", "MRR（首个4级）", "MRR (first level 4)"),
    ("spearman", "等级相关", "rank correlation"),
    ("level_error", "等级平均误差", "mean error of the level"),
    ("brier_graded", "Brier（已评对）", "Brier, graded pairs"),
    ("ece_graded", "ECE（已评对）", "ECE, graded pairs"),
    ("brier_shown", "Brier（前20名，未评计0）", "Brier, first 20, ungraded = 0"),
    ("ece_shown", "ECE（前20名，未评计0）", "ECE, first 20, ungraded = 0"),
)


def card_text(model: RankingModel, lang: str) -> str:
    """The whole card."""
    place = 0 if lang == "zh" else 1
    card = model.card
    sections = (
        ((f"排序模型 {model.identity}", f"Ranking model {model.identity}"), _summary(card, place)),
        (("样本", "Labels"), _data(card, place)),
        (("留出的需求上的数字", "Figures on held-out demands"), _figures(card, place)),
        (("与现有排序比较", "Beside the rankings that were there"), _rivals(card.rivals, place)),
        (("系数", "Coefficients"), _coefficients(model, place)),
        (("局限", "Limits"), [f"- {_LIMITS[code][place]}" for code in card.limits]),
    )
    parts = [
        "\n".join([f"{'#' if number == 0 else '##'} {title[place]}", "", *lines])
        for number, (title, lines) in enumerate(sections)
    ]
    return "\n\n".join(parts) + "\n"


def rival_name(rival: Rival, lang: str) -> str:
    """How another ranking is called."""
    return _FUSION[0 if lang == "zh" else 1] if rival.name == "fusion" else rival.name


def _summary(card: Card, place: int) -> list[str]:
    rows = [
        (("种类", "Kind"), _FAMILIES[card.kind][place]),
        (("训练日期", "Made on"), card.made_on),
        (("引擎版本", "Engine"), f"{card.engine}/{card.weights}"),
        (("语义模型", "Text models"), ", ".join(card.encoders) or "-"),
        (("向融合靠拢的强度", "Pull to the fusion"), f"{card.strength:g}"),
        (("随机种子", "Seed"), str(card.seed)),
    ]
    if card.forced:
        rows.append((("强制写入的理由", "Written by force because"), card.forced))
    return _table([("", "")], [(name[place], value) for name, value in rows], place)


def _data(card: Card, place: int) -> list[str]:
    data = card.data
    days = f"{data.first_day} – {data.last_day}" if data.first_day else "-"
    rows = [
        (("评定对", "Graded pairs"), str(data.pairs)),
        (("需求", "Demands"), str(data.demands)),
        (("供给", "Offers"), str(data.offers)),
        (("各等级的对", "Pairs by level"), _counts(data.levels.items())),
        (("需求的语言", "Languages of demands"), _counts(data.languages.items())),
        (("日期", "Dates"), days),
        (("多人评定", "Graded by several"), str(data.several_votes)),
        (("其中不一致", "of these disputed"), str(data.disputed)),
        (
            ("抽取的未评对（按1级、半权）", "Sampled ungraded pairs (as level 1, half weight)"),
            str(data.sampled_negatives),
        ),
        (("样本摘要", "Digest of the labels"), f"`{data.labels_digest[:16]}`"),
    ]
    return _table([("", "")], [(name[place], value) for name, value in rows], place)


def _figures(card: Card, place: int) -> list[str]:
    fusion = card.rivals[0].figures
    columns = [*(_FAMILIES[name] for name in card.families), _FUSION]
    figures = [*card.families.values(), fusion]
    told = _measured(columns, figures, place)
    count, taken = card.held_out.demands, _FAMILIES[card.kind][place]
    if place == 0:
        note = f"{count} 条需求分 {card.folds} 份轮流整条留出；相同文字的需求不分开。采用：{taken}。"
    else:
        held = f"{count} demands in {card.folds} parts, each held out whole in turn"
        note = f"{held}; demands of the same words stay together. Taken: {taken}."
    return [note, "", *told]


def _rivals(rivals: Sequence[Rival], place: int) -> list[str]:
    lang = "zh" if place == 0 else "en"
    head = [
        ("排序", "ranking"),
        ("需求", "demands"),
        ("新", "new"),
        ("原", "old"),
        ("差（95%区间）", "difference (95 %)"),
    ]
    rows = [
        (
            rival_name(rival, lang),
            str(rival.demands),
            f"{rival.own.ndcg:.4f}",
            f"{rival.figures.ndcg:.4f}",
            f"{rival.gap:+.4f} [{rival.low:+.4f}, {rival.high:+.4f}]",
        )
        for rival in rivals
    ]
    return ["nDCG@10", "", *_table(head, rows, place)]


def _coefficients(model: RankingModel, place: int) -> list[str]:
    head = [("信号", "signal"), ("系数", "coefficient")]
    rows = [(name, f"{own:.3f}") for name, own in zip(FEATURES, model.ranker.coefficients, strict=True)]
    return _table(head, rows, place)


def _measured(columns: Sequence[tuple[str, str]], figures: Sequence[Figures], place: int) -> list[str]:
    head = [("", ""), *columns]
    rows = [(names[place], *(f"{getattr(own, key):.4f}" for own in figures)) for key, *names in _FIGURES]
    return _table(head, rows, place)


def _counts(items: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in items)


def _table(head: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """A Markdown table; a head of one empty column is that of names and values."""
    names = [title[place] for title in head] if len(head) > 1 else ["", ""]
    lines = [names, ["---"] * len(names), *([_cell(one) for one in row] for row in rows)]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
