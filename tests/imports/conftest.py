"""What the tests of imports share: an owner, tables as files, runs taken to their end."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from openpyxl import Workbook

from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.imports.domain import runs
from qianqiao.imports.domain.passes import advance
from qianqiao.imports.domain.uploads import file_in_place
from qianqiao.imports.models import ImportRun
from qianqiao.organisations.models import Organisation
from tests.factories import records

Rows = Sequence[Sequence[object]]
Import = Callable[..., ImportRun]


@pytest.fixture(autouse=True)
def own_data_directory(tmp_path: Path) -> Any:
    with override_settings(QIANQIAO_DATA_DIR=tmp_path / "data"):
        yield


@pytest.fixture
def university(db: None) -> Organisation:
    return records.organisation(name="示例理工大学", name_en="Example University", external_id="lgdx")


@pytest.fixture
def enterprise(db: None) -> Organisation:
    return records.organisation("enterprise", name="宁波示例压铸有限公司", external_id="yazhu")


def workbook(path: Path, rows: Rows, *, title: str = "成果") -> Path:
    """A workbook with one sheet of these rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def achievement_row(n: int, **values: object) -> Mapping[str, object]:
    """A complete achievement under interchange keys."""
    return {
        "external_id": f"A-{n}",
        "title": f"示例成果第{n}号：铸件缺陷识别装置",
        "summary": "以射线成像识别铝合金压铸件内部的气孔与缩松，单件检测时间四点二秒，已在产线试用。",
        "owner": "示例理工大学",
        "trl": 6,
        "fields": ["inspection_sensing"],
        "modes": ["licence"],
        **values,
    }


@pytest.fixture
def run_of() -> Import:
    """Imports a file as the system does and returns the ended run."""

    def take(
        path: Path, kind: str = "achievements", *, actor: Actor = SYSTEM, check: bool = False, **options: Any
    ) -> ImportRun:
        run = runs.create_run(file_in_place(path), kind=kind, actor=actor, **options)
        run = runs.begin_check(run, actor=actor) if check else runs.begin_import(run, actor=actor)
        return advance(run.pk)

    return take
