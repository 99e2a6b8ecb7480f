"""Lookup of regions, industries, universities and words by what people write."""

import pytest

from qianqiao import reference


@pytest.mark.parametrize(
    "text",
    [
        "浙江省宁波市",
        "浙江宁波",
        "浙江 宁波",
        "宁波",
        "宁波市",
        "Ningbo",
        "ningbo, zhejiang",
        "330200",
        "３３０２００",
    ],
)
def test_ningbo_by_any_name(text: str) -> None:
    found = reference.find_region(text)
    assert found is not None
    assert found.code == "330200"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("北京市朝阳区", "110105"),
        ("辽宁朝阳", "211300"),
        ("江苏省苏州市昆山市", "320583"),
        ("杭州市下城区", "330105"),
        ("110100", "110000"),
        ("Urumqi", "650100"),
        ("Tibet", "540000"),
        ("Shaanxi", "610000"),
        ("湖北省仙桃市", "429004"),
    ],
)
def test_regions_by_name(text: str, code: str) -> None:
    found = reference.find_region(text)
    assert found is not None
    assert found.code == code


def test_ambiguous_names_are_not_guessed() -> None:
    assert reference.find_region("朝阳区") is None
    assert {row.code for row in reference.regions_named("朝阳区")} == {"110105", "220104"}
    assert reference.find_region("Suzhou") is None
    assert reference.find_region("Suzhou, Anhui") is not None
    assert reference.find_region("火星") is None


def test_paths() -> None:
    assert reference.region_path("330200") == "浙江 宁波"
    assert reference.region_path("330203") == "浙江 宁波 海曙区"
    assert reference.region_path("330203", "en") == "Haishu District, Ningbo, Zhejiang"
    assert reference.region_path("110102", "en-gb") == "Xicheng District, Beijing"
    assert reference.region_within("330203", "330000")
    assert not reference.region_within("330203", "320000")


@pytest.mark.parametrize("row", reference.regions("city"), ids=lambda row: row.code)
def test_every_city_is_found_by_its_own_path(row: reference.Region) -> None:
    for text in (row.code, reference.region_path(row.code), reference.region_path(row.code, "en")):
        assert reference.find_region(text) == row


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("610000", "Shaanxi"),
        ("140000", "Shanxi"),
        ("150100", "Hohhot"),
        ("650100", "Ürümqi"),
        ("500000", "Chongqing"),
        ("350200", "Xiamen"),
        ("341500", "Lu'an"),
        ("340300", "Bengbu"),
        ("361124", "Yanshan County"),
        ("411100", "Luohe"),
        ("140400", "Changzhi"),
        ("140428", "Zhangzi County"),
        ("110102", "Xicheng District"),
        ("130133", "Zhaoxian County"),
        ("530925", "Shuangjiang Lahu, Va, Blang and Dai Autonomous County"),
        ("310112", "Minhang District"),
        ("422800", "Enshi Tujia and Miao Autonomous Prefecture"),
    ],
)
def test_romanisation(code: str, name: str) -> None:
    assert reference.region(code).name("en") == name


@pytest.mark.parametrize("text", ["C3311", "3311", "c3311", "Ｃ３３１１", "金属结构制造"])
def test_industry_by_code_or_name(text: str) -> None:
    found = reference.find_industry(text)
    assert found is not None
    assert found.code == "C3311"


def test_industry_line_and_shared_names() -> None:
    assert [row.code for row in reference.industry_line("3311")] == ["C", "C33", "C331", "C3311"]
    shared = reference.find_industry("炼铁")
    assert shared is not None
    assert shared.code == "C311"


def test_universities() -> None:
    tsinghua = reference.university_by_name("清华大学")
    assert tsinghua is not None
    assert tsinghua.code == "4111010003"
    assert reference.university_by_code("10003") == tsinghua
    assert reference.university_by_name("tsinghua university") == tsinghua
    brackets = reference.university_by_name("中国石油大学(华东)")
    assert brackets is not None
    assert brackets.name("en") == "China University of Petroleum (East China)"
    assert reference.university_by_name("示例大学") is None


def test_labels_and_find() -> None:
    assert reference.label("modes", "equity") == "作价投资"
    assert reference.label("modes", "equity", "en") == "Equity for technology"
    assert reference.label("regions", "330200", "en") == "Ningbo"
    assert reference.label("ipc", "C22C 21/02") == reference.ipc_class("C22C").name_zh
    assert reference.label("modes", "no such code") == "no such code"
    assert reference.find("modes", "联合攻关") == "joint_development"
    assert reference.find("trl", "TRL 5") == "5"
    assert reference.find("comparisons", ">=") == "ge"
    assert reference.find("fields", "人工智能") == "software_ai"
    assert reference.find("regions", "浙江省宁波市") == "330200"
    assert reference.find("modes", "不存在") is None
    with pytest.raises(reference.UnknownCode):
        reference.terms("no such list")
    with pytest.raises(reference.UnknownCode):
        reference.region("999999")
