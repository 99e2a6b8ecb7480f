"""Every published table has an entry, every entry a page, and nothing differs between the two."""

import math
import re
from pathlib import Path

import pytest
import yaml
from figure_book import BOOK, ROOT, BookError, digest_of, read_book, write_measured
from figure_pages import END, mark_of, marked_in, page_of, update_page
from tables import Table

ENTRIES = list(read_book().entries.values())
PAGES = [ROOT / "docs" / "figures.md", ROOT / "docs" / "matching.md"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_is_published_where_it_says(entry) -> None:
    for address in entry.published:
        page, anchor = page_of(address)
        assert anchor == entry.id
        assert entry.id in marked_in(page), f"put {mark_of(entry.id)} … {END} into {page.name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_table_of_figures_has_an_entry(page: Path) -> None:
    known = {entry.id for entry in ENTRIES for address in entry.published if page_of(address)[0] == page}
    text = page.read_text(encoding="utf-8")
    assert set(marked_in(page)) == known
    if page.name == "matching.md":
        text = re.split(r"^## ", text.partition("\n## Figures\n")[2], flags=re.MULTILINE)[0]
    blocks = re.compile(r"<!-- figure: .*?" + re.escape(END), re.DOTALL)
    strays = [
        line for line in blocks.sub("", text).splitlines() if re.search(r"^\|.*\|\s*[*]*-?\d*\.\d", line)
    ]
    assert strays == [], "a table of figures without a mark: add an entry to bench/figures.yaml"


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.expected], ids=lambda entry: entry.id)
def test_the_page_shows_the_values_of_the_book(entry) -> None:
    for address in entry.published:
        text = page_of(address)[0].read_text(encoding="utf-8")
        own = text.partition(mark_of(entry.id))[2].partition(END)[0]
        for system, row in entry.expected.items():
            cells = next(line for line in own.splitlines() if line.startswith(f"| {system} |"))
            shown = [cell.strip(" *") for cell in cells.strip("|").split("|")[1:]]
            for cell, value in zip(shown, row, strict=True):
                assert (cell == "–" and math.isnan(value)) or abs(float(cell) - value) <= 0.00051


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_the_command_of_an_entry_runs_that_entry(entry) -> None:
    assert entry.command.startswith(f"python bench/figures.py --only {entry.id}")
    assert (Path(BOOK).parent / "tasks" / f"{entry.task}.py").is_file()
    assert entry.held_out_only == entry.command.endswith("--held-out")


def test_data_inside_the_project_are_those_of_the_book() -> None:
    for source in read_book().sources.values():
        if not source.path.startswith("shared/"):
            assert digest_of(source.place(Path())) == source.sha256, (
                f"{source.name} changed: run the figures again"
            )


def broken(tmp_path: Path, **changes: object) -> Path:
    told = yaml.safe_load(BOOK.read_text(encoding="utf-8"))
    told["figures"][0] |= changes
    told["figures"][0] = {key: value for key, value in told["figures"][0].items() if value is not None}
    path = tmp_path / "figures.yaml"
    path.write_text(yaml.safe_dump(told), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"size": "huge"}, "size is 'huge'"),
        ({"seed": None}, "entry 1 (samples-held-out): seed missing"),
        ({"data": ["nowhere"]}, "no such data: nowhere"),
        ({"id": "cranfield"}, "cranfield stands twice"),
        ({"columns": ["a"], "expected": {"engine": [1, 2]}}, "engine: 2 values for 1 columns"),
    ],
)
def test_a_wrong_book_is_refused_with_the_place(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    with pytest.raises(BookError, match=re.escape(told)):
        read_book(broken(tmp_path, **changes))


def test_writing_changes_the_measured_values_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "figures.yaml"
    path.write_text(BOOK.read_text(encoding="utf-8"), encoding="utf-8")
    before = read_book(path)
    table = Table("cranfield", ("x", "y"), {"engine": (0.12345, 1.0), "USE": (0.5, 0.0)}, "about")
    write_measured({"cranfield": table}, "USE", path, {"zh_papers": "abc"})
    after = read_book(path)
    assert path.read_text(encoding="utf-8").startswith("# Every published figure")
    changed = after.entries["cranfield"]
    assert (
        changed.expected == {"engine": (0.1235, 1.0), "USE": (0.5, 0.0)}
        or changed.expected["engine"][0] == 0.1234
    )
    assert (changed.columns, changed.models, changed.says) == (
        ("x", "y"),
        "USE",
        before.entries["cranfield"].says,
    )
    assert after.sources["zh_papers"].sha256 == "abc"
    others = [name for name in before.entries if name != "cranfield"]
    assert [after.entries[name] for name in others] == [before.entries[name] for name in others]


def test_a_page_keeps_all_but_its_marked_block(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        f"before\n{mark_of('a')}\nold 1.0\n{END}\nbetween\n{mark_of('b')}\nold 2.0\n{END}\n", encoding="utf-8"
    )
    assert update_page(page, {"a": f"{mark_of('a')}\nnew\n{END}", "c": "elsewhere"}) == ["a"]
    assert page.read_text(encoding="utf-8") == (
        f"before\n{mark_of('a')}\nnew\n{END}\nbetween\n{mark_of('b')}\nold 2.0\n{END}\n"
    )


def test_the_digest_of_a_folder_tells_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    whole = digest_of(tmp_path)
    (tmp_path / "b").rename(tmp_path / "c")
    assert digest_of(tmp_path) != whole
    (tmp_path / "c").rename(tmp_path / "b")
    assert digest_of(tmp_path) == whole
    (tmp_path / "b").write_text("3")
    assert digest_of(tmp_path) != whole
