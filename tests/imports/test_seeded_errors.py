"""A workbook of 10,000 rows with 300 seeded errors reports exactly these 300, cell by cell."""

import random
from pathlib import Path

import pytest
from openpyxl import Workbook

from qianqiao.catalogue.models import Achievement
from qianqiao.imports.reading.rows import column_letter
from qianqiao.organisations.models import Organisation
from tests.imports.conftest import Import

HEADER = [
    "编号",
    "成果名称",
    "成果简介",
    "完成单位",
    "技术就绪水平",
    "技术指标",
    "技术领域",
    "合作方式",
    "价格（万元）",
    "所在地区",
    "有效期至",
    "IPC",
    "应用行业",
]


def sound(n: int) -> list[object]:
    """A row in which nothing is wrong."""
    return [
        f"A-{n:05d}",
        f"示例装置第{n}号",
        "以射线成像识别铝合金压铸件内部的气孔与缩松，已在产线试用。",
        "示例理工大学",
        n % 9 + 1,
        f"抗拉强度≥{400 + n % 90}MPa；厚度 0.5-2 mm",
        "检测与传感；先进制造",
        "许可、转让",
        5 + n % 200,
        "浙江省宁波市",
        "2027年12月31日",
        "B22D 17/22",
        "C3392",
    ]


WRONG = {
    1: "",
    3: "查无此校大学",
    4: "很高",
    5: "性能优异",
    6: "魔法",
    7: "赠送",
    8: "两百",
    9: "火星",
    10: "2027-02-30",
    11: "Z99Z",
    12: "Q9999",
}


@pytest.mark.slow
@pytest.mark.django_db
def test_three_hundred_seeded_errors_are_reported_exactly(
    tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    source = random.Random(20261123)
    seeded = {row: source.choice(sorted(WRONG)) for row in source.sample(range(2, 10_002), 300)}
    book = Workbook(write_only=True)
    sheet = book.create_sheet("成果")
    sheet.append(HEADER)
    for row in range(2, 10_002):
        cells = sound(row)
        if row in seeded:
            cells[seeded[row]] = WRONG[seeded[row]]
        sheet.append(cells)
    path = tmp_path / "ten-thousand.xlsx"
    book.save(path)
    run = run_of(path)
    assert run.state == "finished"
    assert (run.created, run.rejected, run.problems) == (9_700, 300, 300)
    reported = set(run.row_errors.values_list("address", flat=True))
    assert reported == {f"{column_letter(column)}{row}" for row, column in seeded.items()}
    assert Achievement.objects.count() == 9_700
