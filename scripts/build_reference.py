"""Builds the packaged code tables from a directory of source tables and the hand-kept names beside them.

Usage: python scripts/build_reference.py --source DIR [--out DIR]
DIR holds region_*.csv, industries_gbt4754_2017.csv, ipc_subclasses_zh_en.csv, strategic_industries.csv and
universities.csv; docs/reference-tables.md names their origin. Same input, same output, byte for byte.
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pypinyin import lazy_pinyin

DATA = Path(__file__).resolve().parent.parent / "src" / "qianqiao" / "reference" / "data"
MUNICIPALITIES = ("11", "12", "31", "50")
SIZE_LIMIT = 1_000_000

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of a CSV file; [] if there is none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def names(table: str, column: str = "name_en") -> dict[str, str]:
    """Hand-kept names of a table by code."""
    return {row["code"]: row[column] for row in read(DATA / "names" / f"{table}.csv")}


def write(out: Path, table: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Writes one packaged table and refuses to let it grow above the limit."""
    path = out / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        sys.exit(f"{path.name} has {size} bytes; the limit is {SIZE_LIMIT}")
    print(f"{path.name}: {size:,} bytes", file=sys.stderr)


# --- regions -----------------------------------------------------------------------------------------------

PEOPLES = {
    "蒙古": "Mongol", "回": "Hui", "藏": "Tibetan", "维吾尔": "Uygur", "苗": "Miao", "彝": "Yi",
    "壮": "Zhuang", "布依": "Bouyei", "朝鲜": "Korean", "满": "Manchu", "侗": "Dong", "瑶": "Yao",
    "白": "Bai", "土家": "Tujia", "哈尼": "Hani", "哈萨克": "Kazak", "傣": "Dai", "黎": "Li",
    "傈僳": "Lisu", "佤": "Va", "畲": "She", "拉祜": "Lahu", "水": "Sui",
    "东乡": "Dongxiang", "纳西": "Naxi", "景颇": "Jingpo", "柯尔克孜": "Kirgiz",
    "土": "Tu", "达斡尔": "Daur", "仫佬": "Mulao", "羌": "Qiang", "布朗": "Blang", "撒拉": "Salar",
    "毛南": "Maonan", "仡佬": "Gelao", "锡伯": "Xibe", "塔吉克": "Tajik", "普米": "Pumi", "怒": "Nu",
    "保安": "Bonan", "裕固": "Yugur", "独龙": "Derung",
}  # fmt: skip
PEOPLE = re.compile("(" + "|".join(sorted(PEOPLES, key=len, reverse=True)) + ")族")
UNMARKED_PEOPLE = re.compile("(蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)$")  # 木垒哈萨克自治县: written without 族
ENDINGS = (
    ("自治州", "Autonomous Prefecture"), ("自治县", "Autonomous County"), ("自治旗", "Autonomous Banner"),
    ("神农架林区", "Forestry District"), ("六枝特区", "Special District"), ("矿区", "Mining District"),
    ("新区", "New Area"), ("地区", "Prefecture"), ("盟", "League"), ("旗", "Banner"),
    ("县", "County"), ("区", "District"), ("市", "City"),
)  # fmt: skip
SYLLABLES = {"都": "du", "长": "chang", "朝": "chao"}  # in names of places nearly always read so
PROVINCE_ENDING = re.compile("(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")


def romanise(name: str) -> str:
    """Hanyu pinyin as on maps: one word, ü kept, an apostrophe before a syllable that begins with a vowel."""
    syllables = [
        SYLLABLES.get(char, sound).replace("v", "ü")
        for char, sound in zip(name, lazy_pinyin(name), strict=True)
    ]
    joined = "".join(("'" if at and word[0] in "aeo" else "") + word for at, word in enumerate(syllables))
    return joined.capitalize()


def split_ending(name: str) -> tuple[str, list[str], str]:
    """A name as (proper name, peoples in English, English generic word): 峨边彝族自治县 -> 峨边, [Yi], ..."""
    for ending, english in ENDINGS:
        if not name.endswith(ending) or (english == "Mining District" and len(name) == len(ending)):
            continue
        generic = ending[-2:] if ending in {"神农架林区", "六枝特区"} else ending
        stem = name.removesuffix(generic)
        first = PEOPLE.search(stem, 1)
        if first and PEOPLE.sub("", stem[first.start() :]) == "":
            return (
                stem[: first.start()],
                [PEOPLES[word] for word in PEOPLE.findall(stem[first.start() :])],
                english,
            )
        return stem, [], english
    return name, [], ""


