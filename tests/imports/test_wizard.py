"""The wizard in the browser: file, columns, check, import, report; in both languages, and only for those who may."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from qianqiao.catalogue.models import Achievement
from qianqiao.imports.models import DuplicateCluster, ImportRun
from qianqiao.organisations.models import Organisation, User
from qianqiao.reviewing.models import RecordReview
from tests.factories import records
from tests.imports.conftest import Import, workbook

pytestmark = pytest.mark.django_db
HEADER = ["编号", "成果名称", "成果简介", "完成单位", "TRL", "宝贝"]
ROWS = [
    ["1", "铸件缺陷识别装置", "用射线识别铸件内部缺陷的装置", "示例理工大学", 6, "甲"],
    ["2", "钠离子电池正极材料", "低温性能良好的正极材料及其制备", "示例理工大学", "很高", "乙"],
    ["3", "水处理膜", "抗污染的超滤膜，已中试", "", 7, "丙"],
]


@pytest.fixture
def officer(university: Organisation) -> User:
    return records.person(university)[0]


@pytest.fixture
def visitor(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def upload(tmp_path: Path, rows: list[list[Any]] = ROWS, header: list[str] = HEADER) -> SimpleUploadedFile:
    return SimpleUploadedFile("成果.xlsx", workbook(tmp_path / "t.xlsx", [header, *rows]).read_bytes())


def sent(visitor: Client, tmp_path: Path, university: Organisation, **values: Any) -> Any:
    data = {"kind": "achievements", "organisation": university.pk, "file": upload(tmp_path), **values}
    return visitor.post(reverse("imports:start"), data)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_signed_out_people_are_asked_to_sign_in(client: Client) -> None:
    response = client.get(reverse("imports:start"))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "导入表格"), ("en", "Import a table")])
def test_the_whole_way(
    visitor: Client, tmp_path: Path, university: Organisation, language: str, title: str
) -> None:
    visitor.cookies["django_language"] = language
    assert title in text(visitor.get(reverse("imports:start")))
    response = sent(visitor, tmp_path, university)
    run = ImportRun.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        reverse("imports:columns", args=[run.number]),
    )
    page = text(visitor.get(response["Location"]))
    assert "宝贝" in page
    assert "铸件缺陷识别装置" in page

    response = visitor.post(reverse("imports:columns", args=[run.number]), {"column-5": "application"})
    run.refresh_from_db()
    assert (response.status_code, run.state, run.rejected, run.created) == (303, "checked", 1, 2)
    page = text(visitor.get(response["Location"]))
    assert "E3" in page
    assert "很高" in page
    assert not Achievement.objects.exists()
    assert {"zh-hans": "不是整数", "en": "not a whole number"}[language] in page

    response = visitor.post(reverse("imports:step", args=[run.number, "start"]))
    run.refresh_from_db()
    assert (run.state, run.created, run.rejected) == ("finished", 2, 1)
    assert Achievement.objects.get(external_id="1").application == "甲"
    page = text(visitor.get(response["Location"]))
    assert f"/offers/{Achievement.objects.get(external_id='1').number}" in page
    rejected = visitor.get(reverse("imports:rejected", args=[run.number]))
    assert b"".join(rejected.streaming_content)[:2] == b"PK"

    visitor.post(reverse("imports:step", args=[run.number, "publish"]))
    assert Achievement.objects.filter(state="published").count() == 2

    again = sent(visitor, tmp_path, university)
    assert 'value="application" selected' in text(visitor.get(again["Location"]))
    visitor.post(again["Location"], {})
    assert ImportRun.objects.latest("pk").unchanged == 2


def test_rows_of_a_new_organisation_go_to_the_platform_in_the_same_act(
    visitor: Client, university: Organisation, tmp_path: Path
) -> None:
    Organisation.objects.filter(pk=university.pk).update(is_fictional=False)
    visitor.cookies["django_language"] = "en"
    sent(visitor, tmp_path, university)
    run = ImportRun.objects.get()
    visitor.post(reverse("imports:columns", args=[run.number]), {"column-5": "application"})
    visitor.post(reverse("imports:step", args=[run.number, "start"]), {"publish": "1"})
    assert set(Achievement.objects.values_list("state", flat=True)) == {"draft"}
    page = visitor.post(reverse("imports:step", args=[run.number, "publish"]), follow=True)
    assert "0 records published. 2 wait for the platform&#x27;s check." in text(page)
    assert "Publish all" not in text(page)
    assert set(Achievement.objects.values_list("state", flat=True)) == {"in_review"}
    assert RecordReview.objects.filter(state="accepted", accepted_by__isnull=False).count() == 2


def test_json_lines_have_no_columns_to_name(
    visitor: Client, university: Organisation, tmp_path: Path
) -> None:
    line = '{"external_id": "9", "title": "水处理膜", "summary": "抗污染超滤膜"}\n'
    response = sent(visitor, tmp_path, university, file=SimpleUploadedFile("t.jsonl", line.encode()))
    run = ImportRun.objects.get()
    assert response["Location"] == reverse("imports:run", args=[run.number])
    assert (run.state, run.created) == ("checked", 1)


@pytest.mark.parametrize(
    ("language", "told"), [("zh-hans", "没有找到表头"), ("en", "no header row recognised")]
)
def test_a_refused_file_is_told_beside_the_field(
    visitor: Client, university: Organisation, tmp_path: Path, language: str, told: str
) -> None:
    visitor.cookies["django_language"] = language
    response = sent(visitor, tmp_path, university, file=SimpleUploadedFile("t.csv", b"a,b\n1,2\n"))
    assert response.status_code == 422
    assert told in text(response)
    assert not ImportRun.objects.exists()
    assert not list((tmp_path / "data" / "uploads" / "imports").iterdir())


def test_missing_columns_lead_back_to_the_columns(
    visitor: Client, university: Organisation, tmp_path: Path
) -> None:
    header = ["编号", "宝贝", "成果简介"]
    sent(visitor, tmp_path, university, file=upload(tmp_path, [["1", "膜", "抗污染超滤膜"]], header))
    page = reverse("imports:columns", args=[ImportRun.objects.get().number])
    assert "成果名称" in text(visitor.get(page))
    assert visitor.post(page, {})["Location"] == page
    visitor.post(page, {"column-1": "title"})
    assert ImportRun.objects.get().state == "checked"


def test_long_work_is_handed_to_the_worker(
    visitor: Client, university: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qianqiao.imports import jobs  # noqa: PLC0415  to see what is deferred
    from qianqiao.imports.domain import passes  # noqa: PLC0415
    from qianqiao.imports.views import steering  # noqa: PLC0415

    deferred: list[int] = []
    monkeypatch.setattr(jobs.advance_run, "defer", lambda *, run_id: deferred.append(run_id))
    monkeypatch.setattr(steering, "PATIENCE", 0.0)
    monkeypatch.setattr(passes, "BATCH", 1)
    sent(visitor, tmp_path, university)
    run = ImportRun.objects.get()
    page = visitor.post(reverse("imports:columns", args=[run.number]), {})["Location"]
    assert deferred == [run.pk]
    assert "hx-get" in text(visitor.get(page))
    fragment = visitor.get(reverse("imports:progress", args=[run.number]))
    assert "HX-Refresh" not in fragment
    visitor.post(reverse("imports:step", args=[run.number, "cancel"]))
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert visitor.get(reverse("imports:progress", args=[run.number]))["HX-Refresh"] == "true"


def test_a_foreign_run_does_not_exist(
    visitor: Client, client: Client, university: Organisation, tmp_path: Path
) -> None:
    sent(visitor, tmp_path, university)
    run = ImportRun.objects.get()
    stranger = records.person(records.organisation(name="别的大学"))[0]
    foreign = Client()
    foreign.force_login(stranger)
    for name in ("run", "columns", "progress", "rejected"):
        assert foreign.get(reverse(f"imports:{name}", args=[run.number])).status_code == 404
    assert foreign.post(reverse("imports:step", args=[run.number, "start"])).status_code == 404


def test_without_an_organisation_there_is_nothing_to_import_for(client: Client, db: None) -> None:
    client.force_login(records.person()[0])
    page = client.get(reverse("imports:start"))
    assert 'type="file"' not in text(page)
    assert client.post(reverse("imports:start"), {}).status_code == 422


def test_templates_in_both_languages_without_signing_in(client: Client, db: None) -> None:
    for language in ("zh", "en"):
        response = client.get(reverse("imports:template", args=["patents"]), {"lang": language})
        assert response.content[:2] == b"PK"
        assert "attachment" in response["Content-Disposition"]
    assert client.get(reverse("imports:template", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_duplicates_are_decided_on_their_page(
    visitor: Client, university: Organisation, tmp_path: Path, run_of: Import, language: str
) -> None:
    visitor.cookies["django_language"] = language
    assert visitor.get(reverse("imports:duplicates")).status_code == 200
    for source in ("a", "b"):
        table = workbook(
            tmp_path / f"{source}.xlsx",
            [["编号", "成果名称", "成果简介"], ["1", "铸件缺陷识别装置", "说明文字"]],
        )
        run_of(table, source=source, organisation=university)
    page = text(visitor.get(reverse("imports:duplicates")))
    numbers = sorted(Achievement.objects.values_list("number", flat=True))
    assert all(number in page for number in numbers)
    cluster = DuplicateCluster.objects.get()
    visitor.post(reverse("imports:decide", args=[cluster.pk]), {"keep": numbers[0]})
    assert dict(Achievement.objects.values_list("number", "state"))[numbers[1]] == "withdrawn"
    assert numbers[0] in text(visitor.get(reverse("imports:duplicates"), {"show": "decided"}))
