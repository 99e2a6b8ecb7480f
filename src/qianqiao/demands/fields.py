"""The fields of a demand, as imports, templates, forms and quality see them."""

from qianqiao.core.fieldspec import FieldSpec, FieldType

T = FieldType

DEMAND_FIELDS = (
    FieldSpec("external_id", "编号", "Your number", max_length=120, aliases=("ID", "id", "需求编号")),
    FieldSpec(
        "title",
        "需求名称",
        "Title",
        required=True,
        max_length=300,
        aliases=("名称", "标题", "题目", "技术需求名称"),
    ),
    FieldSpec("title_en", "需求名称（英文）", "Title (English)", max_length=400),
    FieldSpec(
        "organisation",
        "企业名称",
        "Enterprise",
        T.ORGANISATION,
        required=True,
        aliases=("企业", "单位", "单位名称", "需求单位"),
        attribute_name="organisation_id",
    ),
    FieldSpec(
        "demand_type",
        "需求类型",
        "Type of demand",
        T.CODE,
        table="demand_types",
        aliases=("类型", "需求类别"),
    ),
    FieldSpec(
        "problem",
        "拟解决的难题",
        "Problem",
        T.LONG_TEXT,
        required=True,
        max_length=10000,
        aliases=("需求内容", "问题描述", "技术难题", "需求描述", "内容", "正文", "简介"),
    ),
    FieldSpec("problem_en", "拟解决的难题（英文）", "Problem (English)", T.LONG_TEXT, max_length=15000),
    FieldSpec(
        "existing",
        "现有基础",
        "What exists or was tried",
        T.LONG_TEXT,
        max_length=5000,
        aliases=("现有条件", "已有基础", "技术现状"),
    ),
    FieldSpec(
        "existing_en", "现有基础（英文）", "What exists or was tried (English)", T.LONG_TEXT, max_length=8000
    ),
    FieldSpec(
        "indicators",
        "技术指标",
        "Required indicators",
        T.INDICATORS,
        aliases=("指标要求", "主要技术指标", "指标"),
    ),
    FieldSpec(
        "fields", "技术领域", "Technical fields", T.CODES, table="fields", aliases=("领域", "所属领域")
    ),
    FieldSpec(
        "industries", "所属行业", "Industries", T.CODES, table="industries", aliases=("行业", "国民经济行业")
    ),
    FieldSpec("budget_min", "预算下限（元）", "Budget from (yuan)", T.MONEY, aliases=("最低预算",)),
    FieldSpec(
        "budget_max",
        "预算上限（元）",
        "Budget up to (yuan)",
        T.MONEY,
        aliases=("预算", "拟投入", "预算金额", "最高预算", "拟投入资金", "预算（元）"),
    ),
    FieldSpec("deadline", "时限", "Deadline", T.DATE, aliases=("完成时限", "截止时间", "期望完成时间")),
    FieldSpec(
        "modes", "合作方式", "Cooperation modes", T.CODES, table="modes", aliases=("合作模式", "期望合作方式")
    ),
    FieldSpec("ip_requirement", "知识产权要求", "IP requirement", max_length=1000),
    FieldSpec("ip_requirement_en", "知识产权要求（英文）", "IP requirement (English)", max_length=1500),
    FieldSpec(
        "confidentiality",
        "保密级别",
        "Confidentiality",
        T.CODE,
        table="confidentiality",
        aliases=("公开范围", "公开程度", "保密"),
    ),
    FieldSpec(
        "public_summary", "公开摘要", "Public summary", T.LONG_TEXT, max_length=3000, aliases=("对外摘要",)
    ),
    FieldSpec(
        "public_summary_en", "公开摘要（英文）", "Public summary (English)", T.LONG_TEXT, max_length=4000
    ),
    FieldSpec("urgency", "迫切程度", "Urgency", T.CODE, table="urgency", aliases=("紧急程度",)),
    FieldSpec(
        "trl_min",
        "最低成熟度",
        "Lowest acceptable readiness",
        T.INTEGER,
        minimum=1,
        maximum=9,
        aliases=("最低TRL", "成熟度要求"),
    ),
    FieldSpec("region", "所在地区", "Region", T.CODE, table="regions", aliases=("地区", "所在地", "省市")),
    FieldSpec("contact", "联系方式", "Contact", aliases=("联系人", "联系邮箱")),
    FieldSpec("valid_until", "有效期至", "Valid until", T.DATE, aliases=("有效期", "信息有效期")),
    FieldSpec(
        "last_proven_alive", "最近确认日期", "Last proven alive", T.DATE, aliases=("确认日期", "最近确认")
    ),
)
