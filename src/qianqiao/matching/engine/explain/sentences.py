"""Findings told in words, in Chinese and in English, without any translation machinery."""

from collections.abc import Callable, Mapping

from qianqiao import reference
from qianqiao.matching.engine.results import Finding, HardLimit, Params
from qianqiao.matching.engine.text.bridge import gloss

STRENGTH_WORDS = {
    "strong": ("契合度高", "strong"),
    "likely": ("较为契合", "likely"),
    "look": ("值得一看", "worth a look"),
    "weak": ("关联较弱", "weak"),
}
_TEMPLATES: Mapping[str, tuple[str, str]] = {
    "shared_terms": ("双方都提到{terms}。", "Both speak of {terms}."),
    "title_meaning": (
        "标题所指相近：“{query}”与“{candidate}”。",
        "The titles mean much the same: “{query}” and “{candidate}”.",
    ),
    "passage": ("供给说明写道：“{passage}”。", "The offer says: “{passage}”."),
    "passage_demand": ("需求中写道：“{passage}”。", "The demand says: “{passage}”."),
    "text_meaning": (
        "全文内容相近：“{query}”与“{candidate}”。",
        "The texts are close in meaning: “{query}” and “{candidate}”.",
    ),
    "field_fits": ("同属{fields}领域。", "Same technical field: {fields}."),
    "indicators_fits": (
        "{total}项指标中{count}项达到要求，如{name}：要求{required}，实测{offered}。",
        "{count} of {total} indicators met, such as {name}: {required} required, {offered} offered.",
    ),
    "region_fits": ("双方同在{place}。", "Both are in {place}."),
    "maturity_fits": (
        "成熟度{offered}级，要求不低于{needed}级。",
        "Maturity TRL {offered}, at least {needed} required.",
    ),
    "price_fits": ("报价{price}，在预算{budget}之内。", "Price {price} lies within the budget of {budget}."),
    "mode_fits": ("双方都接受{modes}。", "Both accept: {modes}."),
    "indicator_unmet": (
        "{name}未达标：要求{required}，实测{offered}",
        "{name} not met: {required} required, {offered} offered",
    ),
    "indicator_unknown": ("{name}未说明（要求{required}）", "{name} not stated ({required} required)"),
    "trl_gap": ("成熟度{offered}级，低于要求的{needed}级", "TRL {offered}, below the {needed} required"),
    "trl_unknown": ("成熟度未说明（要求{needed}级以上）", "TRL not stated ({needed} or more required)"),
    "mode_not_offered": ("希望{wanted}，对方提供{offered}", "wanted: {wanted}; offered: {offered}"),
    "offer_only_finds_out": (
        "需求要的是解决问题，该成果只用于检测识别",
        "the demand wants a thing changed, the offer finds it out",
    ),
    "offer_does_not_find_out": (
        "需求要的是检测识别，该成果不是为此",
        "the demand wants something found out, the offer is for something else",
    ),
    "price_unknown": ("价格未定", "price not stated"),
    "region_differs": ("分处{demand}与{offer}", "in {demand} and {offer}"),
    "sealed": ("{id}为定向发布，仅限所属单位使用", "{id} is sealed: only its owner may use it"),
    "not_live": ("{id}当前状态为{state}，不参与匹配", "{id} is {state}, so it takes part in no match"),
    "expired": ("{id}已于{date}到期", "{id} expired on {date}"),
    "over_budget": ("报价{price}高于预算上限{budget}", "price {price} is above the budget of {budget}"),
}
_STATES = {
    "draft": ("草稿", "a draft"),
    "in_review": ("审核中", "in review"),
    "suspended": ("已暂停", "suspended"),
    "withdrawn": ("已撤回", "withdrawn"),
    "expired": ("已过期", "expired"),
}


def sentence(finding: Finding | HardLimit, lang: str) -> str:
    """The finding in Chinese (lang "zh") or English (any other)."""
    place = 0 if lang == "zh" else 1
    return _TEMPLATES[finding.code][place].format_map(_values(finding.code, finding.params, lang))


def strength_word(strength: str, lang: str) -> str:
    """The plain word for the strength of a match."""
    return STRENGTH_WORDS[strength][0 if lang == "zh" else 1]


def money(amount: str, lang: str) -> str:
    """Yuan as people write them: ¥12.5万 or ¥125,000."""
    value = float(amount)
    if lang == "zh" and value >= 10_000:
        return f"¥{value / 10_000:,.2f}".rstrip("0").rstrip(".") + "万"
    return f"¥{value:,.2f}".removesuffix(".00")


def _values(code: str, params: Params, lang: str) -> dict[str, str]:
    values = dict(params)
    if lang != "zh" and "name_en" in values:
        values["name"] = values["name_en"]
    values |= {name: _in_language(params, name, lang) for name in ("terms", "passage", "query", "candidate")}
    values["terms"] = _quoted(values["terms"].split("|"), lang)
    values |= {key: make(values[key], lang) for key, make in _MAKERS.items() if key in values}
    if code == "mode_not_offered":
        values["offered"] = _modes(values["offered"], lang)
    if code == "region_differs":
        values |= {key: _region(params[key], lang) for key in ("demand", "offer")}
    if code == "region_fits":
        level = params["demand"][:4] + "00" if params["level"] == "city" else params["demand"][:2] + "0000"
        values["place"] = _region(level, lang)
    return values


def _in_language(params: Params, name: str, lang: str) -> str:
    """The value in the reader's language, else in the other; "" where there is none."""
    first, second = ("zh", "en") if lang == "zh" else ("en", "zh")
    return params.get(f"{name}_{first}") or params.get(f"{name}_{second}") or ""


def _quoted(terms: list[str], lang: str) -> str:
    if lang == "zh":
        return "".join(f"“{term}”" for term in terms)
    return ", ".join(f"“{term}”{_glossed(term)}" for term in terms)


def _glossed(term: str) -> str:
    """What the dictionary has for a Chinese word, in brackets; the other way it is too unsure (coating: 被毛)."""
    found = gloss(term)
    return f" ({found})" if found else ""


def _listed(table: str) -> Callable[[str, str], str]:
    def made(codes: str, lang: str) -> str:
        names = [reference.label(table, code, lang) for code in codes.split()]
        return "、".join(names) if lang == "zh" else ", ".join(names)

    return made


def _region(code: str, lang: str) -> str:
    try:
        return reference.region_path(code, lang)
    except reference.UnknownCode:
        return code


def _state(code: str, lang: str) -> str:
    pair = _STATES.get(code)
    return code if pair is None else pair[0 if lang == "zh" else 1]


_modes = _listed("modes")
_MAKERS: dict[str, Callable[[str, str], str]] = {
    "fields": _listed("fields"),
    "modes": _modes,
    "wanted": _modes,
    "price": money,
    "budget": money,
    "state": _state,
}
