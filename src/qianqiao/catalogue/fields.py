"""The fields of achievements, patents and experts, as imports, templates, forms and quality see them."""

from qianqiao.core.fieldspec import FieldSpec, FieldType

T = FieldType

_NUMBER = FieldSpec(
    "external_id",
    "编号",
    "Your number",
    max_length=120,
    aliases=("ID", "id", "内部编号", "成果编号", "专利编号", "专家编号"),
)
_PROBLEM = (
    FieldSpec(
        "problem",
        "解决的问题",
        "Problem solved",
        T.LONG_TEXT,
        max_length=5000,
        aliases=("拟解决的问题", "解决问题", "技术问题"),
    ),
    FieldSpec("problem_en", "解决的问题（英文）", "Problem solved (English)", T.LONG_TEXT, max_length=8000),
    FieldSpec(
        "comparison",
        "与现有方案对比",
        "Compared with what exists",
        T.LONG_TEXT,
        max_length=5000,
        aliases=("对比现有方案", "技术优势", "创新点", "先进性"),
    ),
    FieldSpec(
        "comparison_en",
        "与现有方案对比（英文）",
        "Compared with what exists (English)",
        T.LONG_TEXT,
        max_length=8000,
    ),
)
_MATURITY = (
    FieldSpec(
        "trl",
        "技术就绪水平",
        "Technology readiness level",
        T.INTEGER,
        minimum=1,
        maximum=9,
        aliases=("TRL", "成熟度", "技术成熟度", "就绪度"),
    ),
    FieldSpec(
        "trl_evidence",
        "成熟度依据",
        "Evidence of readiness",
        T.LONG_TEXT,
        max_length=2000,
        aliases=("TRL证据", "成熟度证据"),
    ),
    FieldSpec(
        "trl_evidence_en",
        "成熟度依据（英文）",
        "Evidence of readiness (English)",
        T.LONG_TEXT,
        max_length=3000,
    ),
    FieldSpec(
        "indicators",
        "技术指标",
        "Measured indicators",
        T.INDICATORS,
        aliases=("主要技术经济指标", "技术经济指标", "性能指标"),
    ),
    FieldSpec(
        "fields",
        "技术领域",
        "Technical fields",
        T.CODES,
        table="fields",
        aliases=("领域", "所属领域", "高新技术领域"),
    ),
)
_TERMS = (
    FieldSpec(
        "modes",
        "合作方式",
        "Cooperation modes",
        T.CODES,
        table="modes",
        aliases=("拟转化方式", "转化方式", "合作模式"),
    ),
    FieldSpec(
        "price_model",
        "定价方式",
        "Price model",
        T.CODE,
        table="price_models",
        aliases=("计价方式", "价格方式"),
    ),
    FieldSpec(
        "price_amount",
        "价格（元）",
        "Price (yuan)",
        T.MONEY,
        aliases=("价格", "报价", "金额", "价格(元)", "许可费"),
    ),
    FieldSpec("price_note", "价格说明", "Price note", max_length=500),
    FieldSpec("price_note_en", "价格说明（英文）", "Price note (English)", max_length=500),
)
_TAIL = (
    FieldSpec("region", "所在地区", "Region", T.CODE, table="regions", aliases=("地区", "所在地", "省市")),
    FieldSpec("contact", "联系方式", "Contact", aliases=("联系人", "联系邮箱")),
    FieldSpec("valid_until", "有效期至", "Valid until", T.DATE, aliases=("有效期", "截止日期", "信息有效期")),
    FieldSpec(
        "last_proven_alive", "最近确认日期", "Last proven alive", T.DATE, aliases=("确认日期", "最近确认")
    ),
)

