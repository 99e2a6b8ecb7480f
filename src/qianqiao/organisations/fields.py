"""The fields of an organisation, as imports, templates and forms see them."""

from qianqiao.core.fieldspec import FieldSpec, FieldType

T = FieldType

ORGANISATION_FIELDS = (
    FieldSpec("external_id", "编号", "Your number", aliases=("ID", "id", "机构编号"), max_length=120),
    FieldSpec(
        "kind",
        "机构类别",
        "Kind",
        T.CODE,
        required=True,
        table="organisation_kinds",
        aliases=("类别", "类型", "机构类型"),
    ),
    FieldSpec(
        "name",
        "机构名称",
        "Name",
        required=True,
        aliases=("名称", "单位名称", "企业名称", "学校名称", "单位"),
        example_zh="示例理工大学",
        example_en="示例理工大学",
    ),
    FieldSpec("name_en", "英文名称", "English name", aliases=("机构英文名称", "英文名")),
    FieldSpec(
        "code",
        "学校标识码",
        "University code",
        T.IDENTIFIER,
        table="university_code",
        aliases=("学校代码", "院校代码", "高校代码"),
    ),
    FieldSpec(
        "uscc",
        "统一社会信用代码",
        "Unified social credit code",
        T.IDENTIFIER,
        table="uscc",
        aliases=("信用代码", "社会信用代码", "USCC"),
    ),
    FieldSpec(
        "region",
        "所在地区",
        "Region",
        T.CODE,
        table="regions",
        aliases=("地区", "所在地", "省市", "行政区划"),
    ),
    FieldSpec(
        "industry",
        "国民经济行业",
        "Industry (GB/T 4754)",
        T.CODE,
        table="industries",
        aliases=("行业", "所属行业", "行业代码"),
    ),
    FieldSpec("size", "企业规模", "Enterprise size", T.CODE, table="enterprise_sizes", aliases=("规模",)),
    FieldSpec(
        "ladder",
        "梯度培育称号",
        "Ladder title",
        T.CODE,
        table="ladder",
        aliases=("专精特新级别", "企业称号", "称号"),
    ),
    FieldSpec("website", "网址", "Website", aliases=("官网", "网站")),
    FieldSpec(
        "summary",
        "简介",
        "Summary",
        T.LONG_TEXT,
        max_length=5000,
        aliases=("机构简介", "单位简介", "企业简介"),
    ),
    FieldSpec("summary_en", "英文简介", "English summary", T.LONG_TEXT, max_length=8000),
)
