"""What looks alike is shown, what does not is left alone, and a person's word stands."""

from pathlib import Path

import pytest

from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.core.actor import ANONYMOUS
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.imports.domain import decisions
from qianqiao.imports.domain.likeness import comparable, connected, is_near
from qianqiao.imports.models import DuplicateCluster
from qianqiao.imports.queries import clusters_visible_to
from qianqiao.organisations.models import Organisation
from tests.factories import records
from tests.imports.conftest import Import, workbook


@pytest.mark.parametrize(
    ("one", "two", "near"),
    [
        ("一种用于压铸件内部缺陷识别的射线装置", "压铸件内部缺陷识别的射线装置", True),
        ("铝合金压铸件表面气孔在线识别装置", "铝合金压铸件表面气孔在线识别装置及方法", True),
        ("铝合金压铸件表面气孔在线识别装置（I型）", "铝合金压铸件表面气孔在线识别装置（II型）", False),
        ("铝合金压铸件表面气孔在线识别装置2024", "铝合金压铸件表面气孔在线识别装置2025", False),
        ("铝合金压铸件表面气孔在线识别装置", "镁合金锻件内部裂纹离线修复工艺", False),
        ("机器人", "机器狗", False),
    ],
)
def test_titles_are_near_or_not(one: str, two: str, near: bool) -> None:
    assert is_near(comparable(one), comparable(two)) is near


def test_pairs_join_into_groups() -> None:
    assert connected([("a", "b"), ("c", "d"), ("b", "c"), ("x", "y")]) == [["a", "b", "c", "d"], ["x", "y"]]


def patents(path: Path, *rows: tuple[str, str, str]) -> Path:
    return workbook(path, [["申请号", "专利名称", "专利权人"], *rows])


@pytest.fixture
def doubled(tmp_path: Path, university: Organisation, run_of: Import) -> DuplicateCluster:
    """One patent under two sources."""
    one = patents(tmp_path / "1.xlsx", ("202319900001.8", "一种压铸模具的冷却方法", "示例理工大学"))
    two = patents(tmp_path / "2.xlsx", ("2023199000018", "压铸模冷却", "示例理工大学"))
    run_of(one, "patents", source="old system")
    assert not DuplicateCluster.objects.exists()
    run = run_of(two, "patents", source="new system")
    assert run.clusters.count() == 1
    return DuplicateCluster.objects.get()


@pytest.mark.django_db
def test_one_number_under_two_sources(doubled: DuplicateCluster) -> None:
    assert doubled.reason == "same_number"
    assert doubled.members.count() == 2
    assert Patent.objects.count() == 2  # nothing was merged


@pytest.mark.django_db
def test_near_titles_of_one_owner_but_not_of_two(
    tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    other = records.organisation(name="别的大学")
    rows = [
        ["1", "铝合金压铸件表面气孔在线识别装置", "说明文字", university.name],
        ["2", "一种铝合金压铸件表面气孔在线识别装置及方法", "说明文字", university.name],
        ["3", "铝合金压铸件表面气孔在线识别装置", "说明文字", other.name],
        ["4", "钠离子电池层状氧化物正极材料", "说明文字", university.name],
    ]
    run = run_of(workbook(tmp_path / "t.xlsx", [["编号", "成果名称", "成果简介", "完成单位"], *rows]))
    cluster = run.clusters.get()
    found = Achievement.objects.filter(number__in=cluster.members.values("number"))
    assert sorted(found.values_list("external_id", flat=True)) == ["1", "2"]


@pytest.mark.django_db
def test_kept_apart_is_not_asked_again(
    doubled: DuplicateCluster, tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    _user, officer = records.person(university)
    decisions.keep_apart(doubled, actor=officer)
    again = patents(tmp_path / "3.xlsx", ("2023199000018", "压铸模冷却（改）", "示例理工大学"))
    run_of(again, "patents", source="new system")
    assert DuplicateCluster.objects.get().decision == "kept_apart"


@pytest.mark.django_db
def test_the_same_keeps_one_and_withdraws_the_others(
    doubled: DuplicateCluster, university: Organisation
) -> None:
    _user, officer = records.person(university)
    keep, other = sorted(doubled.members.values_list("number", flat=True))
    decisions.keep_one(doubled, number=keep, actor=officer)
    assert dict(Patent.objects.values_list("number", "state")) == {keep: "draft", other: "withdrawn"}
    assert AuditEntry.objects.filter(action="duplicates.same", data__kept=keep).exists()
    with pytest.raises(Refusal):
        decisions.keep_apart(doubled, actor=officer)


@pytest.mark.django_db
def test_nobody_withdraws_what_belongs_to_others(
    tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    other = records.organisation(name="别的大学")
    run_of(patents(tmp_path / "1.xlsx", ("202319900001.8", "甲", university.name)), "patents", source="a")
    run_of(patents(tmp_path / "2.xlsx", ("202319900001.8", "乙", other.name)), "patents", source="b")
    cluster = DuplicateCluster.objects.get()
    _user, officer = records.person(university)
    _user, stranger = records.person(records.organisation(name="第三大学"))
    own = Patent.objects.get(owner=university).number
    with pytest.raises(Refusal):
        decisions.keep_one(cluster, number=own, actor=officer)
    assert set(Patent.objects.values_list("state", flat=True)) == {"draft"}
    assert list(clusters_visible_to(officer)) == [cluster]
    for nobody in (stranger, ANONYMOUS):
        assert list(clusters_visible_to(nobody)) == []
        with pytest.raises(Refusal):
            decisions.keep_apart(cluster, actor=nobody)


@pytest.mark.django_db
def test_a_larger_group_takes_the_place_of_a_smaller_open_one(
    doubled: DuplicateCluster, tmp_path: Path, run_of: Import
) -> None:
    three = patents(tmp_path / "3.xlsx", ("202319900001.8", "冷却", "示例理工大学"))
    run_of(three, "patents", source="third system")
    assert DuplicateCluster.objects.get().members.count() == 3


@pytest.mark.django_db
def test_namesakes_are_shown_unless_orcids_tell_them_apart(
    tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    header = ["编号", "姓名", "所在单位", "研究方向", "ORCID"]
    people = [
        ["1", "赵示例", university.name, "压铸", ""],
        ["2", "赵 示例", university.name, "焊接", ""],
        ["3", "钱示例", university.name, "压铸", "0000-0002-1825-0097"],
        ["4", "钱示例", university.name, "焊接", "0000-0001-5109-3700"],
    ]
    run = run_of(workbook(tmp_path / "t.xlsx", [header, *people]), "experts")
    assert [cluster.reason for cluster in run.clusters.all()] == ["same_name"]
