"""The table that lies on an officer's desk: forty achievements, five cells of them wrong."""

from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

HEADERS = {
    "zh": (
        "编号", "成果名称", "成果简介", "完成单位", "技术就绪水平",
        "技术领域", "价格（元）", "有效期至", "合作方式", "校内备注",
    ),
    "en": (
        "Your number", "Title", "Summary", "Owner", "Technology readiness level",
        "Technical fields", "Price (yuan)", "Valid until", "Cooperation modes", "Room",
    ),
}  # fmt: skip
UNKNOWN_HEADER = {"zh": "校内备注", "en": "Room"}
OWNER = "示例工业大学"
ROWS = 40
# a stage that does not exist, words for a price, an unknown field, the 30th of February, no title
BAD_CELLS = {"E6": 12, "G11": "看情况", "F17": "炼金术", "H23": "2027-02-30", "B31": None}
FIRST_TITLE = "加气站露天甲烷泄漏自动巡看仪"
FIRST_SUMMARY = (
    "装在加气站高处自己转着看，用激光在几十米外认出天然气漏点并说出大概方位，只认甲烷，汽车尾气和酒精味不误报，"
    "夜里没人也看得住，一个站十二万元以内，已在两座站试用。"
)
PARTS = ("齿轮", "轴承", "叶片", "阀门", "焊缝", "模具", "泵体", "丝杠")
ACTS = ("激光清洗", "感应淬火", "超声测长", "低温装配", "在线称重")


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook on disk and what a person knows of it."""

    path: Path
    language: str
    first_title: str

    @property
    def good_rows(self) -> int:
        return ROWS - len(BAD_CELLS)


def make(folder: Path, language: str) -> Book:
    """Writes the workbook; titles and numbers differ by language, so that one site may take both."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADERS[language])
    mark = "甲" if language == "zh" else "乙"
    first_title = f"{FIRST_TITLE}（{mark}型）"
    for n in range(ROWS):
        thing, act = PARTS[n % len(PARTS)], ACTS[n // len(PARTS)]
        title = first_title if n == 0 else f"{thing}{act}{mark}型装置"
        summary = (
            FIRST_SUMMARY
            if n == 0
            else f"用于{thing}的{act}，单件用时{n + 5}秒，已在一家示例企业试用{n}个月。"
        )
        sheet.append((
            f"{language}-{n:03}", title, summary, OWNER, 3 + n % 6,
            "检测与传感" if n == 0 else "先进制造", 10000 * (n + 1), "2028-06-30", "许可", f"{n} 号柜",
        ))  # fmt: skip
    for address, value in BAD_CELLS.items():
        sheet[address] = value
    path = folder / f"achievements-{language}.xlsx"
    book.save(path)
    return Book(path, language, first_title)