ACHIEVEMENT_FIELDS = (
    _NUMBER,
    FieldSpec(
        "title",
        "成果名称",
        "Title",
        required=True,
        max_length=300,
        aliases=("名称", "标题", "题目", "项目名称", "科技成果名称"),
    ),
    FieldSpec("title_en", "成果名称（英文）", "Title (English)", max_length=400, aliases=("英文名称",)),
    FieldSpec(
        "summary",
        "成果简介",
        "Summary",
        T.LONG_TEXT,
        required=True,
        max_length=10000,
        aliases=("简介", "摘要", "内容", "成果介绍", "技术简介", "正文"),
    ),
    FieldSpec("summary_en", "成果简介（英文）", "Summary (English)", T.LONG_TEXT, max_length=15000),
    *_PROBLEM,
    FieldSpec(
        "application",
        "应用与效益",
        "Application and benefit",
        T.LONG_TEXT,
        max_length=5000,
        aliases=("应用领域", "应用范围", "应用前景", "应用情况"),
    ),
    FieldSpec(
        "application_en",
        "应用与效益（英文）",
        "Application and benefit (English)",
        T.LONG_TEXT,
        max_length=8000,
    ),
    FieldSpec(
        "owner",
        "完成单位",
        "Owner",
        T.ORGANISATION,
        required=True,
        aliases=("单位", "所属单位", "学校", "高校", "持有单位", "权利人"),
        attribute_name="owner_id",
    ),
    FieldSpec("owner_department", "院系", "Department", aliases=("学院", "所在院系", "部门")),
    FieldSpec(
        "completed_by",
        "完成人",
        "Completed by",
        T.LIST,
        aliases=("完成人员", "主要完成人", "负责人", "发明人"),
    ),
    FieldSpec("keywords", "关键词", "Keywords", T.LIST, aliases=("关键字",)),
    FieldSpec("keywords_en", "关键词（英文）", "Keywords (English)", T.LIST),
    FieldSpec(
        "form", "体现形式", "Form", T.CODE, table="achievement_forms", aliases=("成果形式", "成果类型")
    ),
    *_MATURITY,
    FieldSpec(
        "industries", "应用行业", "Industries", T.CODES, table="industries", aliases=("国民经济行业", "行业")
    ),
    FieldSpec("ipc", "国际专利分类", "IPC", T.CODES, table="ipc", aliases=("IPC分类号", "IPC")),
    *_TERMS,
    FieldSpec(
        "ip_status",
        "知识产权状态",
        "IP status",
        T.CODE,
        table="ip_statuses",
        aliases=("知识产权", "专利状态"),
    ),
    *_TAIL,
)

