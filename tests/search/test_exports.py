"""The workbook of a search: typed cells, nothing executed, nothing sealed."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from qianqiao.core import outbox
from qianqiao.search import exports
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def workbook(client: Client, address: str, language: str = "zh-hans") -> Any:
    response = client.get(address, headers={"accept-language": language})
    assert response["Content-Type"].endswith("sheet")
    assert response["Content-Disposition"].endswith('.xlsx"')
    return load_workbook(BytesIO(response.content))


def lines(book: Any) -> list[dict[str, Any]]:
    head, *rest = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_the_result_as_shown_is_exported(client: Client) -> None:
    record = make.achievement(price_model="lump_sum", price_amount="125000.50", region="330200")
    make.patent()
    outbox.deliver_all()
    book = workbook(client, "/offers/?q=射线&format=xlsx")
    (line,) = lines(book)
    assert (line["编号"], line["类别"], line["价格或预算（元）"]) == (record.number, "科技成果", 125000.5)
    assert (line["地区"], line["合作方式"], line["成熟度"]) == ("浙江 宁波", "许可", 7)
    assert line["网址"].endswith(f"/offers/{record.number}")
    about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert about["条数"] == "共 1 条，本表 1 条"
    assert "Kind" in lines(workbook(client, "/offers/?format=xlsx", "en"))[0]


@pytest.mark.parametrize("title", ["=1+1", "+CMD|calc", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(client: Client, title: str) -> None:
    make.achievement(title=title)
    outbox.deliver_all()
    book = workbook(client, "/offers/?format=xlsx")
    cell = book.worksheets[0]["C2"]
    assert (cell.data_type, cell.value) == ("s", title)
    assert cell.quotePrefix


def test_control_characters_are_left_out(client: Client) -> None:
    make.achievement(title="检测\x0b装置")
    outbox.deliver_all()
    assert lines(workbook(client, "/offers/?format=xlsx"))[0]["名称（中文）"] == "检测装置"


def test_a_sealed_demand_tells_neither_title_nor_budget_nor_enterprise(client: Client) -> None:
    make.demand(title="秘密题名", confidentiality="sealed", public_summary="寻求方法", budget_max="777777.00")
    outbox.deliver_all()
    (line,) = lines(workbook(client, "/demands/?format=xlsx"))
    assert [line[key] for key in ("名称（中文）", "名称（英文）", "所属单位", "价格或预算（元）")] == [
        None
    ] * 4


def test_an_export_ends_at_its_limit_and_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    for _ in range(3):
        make.achievement()
    outbox.deliver_all()
    book = workbook(client, "/offers/?format=xlsx")
    assert len(lines(book)) == 2
    assert "共 3 条，本表 2 条" in [row[1] for row in book.worksheets[1].iter_rows(values_only=True)]
