"""Rows that a program imports: idempotent, owned, never half."""

from typing import Any

import pytest

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.actor import SYSTEM
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.demands.models import Demand
from qianqiao.imports.domain import Report, import_rows
from qianqiao.organisations.models import Organisation
from tests.factories import records
from tests.imports.conftest import achievement_row

pytestmark = pytest.mark.django_db


def taken(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected


def codes(report: Report) -> list[str]:
    return [problem.problem.code for problem in report.problems]


def brought(rows: list[dict[str, Any]], kind: str = "achievements", **options: Any) -> Report:
    return import_rows(kind, rows, actor=options.pop("actor", SYSTEM), source="test", **options)


def test_the_same_rows_again_change_nothing(university: Organisation) -> None:
    rows = [dict(achievement_row(n)) for n in range(30)]
    assert taken(brought(rows)) == (30, 0, 0, 0)
    before = OutboxEvent.objects.count(), AuditEntry.objects.count()
    assert taken(brought(rows)) == (0, 0, 30, 0)
    assert (OutboxEvent.objects.count(), AuditEntry.objects.count()) == before
    rows[3]["trl"] = 8
    assert taken(brought(rows)) == (0, 1, 29, 0)
    assert Achievement.objects.get(external_id="A-3").trl == 8


def test_rows_without_a_number_are_known_by_official_number_or_by_name(university: Organisation) -> None:
    patent = {"application_number": "202319900001.8", "title": "一种材料", "owner": "示例理工大学"}
    person = {"name": "赵示例", "organisation": "示例理工大学", "research": ["压铸"]}
    nameless = {key: value for key, value in achievement_row(1).items() if key != "external_id"}
    for kind, row in (("patents", patent), ("experts", person), ("achievements", nameless)):
        assert taken(brought([row], kind)) == (1, 0, 0, 0)
        assert taken(brought([dict(row, contact="office@example.edu")], kind)) == (0, 1, 0, 0)
    spelt = dict(patent, application_number="CN202319900001.8", title=" 一种材料")
    assert taken(brought([spelt], "patents")) == (0, 0, 0, 1) or Patent.objects.count() == 1


def test_typed_values_arrive(university: Organisation, enterprise: Organisation) -> None:
    row = dict(
        achievement_row(1),
        price_amount="80万",
        indicators="抗拉强度≥450MPa；厚度 0.5-2 mm",
        form="新工艺",
        region="宁波",
    )
    brought([row])
    record = Achievement.objects.get()
    assert (record.price_amount, record.form, record.region, record.owner) == (
        800_000,
        "process",
        "330200",
        university,
    )
    assert [str(indicator) for indicator in record.indicators.all()] == [
        "抗拉强度 ≥ 450 MPa",
        "厚度 0.5–2 mm",
    ]
    demand = {
        "title": "压铸件气孔难查",
        "problem": "人工目检漏检率高",
        "organisation": enterprise.name,
        "confidentiality": "",
    }
    brought([demand], "demands")
    assert Demand.objects.get().confidentiality == "public"
    brought(
        [
            {
                "name": "钱示例",
                "organisation": university.number,
                "research": "压铸；焊接",
                "documents": "甲 | 2024 | 论文",
            }
        ],
        "experts",
    )
    assert [work.title for work in Expert.objects.get().documents.all()] == ["甲"]


def test_a_row_with_few_columns_leaves_the_rest_and_its_quality(university: Organisation) -> None:
    whole = dict(
        achievement_row(1), indicators="抗拉强度≥450MPa", problem="人工目检漏检率高，夜班尤其明显，返工多"
    )
    brought([whole])
    before = Achievement.objects.get()
    few = {key: whole[key] for key in ("external_id", "title", "summary", "owner")} | {
        "contact": "tto@example.edu"
    }
    assert taken(brought([few])) == (0, 1, 0, 0)
    after = Achievement.objects.get()
    assert (after.problem, after.indicators.count()) == (before.problem, 1)
    assert after.quality_score == before.quality_score + 4  # the contact


def test_bad_rows_are_left_out_and_good_ones_load(university: Organisation) -> None:
    rows = [dict(achievement_row(n)) for n in range(10)]
    rows[2]["trl"] = "很高"
    rows[5]["title"] = ""
    rows[5]["valid_until"] = "明天"
    report = brought(rows)
    assert taken(report) == (8, 0, 0, 2)
    assert [(p.row, p.key, p.problem.code) for p in report.problems] == [
        (3, "trl", "integer_unreadable"),
        (6, "valid_until", "date_unreadable"),
        (6, "title", "required_empty"),
    ]


def test_repeated_numbers_within_a_file_are_told(university: Organisation) -> None:
    report = brought(
        [
            dict(achievement_row(1)),
            dict(achievement_row(2)),
            dict(achievement_row(1, title="另一个标题的成果")),
        ]
    )
    assert taken(report) == (2, 0, 0, 1)
    assert report.problems[0].problem.params["first"] == "1"


def test_an_unknown_owner_is_refused_with_near_names(university: Organisation) -> None:
    report = brought([dict(achievement_row(1, owner="示例理工大学院"))])
    assert codes(report) == ["organisation_unknown_near"]
    assert "示例理工大学" in report.problems[0].problem.cure("zh")


def test_unknown_owners_can_be_created_from_the_national_list(db: None) -> None:
    rows = [
        dict(achievement_row(1, owner="浙江大学")),
        dict(achievement_row(2, owner="宁波示例压铸有限公司")),
    ]
    assert taken(brought(rows, create_organisations=True)) == (2, 0, 0, 0)
    zju = Organisation.objects.get(name="浙江大学")
    assert (zju.kind, zju.code, zju.region[:2]) == ("university", "4133010335", "33")
    assert Organisation.objects.get(name="宁波示例压铸有限公司").kind == "enterprise"
    assert taken(brought(rows, create_organisations=True)) == (0, 0, 2, 0)


def test_an_organisation_made_from_its_name_is_taken_over_by_its_row(db: None) -> None:
    brought([dict(achievement_row(1, owner="示例大学"))], create_organisations=True)
    row = {"external_id": "u1", "name": "示例大学", "kind": "university", "region": "320100"}
    assert taken(brought([row], "organisations")) == (0, 1, 0, 0)
    assert Organisation.objects.get().external_id == "u1"


def test_a_credit_code_of_another_record_is_refused(db: None) -> None:
    code = "91330200MAEX13057"
    from qianqiao.reference.identifiers import uscc_check_character  # noqa: PLC0415  one use

    code += uscc_check_character(code)
    records.organisation("enterprise", name="甲公司", uscc=code)
    report = brought(
        [{"external_id": "e9", "name": "乙公司", "kind": "enterprise", "uscc": code}], "organisations"
    )
    assert codes(report) == ["organisation_code_taken"]


def test_a_person_imports_for_own_organisations_only(
    university: Organisation, enterprise: Organisation
) -> None:
    _user, officer = records.person(university)
    rows = [
        dict(achievement_row(1)),
        dict(achievement_row(2, owner="")),
        dict(achievement_row(3, owner=enterprise.name)),
    ]
    report = brought(rows, actor=officer)
    assert taken(report) == (2, 0, 0, 1)
    assert codes(report) == ["organisation_not_yours"]
    assert set(Achievement.objects.values_list("owner", flat=True)) == {university.pk}
    _user, firm = records.person(university, enterprise)
    assert codes(brought([dict(achievement_row(4, owner=""))], actor=firm)) == ["organisation_owner_missing"]
    listed = [{"external_id": "x", "name": "丙公司", "kind": "enterprise"}]
    assert codes(brought(listed, "organisations", actor=officer)) == ["organisations_not_allowed"]


def test_dates_and_budgets_must_agree(university: Organisation, enterprise: Organisation) -> None:
    patent = {
        "application_number": "202319900001.8",
        "title": "一种材料",
        "owner": university.name,
        "filed_on": "2024-01-01",
        "granted_on": "2023-01-01",
    }
    assert codes(brought([patent], "patents")) == ["date_order"]
    typed = dict(patent, granted_on="2025-01-01", patent_type="实用新型")
    assert codes(brought([typed], "patents")) == ["type_mismatch"]
    demand = {
        "title": "甲",
        "problem": "乙",
        "organisation": enterprise.name,
        "budget_min": 10,
        "budget_max": 5,
    }
    assert codes(brought([demand], "demands")) == ["budget_order"]


def test_what_only_the_database_refuses_does_not_hold_up_the_others(
    university: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qianqiao.imports.domain import batches  # noqa: PLC0415  one use

    honest = batches._write

    def failing(kind: Any, rows: Any, options: Any) -> Any:
        if any(row.values["title"] == "坏" for row in rows):
            raise batches.DataError("value out of range")
        return honest(kind, rows, options)

    monkeypatch.setattr(batches, "_write", failing)
    report = brought([dict(achievement_row(n, title="坏" if n == 2 else f"成果{n}")) for n in range(5)])
    assert taken(report) == (4, 0, 0, 1)
    assert codes(report) == ["row_refused"]


def test_complete_records_are_published_on_request(university: Organisation) -> None:
    brought([dict(achievement_row(1))], publish=True)
    assert Achievement.objects.get().state == "published"