def county_english(name: str) -> str:
    """A county's English name; a one-character name keeps its generic syllable (赵县: Zhaoxian County)."""
    stem, peoples, generic = split_ending(name)
    proper = romanise(name if len(stem) == 1 and not peoples else stem)
    peoples_joined = " and ".join([", ".join(peoples[:-1]), peoples[-1]] if len(peoples) > 1 else peoples)
    return " ".join(part for part in (proper, peoples_joined, generic) if part)


def city_english(name: str) -> str:
    """A prefecture's English name: a city is named without its generic word."""
    return romanise(name.removesuffix("市")) if name.endswith("市") else county_english(name)


def short_name(name: str, level: str) -> str:
    """The name as spoken: 浙江, 宁波, 延边, 鄞州; one character alone keeps its ending (赵县)."""
    if level == "province":
        return PROVINCE_ENDING.sub("", name)
    if name.endswith("矿区"):
        return name
    stem = split_ending(name)[0]
    if "自治" in name:
        stem = UNMARKED_PEOPLE.sub("", stem).removesuffix("各族").removesuffix("族")
    return stem if len(stem) > 1 else name


def region_sources(source: Path) -> Iterator[tuple[str, str, str, str]]:
    """(code, level, parent, name) of every current and retired code; grouping codes (…90 00) are left out."""
    for row in read(source / "region_province.csv"):
        yield row["code"], "province", "", row["name"]
    for row in read(source / "region_city.csv"):
        if row["code"][2:4] != "90":
            yield row["code"], "city", row["code"][:2] + "0000", row["name"]
    counties = {row["code"]: row["name"] for row in read(source / "region_area.csv")}
    for code, name in sorted({**counties, **names("region_changes", "name_zh")}.items()):
        direct = code[:2] in MUNICIPALITIES or code[2:4] == "90"
        yield code, "county", code[:2] + "0000" if direct else code[:4] + "00", name


def build_regions(source: Path, out: Path) -> dict[str, str]:
    """Writes regions.csv; returns (province digits + name) and name to code, for the universities' seats."""
    english, successors = names("regions_en"), names("region_changes", "successor")
    romanised = {"province": romanise, "city": city_english, "county": county_english}
    rows = sorted(region_sources(source))
    write(
        out,
        "regions",
        ("code", "level", "parent", "name_zh", "short_zh", "name_en", "successor"),
        (
            (
                code,
                level,
                parent,
                name,
                short_name(name, level),
                english.get(code)
                or romanised[level](PROVINCE_ENDING.sub("", name) if level == "province" else name),
                successors.get(code, ""),
            )
            for code, level, parent, name in rows
        ),
    )
    seats: dict[str, str] = {}
    for code, _level, _parent, name in rows:
        seats.setdefault(name, code)
        seats.setdefault(code[:2] + name, code)
    return seats


# --- the other tables --------------------------------------------------------------------------------------

INDUSTRY_LEVELS = {"门类": "section", "大类": "division", "中类": "group", "小类": "class"}


def build_industries(source: Path, out: Path) -> None:
    """Writes industries.csv; an entry that bears its parent's Chinese name takes its English one."""
    english = names("industries_en")
    chinese: dict[str, str] = {}
    rows = []
    for row in read(source / "industries_gbt4754_2017.csv"):
        code, name = row["code"], row["name"].strip("\u3000 ")
        level = INDUSTRY_LEVELS[row["level"]]
        parent = {"section": "", "division": code[:1], "group": code[:3], "class": code[:4]}[level]
        chinese[code] = name
        if code not in english and chinese.get(parent) == name:
            english[code] = english[parent]
        rows.append((code, level, parent, name, english[code]))
    write(out, "industries", ("code", "level", "parent", "name_zh", "name_en"), rows)


