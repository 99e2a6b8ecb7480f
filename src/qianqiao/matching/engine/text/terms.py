"""Terms: Chinese words, Latin words and quantities that can be shown to a reader as evidence."""

import re
from dataclasses import dataclass

import rjieba

from qianqiao.matching.engine.text.quantities import quantities_of
from qianqiao.matching.engine.text.words import STOP_WORDS, WORD, stem

_HAN_WORD = re.compile("[\u3400-\u9fff]{2,}")
_COMMON = frozenset(
    "一种 一个 可以 能够 以及 进行 通过 实现 采用 利用 使用 具有 用于 基于 包括 其中 所述 以上 以下 不同 主要 相关 研究 分析 方法 "
    "技术 系统 装置 设备 问题 目前 现有 需要 希望 要求 解决 提高 提升 降低 减少 影响 结果 表明 过程 情况 方面 以内 左右 达到 不到 "
    "没有 以便 并且 而且 但是 因此 由于 如果 同时 或者 以及 对于 根据 根據 进一步 有效 良好 较好 较高 较低 显著 明显 目的 意义 作用 "
    "特征 特点 关键 条件 一定 各种 多种 之间 为了 不能 无法 容易 现在 已经 还是 这种 这个 每天 每年 可能 必须 企业 公司 产品 生产 "
    "工艺 应用 设计 开发 合作 项目 成果 专利 发明 提供 处理 部分 左右 大量 方式 形成 得到 发现 提出 建立 开展 完成 存在 造成 导致 "
    "任何 自己 我们 他们 人员 单位 目标 水平 能力 性能 效果 优势 成本 时间 范围 数据 传统 新型 常规 一般 其他 相比 比较 本文 三个 两个".split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term in its comparable form and its place in the cleaned text."""

    key: str
    start: int
    stop: int


def terms_of(text: str) -> list[Term]:
    """Terms of a cleaned text in order of place; common words of every record are left out."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    found = [Term(q.term.lower(), q.start, q.stop) for q in quantities_of(text)]
    taken = {place for term in found for place in range(term.start, term.stop)}
    for match in WORD.finditer(lower):
        word = match.group()
        if len(word) > 1 and word not in STOP_WORDS and match.start() not in taken:
            found.append(Term(stem(word), match.start(), match.end()))
    for word, start, stop in rjieba.tokenize(lower):
        if _HAN_WORD.fullmatch(word) and word not in _COMMON and start not in taken:
            found.append(Term(word, start, stop))
    return sorted(found, key=lambda term: (term.start, term.stop))