PATENT_FIELDS = (
    _NUMBER,
    FieldSpec(
        "application_number",
        "申请号",
        "Application number",
        T.IDENTIFIER,
        required=True,
        table="application_number",
        aliases=("专利申请号", "专利号", "申请（专利）号", "申请(专利)号"),
    ),
    FieldSpec(
        "publication_number",
        "公开（公告）号",
        "Publication number",
        T.IDENTIFIER,
        table="publication_number",
        aliases=("公开号", "公告号", "授权公告号", "公开(公告)号"),
    ),
    FieldSpec("kind", "文献种类", "Kind code", T.CODE, table="publication_kinds", aliases=("文献类型代码",)),
    FieldSpec(
        "patent_type", "专利类型", "Patent type", T.CODE, table="patent_types", aliases=("类型", "专利类别")
    ),
    FieldSpec(
        "title",
        "专利名称",
        "Title",
        required=True,
        max_length=300,
        aliases=("名称", "标题", "发明名称", "题目"),
    ),
    FieldSpec("title_en", "专利名称（英文）", "Title (English)", max_length=400, aliases=("英文名称",)),
    FieldSpec(
        "abstract",
        "摘要",
        "Abstract",
        T.LONG_TEXT,
        max_length=10000,
        aliases=("简介", "专利摘要", "内容", "正文"),
    ),
    FieldSpec("abstract_en", "摘要（英文）", "Abstract (English)", T.LONG_TEXT, max_length=15000),
    FieldSpec(
        "first_claim",
        "权利要求1",
        "First claim",
        T.LONG_TEXT,
        max_length=10000,
        aliases=("主权项", "首项权利要求", "独立权利要求"),
    ),
    FieldSpec(
        "owner",
        "专利权人",
        "Owner",
        T.ORGANISATION,
        required=True,
        aliases=("申请人", "权利人", "申请（专利权）人", "当前权利人", "单位", "学校"),
        attribute_name="owner_id",
    ),
    FieldSpec("owners", "全部权利人", "All owners", T.LIST, aliases=("共有权利人",)),
    FieldSpec(
        "inventors", "发明人", "Inventors", T.LIST, aliases=("发明（设计）人", "发明(设计)人", "设计人")
    ),
    FieldSpec(
        "ipc", "国际专利分类", "IPC", T.CODES, table="ipc", aliases=("IPC分类号", "IPC", "分类号", "主分类号")
    ),
    FieldSpec("filed_on", "申请日", "Filed on", T.DATE, aliases=("申请日期",)),
    FieldSpec("granted_on", "授权日", "Granted on", T.DATE, aliases=("授权公告日", "授权日期")),
    FieldSpec(
        "legal_status",
        "法律状态",
        "Legal status",
        T.CODE,
        table="legal_statuses",
        aliases=("当前法律状态", "状态"),
    ),
    FieldSpec("annuity_paid_until", "年费缴至", "Annuity paid until", T.DATE, aliases=("年费有效期",)),
    *_PROBLEM,
    *_MATURITY,
    *_TERMS,
    FieldSpec("open_licence", "开放许可", "Open licence", T.BOOLEAN, aliases=("是否开放许可",)),
    *_TAIL,
)

EXPERT_FIELDS = (
    _NUMBER,
    FieldSpec("name", "姓名", "Name", required=True, max_length=120, aliases=("专家姓名", "专家")),
    FieldSpec("name_en", "姓名拼音", "Name in pinyin", max_length=160, aliases=("拼音", "英文名")),
    FieldSpec(
        "organisation",
        "所在单位",
        "Organisation",
        T.ORGANISATION,
        required=True,
        aliases=("单位", "工作单位", "学校"),
        attribute_name="organisation_id",
    ),
    FieldSpec("department", "院系", "Department", aliases=("学院", "部门")),
    FieldSpec("title", "职称", "Position", aliases=("职务", "职称职务"), max_length=120),
    FieldSpec("title_en", "职称（英文）", "Position (English)", max_length=160),
    FieldSpec("orcid", "ORCID", "ORCID", T.IDENTIFIER, table="orcid"),
    FieldSpec(
        "research",
        "研究方向",
        "Research directions",
        T.LIST,
        required=True,
        aliases=("研究领域", "专业方向", "擅长领域"),
    ),
    FieldSpec("research_en", "研究方向（英文）", "Research directions (English)", T.LIST),
    FieldSpec(
        "summary",
        "简介",
        "Summary",
        T.LONG_TEXT,
        max_length=10000,
        aliases=("专家简介", "个人简介", "内容", "正文"),
    ),
    FieldSpec("summary_en", "简介（英文）", "Summary (English)", T.LONG_TEXT, max_length=15000),
    FieldSpec(
        "documents", "代表成果", "Representative works", T.DOCUMENTS, aliases=("代表作", "论文", "代表性成果")
    ),
    FieldSpec(
        "fields", "技术领域", "Technical fields", T.CODES, table="fields", aliases=("领域", "所属领域")
    ),
    FieldSpec(
        "modes", "可服务方式", "Ways of serving", T.CODES, table="modes", aliases=("服务方式", "合作方式")
    ),
    FieldSpec(
        "hours_per_month",
        "每月可服务小时",
        "Hours per month",
        T.INTEGER,
        minimum=0,
        maximum=200,
        aliases=("可服务时间", "每月小时"),
    ),
    FieldSpec("languages", "语言", "Languages", T.LIST),
    *_TAIL,
)
