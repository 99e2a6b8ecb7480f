"""The runner from its command line, on the near misses for tuning with the engine by words alone."""

from pathlib import Path

import figures
import pytest
import yaml
from figure_book import BOOK, read_book
from figure_pages import END, mark_of
from text_models import Models

NAME = "near-misses-tune"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with one entry and a page of its own, on a machine without any text model."""
    monkeypatch.setattr(figures, "available_models", lambda: Models({}))
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n{mark_of(NAME)}\n{END}\n", encoding="utf-8")
    told = yaml.safe_load(BOOK.read_text(encoding="utf-8"))
    entry = next(entry for entry in told["figures"] if entry["id"] == NAME)
    entry |= {"published": [f"{page}#{NAME}"], "expected": {}, "columns": [], "models": ""}
    path = tmp_path / "book.yaml"
    path.write_text(
        "# heading\n" + yaml.safe_dump({"data": told["data"], "figures": [entry]}), encoding="utf-8"
    )
    return path


def test_what_was_published_is_found_again_and_a_changed_value_is_a_miss(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert figures.main(["--book", str(book)]) == 1
    assert "the book has no values yet" in capsys.readouterr().out
    assert figures.main(["--book", str(book), "--write"]) == 0
    entry = read_book(book).entries[NAME]
    assert set(entry.expected) >= {"engine", "engine, words only", "bm25s, words", "TF-IDF, char 1-2-grams"}
    page = (book.parent / "page.md").read_text(encoding="utf-8")
    assert "| engine, words only |" in page
    assert "python bench/figures.py --only near-misses-tune" in page
    capsys.readouterr()
    assert figures.main(["--book", str(book)]) == 0
    assert "0 off" in capsys.readouterr().out

    told = yaml.safe_load(book.read_text(encoding="utf-8"))
    told["figures"][0]["expected"]["bm25s, words"][2] += 0.2
    book.write_text(yaml.safe_dump(told), encoding="utf-8")
    assert figures.main(["--book", str(book)]) == 1
    assert "bm25s, words, en-zh: expected" in capsys.readouterr().out


def test_data_that_are_not_those_of_the_book_are_a_miss_even_where_the_values_agree(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures.main(["--book", str(book), "--write"])
    told = yaml.safe_load(book.read_text(encoding="utf-8"))
    told["data"]["near_misses"]["sha256"] = "0" * 64
    book.write_text(yaml.safe_dump(told), encoding="utf-8")
    capsys.readouterr()
    assert figures.main(["--book", str(book)]) == 1
    assert "are not those of the book" in capsys.readouterr().out


def test_nothing_is_published_where_a_model_is_absent(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(figures, "available_models", lambda: Models({}, {"e5": "not exported"}))
    before = book.read_bytes()
    assert figures.main(["--book", str(book), "--write"]) == 2
    assert book.read_bytes() == before
    told = capsys.readouterr()
    assert "without e5: not exported" in told.out
    assert "nothing is published" in told.err


def test_absent_data_are_skipped_with_the_reason(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QIANQIAO_SHARED_DATA", str(tmp_path / "nowhere"))
    told = yaml.safe_load(book.read_text(encoding="utf-8"))
    told["figures"][0]["data"] = ["cranfield_queries"]
    book.write_text(yaml.safe_dump(told), encoding="utf-8")
    assert figures.main(["--book", str(book)]) == 0
    assert f"skipped {NAME}: not at hand: shared/en_retrieval/cran.qry" in capsys.readouterr().out
