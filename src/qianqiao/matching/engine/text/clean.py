"""Cleaning that tolerates scanned text, LaTeX, standard phrases and blanks filled with "none"."""

import re
from functools import cache

from qianqiao.matching.engine.text.rewrite import CharacterRule, PatternRule, Rule, rewrite, rewrite_tracked
from qianqiao.matching.engine.text.script import script_table

HAN = "\u3400-\u9fff"
_BLANK = re.compile(
    r"(?:未提供|未填写?|暂无|没有|无|空|不详|未知|待定|待补充?|略|同上|none|null|nil|nan|n\s*/\s*a|na|tbd|unknown|"
    r"not (?:provided|available|applicable|known)|[\s/\\\-—–_.。、,，*×?？]*)[\s。.]*",
    re.IGNORECASE,
)
_PHRASES = (
    (
        r"(?:本|该)(?:发明|实用新型|外观设计|申请|成果|项目|技术|研究)(?:专利)?(?:主要)?"
        r"(?:公开|提供|涉及|属于|提出|要解决|旨在|针对)了?(?:的是)?(?:一种|一类)?"
    ),
    (
        r"(?<=[\[【])(?:目的[/与和]意义|方法[/与和]过程|结果[/与和]结论|"
        r"目的|应用背景|方法|结果|结论|局限)(?=[\]】])"
    ),
    r"本(?:发明|实用新型|成果|项目)",
    r"我司|我公司|我厂|本公司|我们|本企业|贵方",
    r"(?:现|特)?(?:希望|寻求|急需|诚征|征集)(?:一种|一家|能够|可以|与高校|与院所|合作)?",
    (
        r"\bthe (?:present )?(?:invention|utility model|disclosure)"
        r"(?: (?:discloses|provides|relates to))?(?: an?\b)?"
    ),
    r"\bwe (?:are looking for|need|want|seek)\b",
    r"\b(?:this|our) (?:project|company|plant|factory|achievement)\b",
)
_SYMBOLS = {"sim": "~", "thicksim": "~", "times": "×", "leq": "≤", "leqslant": "≤", "le": "≤", "geq": "≥"}
_SYMBOLS |= {"geqslant": "≥", "ge": "≥", "mu": "μ", "alpha": "α", "beta": "β", "gamma": "γ", "lambda": "λ"}


def _command(match: re.Match[str]) -> str:
    """A LaTeX command as its sign, or a space."""
    return _SYMBOLS.get(match.group(1), " ")


def _closed_up(match: re.Match[str]) -> str:
    """A formula without the spaces that recognition put between its figures and letters."""
    return re.sub(r"(?<=[\w.])\s+(?=[\w.%])", "", re.sub(r"[{}$^_]", "", match.group()))


@cache
def _rules() -> tuple[Rule, ...]:
    """The rewriting rules in their order."""
    return (
        CharacterRule(script_table()),
        PatternRule(re.compile(r"\\([%&#*_$])"), lambda match: match.group(1)),
        PatternRule(re.compile(r"\\([a-zA-Z]+)\s*"), _command),
        PatternRule(re.compile(r"\$[^$]{1,120}\$"), _closed_up),
        PatternRule(re.compile(r"[${}\\]"), " "),
        PatternRule(re.compile("|".join(_PHRASES), re.IGNORECASE), " "),
        PatternRule(re.compile(r"\s+"), " "),
        PatternRule(re.compile(f"(?<=[{HAN}]) (?=[{HAN}])"), ""),
    )


def is_blank(text: str) -> bool:
    """True where nothing was said: empty, or a filler such as 未提供, 无, "/", N/A."""
    return _BLANK.fullmatch(text.strip()) is not None


def clean(text: str) -> str:
    """Comparable text: simplified, NFKC per character, without noise and standard phrases."""
    if is_blank(text):
        return ""
    return rewrite(text, _rules())


def clean_tracked(text: str) -> tuple[str, list[int]]:
    """The same text as `clean` with the original place of each character."""
    if is_blank(text):
        return "", []
    return rewrite_tracked(text, _rules())
