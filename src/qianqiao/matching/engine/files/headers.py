"""Which column holds what: Chinese and English names of columns."""

import re
from collections.abc import Iterable

_ALIASES: dict[str, str] = {
    "id": "编号 需求编号 成果编号 专利编号 专家编号 记录编号 external_id no number demand_id offer_id",
    "serial": "序号",
    "application_number": "申请号 专利申请号 application no",
    "publication_number": "公开号 公布号 公告号 公开(公告)号 授权公告号 专利号 publication no",
    "title": "名称 标题 题名 需求名称 需求标题 成果名称 专利名称 发明名称 技术名称 项目名称 题目",
    "title_en": "英文名称 英文标题 英文题名 english title title (en) title english",
    "text": (
        "简介 内容 正文 描述 说明 需求描述 需求内容 技术需求 成果简介 技术简介 "
        "description content body details"
    ),
    "text_en": "英文简介 英文内容 english text text (en) description (en)",
    "summary": "成果摘要 概述 成果概述 summary",
    "abstract": "摘要 专利摘要 abstract",
    "abstract_en": "英文摘要 abstract (en)",
    "problem": "问题 解决的问题 拟解决问题 技术难题 需求问题 problem",
    "existing": "现有方案 现状 已尝试方案 existing solution",
    "comparison": "对比现有方案 比较优势 技术优势 创新点 comparison",
    "application": "应用 应用领域 应用前景 应用场景 application",
    "first_claim": "主权项 权利要求1 权利要求 first claim claim",
    "keywords": "关键词 关键字 keywords",
    "name": "姓名 专家姓名 专家",
    "research": "研究方向 研究领域 research interests",
    "kind": "类型 类别 kind type",
    "fields": "技术领域 领域 所属领域 field technical field",
    "region": "地区 所在地 所在地区 地区代码 区域 省市 location place",
    "trl": "成熟度 技术成熟度 成熟度等级 trl等级 maturity",
    "trl_min": "最低成熟度 要求成熟度 成熟度要求 min trl minimum trl",
    "indicators": "指标 技术指标 主要指标 指标要求 主要技术经济指标 indicator",
    "modes": "合作方式 拟转化方式 转化方式 合作模式 mode cooperation cooperation modes",
    "budget_max": "预算 预算上限 最高预算 投入预算 预算(元) 预算上限(元) budget max budget",
    "price_model": "定价方式 价格方式 price model",
    "price_amount": "价格 报价 金额 转让价格 价格(元) 报价(元) price amount",
    "confidentiality": "保密 保密级别 公开程度 密级",
    "state": "状态 发布状态 status",
    "legal_status": "法律状态 legal status",
    "valid_until": "有效期 有效期至 截止日期 valid until expires",
    "owner": "单位 所属单位 完成单位 专利权人 申请人 权利人 持有人 applicant assignee",
    "organisation": "企业 企业名称 需求单位 提出单位 公司 organization company",
    "demand": "需求 需求id demand_id demand id",
    "offer": "成果 供给 成果id 供给编号 offer_id offer id",
    "level": "等级 评级 评分等级 契合等级 匹配等级 level grade",
    "outcome": "结果 对接结果 处理结果 outcome decision",
    "refusal_reason": "原因 拒绝原因 不合适原因 reason refusal reason",
    "labelled_on": "日期 评定日期 对接日期 date labelled on graded on",
    "public_summary": "公开摘要 public summary",
}
_NOISE = re.compile(r"[\s_*＊:：]+|[（(](?:必填|选填|required|optional)[)）]")


def plain(header: object) -> str:
    """A header without case, spaces, stars and notes such as （必填）."""
    text = str(header or "").replace("（", "(").replace("）", ")").lower()
    return _NOISE.sub("", text)


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for key, names in _ALIASES.items():
        for name in _split(names):
            table.setdefault(plain(name), key)
    for key in _ALIASES:
        table[plain(key)] = key
    return table


def _split(names: str) -> Iterable[str]:
    """Chinese names stand apart by spaces; English names of several words are also tried joined."""
    words = names.split()
    yield from words
    latin = [word for word in words if word.isascii()]
    for start in range(len(latin)):
        for stop in range(start + 2, min(start + 4, len(latin) + 1)):
            yield "".join(latin[start:stop])


_TABLE = _table()


def key_of(header: object, side: str = "") -> str:
    """The key that a header stands for, or the header itself in plain form; "" for an empty one.

    In a table of pairs (`side` = "pairs") 需求编号 and 成果编号 name the two sides.
    """
    name = plain(header)
    if side == "pairs":
        for own, marks in (
            ("demand", ("需求", "demand", "query")),
            ("offer", ("成果", "供给", "专利", "专家", "offer")),
        ):
            if name.startswith(marks):
                return own
    known = _TABLE.get(name)
    if known is None and name.endswith("en") and name[:-2] in _TABLE:
        return f"{_TABLE[name[:-2]]}_en"
    return known or name
