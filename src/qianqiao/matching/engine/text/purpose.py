"""Does somebody want to find something out, or to change it? Detecting a thing is not making or removing it.

The words tell it often, not always: "unknown" is an answer, and nothing follows from it.
"""

import re
from functools import lru_cache

_WANTS_TO_KNOW = re.compile(
    r"检测|检出|测量|监测|识别|查出|查不出|看出|挑出|筛出|测出|测准|找出|摸清|诊断|探伤|预警|报警|分辨|鉴别|辨别|判别|"
    r"在线测|能不能查|detect|measur|monitor|inspect|\bspot\b|identif|diagnos|recogni[sz]e|locat|warn|find out|"
    r"tell (?:us )?(?:which|whether|if|where)|\bsee (?:which|where|whether)|which of (?:our|the)\b|is there\b",
    re.IGNORECASE,
)
_MAY_WANT_TO_KNOW = re.compile(
    r"发现|知道|看不出|测不|判断|区分|检查|检验|抽检|读数|测试|\bknow|\bcheck|\btest|\bcatch|\bsee\b|\bfind|\bassess|\bmap",
    re.IGNORECASE,
)
_FINDS_OUT = re.compile(
    r"检测|测量|监测|识别|诊断|探测|检验|检出|测定|预警|成像|传感|探伤|判别|巡检|溯源|雷达|detect|measur|monitor|inspect|"
    r"sensor|sensing|imaging|diagnos|identif|recogni|assay|gaug|radar|polarimetr|spectroscop|\bmapping",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"控制|防|抑制|去除|制备|修复|治理|分选|调节|自适应|增氧|control|prevent|remov|prepar|repair|treat|suppress|adaptive|sort",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def wants_to_know(need: str) -> bool | None:
    """Whether a need (all its text) asks to find something out; None where its words leave it open."""
    if _WANTS_TO_KNOW.search(need):
        return True
    return None if not need or _MAY_WANT_TO_KNOW.search(need) else False


@lru_cache(maxsize=50_000)
def finds_out(title: str) -> bool | None:
    """Whether an offer by its title finds something out; None where it also changes something, or has no title."""
    found = bool(_FINDS_OUT.search(title))
    return None if not title or (found and _CHANGES.search(title)) else found
