"""Small invented records for the engine's tests."""

from dataclasses import replace
from decimal import Decimal

from qianqiao.matching.engine import Document, Indicator, Record

OFFERS = (
    Record(
        "a",
        "铝合金压铸件内部气孔的X射线在线检测装置",
        "采用双能X射线成像与深度网络，对铝合金压铸件内部气孔进行在线检测，最小可检出0.3 mm气孔，节拍8 s。",
        kind="achievement",
        trl=7,
        fields=("inspection_sensing",),
        region="330100",
        modes=("licence",),
        indicators=(Indicator("最小可检气孔", 300, "eq", "μm"), Indicator("节拍", 8, "eq", "s")),
        price_model="lump_sum",
        price_amount=Decimal(300_000),
        owner="示例理工大学",
    ),
    Record("b", "一种高强压铸铝合金及其制备方法", "公开一种高强压铸铝合金，抗拉强度320 MPa。", kind="patent"),
    Record(
        "c",
        "Sodium-ion battery cathode",
        "A layered oxide cathode for sodium-ion cells with 150 mAh/g capacity and low cost iron.",
        kind="patent",
    ),
    Record(
        "d",
        "压铸模具温度场的闭环控制",
        "在模具中布置热电偶，按模具温度自动调节冷却水流量，使压铸件表面缺陷减少。",
        "Closed-loop control of the temperature field of die-casting moulds",
        "Thermocouples in the mould adjust cooling water so that surface defects of castings become fewer.",
        kind="achievement",
    ),
    Record(
        "e",
        "水产养殖尾水的氨氮去除",
        "用生物膜反应器去除养殖尾水中的氨氮，出水氨氮低于2 mg/L。",
        kind="patent",
    ),
)
DEMAND = Record(
    "D",
    "压铸壳体里面的气孔要能自动查出来",
    "我司生产铝合金压铸壳体，内部气孔只能抽检切开看，希望在线把0.5 mm以上的气孔都检出来，每件不超过10 s。",
    kind="demand",
    trl_min=6,
    fields=("inspection_sensing",),
    region="330200",
    modes=("licence", "transfer"),
    budget_max=Decimal(500_000),
    indicators=(Indicator("最小可检气孔", 0.5, "le", "mm"), Indicator("检出率", 99, "ge", "%")),
)
EXPERTS = (
    Record(
        "x",
        "示例甲",
        kind="expert",
        documents=(
            Document(
                "压铸件内部气孔的X射线检测", "研究铝合金压铸件内部气孔的射线成像与自动识别。", year=2025
            ),
            Document("铸件缺陷的深度学习识别", "用深度网络识别铸件内部缺陷。", year=2024),
            Document("古代诗歌的韵律", "讨论诗歌的韵律。", year=2023),
            Document("射线图像的增强", "增强铸件射线图像中的气孔。", year=2022),
        ),
    ),
    Record(
        "y", "示例乙", kind="expert", documents=(Document("养殖尾水处理", "生物膜去除氨氮。", year=2025),)
    ),
)


def bare(record: Record) -> Record:
    """The record with its texts alone."""
    return Record(record.id, record.title, record.text, record.title_en, record.text_en, kind=record.kind)


def renamed(record: Record, record_id: str) -> Record:
    """The same record under another id."""
    return replace(record, id=record_id)