BRACKETS = str.maketrans("〔〕[]()", "（）（）（）")
REFERENCE_ZH = re.compile(r"（[^（）]*([A-H]\d\d|[A-H]部|有关|参见)[^（）]*）|（[\d,，.\s]+）")
REFERENCE_EN = re.compile(r"\s*\([^()]*([A-H]\d\d|see )[^()]*\)")
IPC_CODE = re.compile(r"[A-H](\d\d([A-Z](-[A-H]\d\d[A-Z])?)?)?$")


def ipc_chinese(title: str) -> str:
    """A Chinese title without the references to other places that the scheme prints in brackets."""
    plain = title.translate(BRACKETS).replace(",", "，").replace(";", "；").replace(" ", "")
    while (shorter := REFERENCE_ZH.sub("", plain)) != plain:
        plain = shorter
    return plain.strip("；。 ")


def ipc_english(title: str, kept: dict[str, str]) -> str:
    """An English title without references, in sentence case; `kept`: lower-case word to true spelling."""
    plain = title
    while (shorter := REFERENCE_EN.sub("", plain)) != plain:
        plain = shorter

    def lower(found: re.Match[str]) -> str:
        word = found.group()
        return (
            word
            if word[0] == "[" or (len(word) > 2 and IPC_CODE.match(word))
            else kept.get(word.lower(), word.lower())
        )

    words = " ".join(re.sub(r"\[[^\]]*\]|[\w-]+", lower, plain).replace(" - ", "-").split())
    return words[:1].upper() + words[1:]


def build_ipc(source: Path, out: Path) -> None:
    """Writes ipc.csv: one row per section, class and subclass."""
    chinese, english = names("ipc_zh", "name_zh"), names("ipc_en")
    kept = {word.lower(): word for word in names("ipc_words", "name_en").values()}
    rows = []
    for row in read(source / "ipc_subclasses_zh_en.csv"):
        code = row["code"]
        if not IPC_CODE.match(code):
            continue
        parent = {1: "", 3: code[:1], 4: code[:3]}[len(code)]
        title_zh = chinese.get(code) or ipc_chinese(row["title_zh"])
        title_en = english.get(code) or ipc_english(row["title_en"], kept)
        rows.append((code, row["level"], parent, title_zh, title_en))
    write(out, "ipc", ("code", "level", "parent", "name_zh", "name_en"), sorted(rows))


def build_strategic(source: Path, out: Path) -> None:
    """Writes strategic_industries.csv."""
    english = names("strategic_en")
    write(
        out,
        "strategic_industries",
        ("code", "parent", "name_zh", "name_en"),
        (
            (
                row["code"],
                row["code"].partition(".")[0] if "." in row["code"] else "",
                row["name_zh"],
                english[row["code"]],
            )
            for row in read(source / "strategic_industries.csv")
        ),
    )


LEVELS = {"本科": "bachelor", "专科": "vocational"}
SEATS = {"临夏州": "622900"}


def build_universities(source: Path, out: Path, seats: dict[str, str]) -> None:
    """Writes universities.csv; English is marked as checked only where a person has written it."""
    english = names("universities_en")
    rows = []
    for row in read(source / "universities.csv"):
        code, seat = row["code"], row["location"].strip()
        rows.append(
            (
                code,
                row["name_zh"].strip(),
                english.get(code) or " ".join(row["name_en_machine"].split()),
                "true" if code in english else "false",
                row["department"].strip(),
                code[2:4] + "0000",
                SEATS.get(seat) or seats.get(code[2:4] + seat) or seats[seat],
                LEVELS[row["level"]],
                "true" if row["remark"] == "民办" else "false",
            )
        )
    names_columns = ("code", "name_zh", "name_en", "english_checked")
    write(out, "universities", (*names_columns, "department", "province", "region", "level", "private"), rows)


def main() -> None:
    """Reads --source and writes every table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", type=Path, required=True, help="directory of the source tables")
    parser.add_argument(
        "--out", type=Path, default=DATA, help="directory to write to; the package by default"
    )
    arguments = parser.parse_args()
    source: Path = arguments.source
    out: Path = arguments.out
    if not (source / "region_province.csv").exists():
        sys.exit(f"{source} holds no region_province.csv; it must be laid out as described above")
    seats = build_regions(source, out)
    build_industries(source, out)
    build_ipc(source, out)
    build_strategic(source, out)
    build_universities(source, out, seats)


if __name__ == "__main__":
    main()
