"""Search at scale: building an index of many records, then what people type against it.

Run: python bench/search.py [--documents 50000]. Texts are put together from the sample records; no database is used.
Prints documents per second, size on disk, and the median and 95th percentile of each kind of query in milliseconds.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from qianqiao.search.documents import Document

PROVINCES = [f"{code}0000" for code in (11, 12, 21, 31, 32, 33, 34, 37, 41, 42, 43, 44, 50, 51, 61)]
ASKED = {
    "one Chinese word": ["气孔", "电池", "催化剂", "传感器", "焊接"],
    "a Chinese phrase": ["钠离子电池正极材料", "铝合金压铸件气孔检测", "高盐废水处理", "道路裂缝识别"],
    "traditional characters": ["鈉離子電池", "鋁合金壓鑄", "廢水處理"],
    "English words": ["sodium battery cathode", "X-ray inspection", "waste water treatment"],
    "a mistyped word": ["batterry", "inspecton", "cathoed"],
    "pinyin initials": ["lzdc", "fscl", "lhj"],
    "everything, newest first": [""],
}
REPEATS = 12


def sentences() -> list[dict[str, str]]:
    """Title, summary and English summary of each sample achievement."""
    found = []
    for entry in sorted((resources.files("qianqiao.samples") / "data").iterdir(), key=lambda e: e.name):
        file = entry / "achievements.jsonl"
        if entry.is_dir() and file.is_file():
            found += [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return found


def documents(count: int) -> "Iterator[Document]":
    from qianqiao.search.documents import Document  # noqa: PLC0415  after set-up

    chance, parts = random.Random(1), sentences()
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for n in range(count):
        one, two, three = chance.choices(parts, k=3)
        yield Document(
            number=f"A2026-{n:06d}",
            revision=1,
            kind=("achievement", "patent")[n % 2],
            title=f"{one['title'][:10]}{two['title'][-10:]}",
            title_en=f"{one['title_en'][:40]} {two['title_en'][-40:]}",
            text=f"{two['summary']}{three['problem']}",
            text_en=f"{three['summary_en'][:200]}",
            keywords=tuple(one["keywords"]),
            owner_number=f"O2026-{n % 3000:06d}",
            owner_name=f"示例大学{n % 3000}",
            fields=tuple(one["fields"]),
            modes=tuple(two["modes"]),
            regions=(PROVINCES[n % len(PROVINCES)],),
            trl=n % 9 + 1,
            price_model=str(two["price_model"]),
            price=Decimal(n),
            published_at=start + timedelta(minutes=n),
        )


def timed(call: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def told(name: str, spent: list[float]) -> None:
    ordered = sorted(spent)
    print(f"  {name:<28} {statistics.median(ordered):8.1f} {ordered[int(len(ordered) * 0.95)]:8.1f}")


def ask(searcher: Any, text: str, filters: dict[str, list[str]]) -> None:
    """A page of twenty with all facets, as `queries.search` asks for it, without the rows of the database."""
    from qianqiao.search import clauses, facets, parsing, queries  # noqa: PLC0415  after set-up

    sought = clauses.resolve(searcher, parsing.parse(text))
    base, _relaxed = queries.text_base(searcher, sought, ())
    narrowed = facets.filter_clauses(filters)
    query = facets.all_of(base, *narrowed.values())
    queries.page_of(searcher, query, sort=queries.chosen_sort("", text), offset=0, limit=20)
    facets.counts(searcher, base, narrowed, tuple(facets.FACETS))


def measure(path: Path) -> None:
    from qianqiao.search import completions  # noqa: PLC0415  after set-up
    from qianqiao.search.index import opening, writing  # noqa: PLC0415  after set-up

    searcher = opening.open_index(path).searcher()
    pasted = "".join(part["problem"] + part["summary"] for part in sentences()[:3])[:300]
    print("  milliseconds                   median      p95")
    for name, texts in {**ASKED, "a problem of 300 characters": [pasted]}.items():
        told(name, [timed(lambda t=text: ask(searcher, t, {})) for text in texts for _ in range(REPEATS)])  # type: ignore[misc]
    chosen = {"field": ["energy_storage", "new_materials"], "region": ["330000"], "trl": ["7-9"]}
    told("a word and three filters", [timed(lambda: ask(searcher, "电池", chosen)) for _ in range(REPEATS)])
    for prefix in ("电", "sod", "ndc"):
        spent = [timed(lambda p=prefix: completions.words(searcher, p, base=None)) for _ in range(REPEATS)]  # type: ignore[misc]
        told(f"completions of {prefix!r}", spent)
    fresh = next(documents(1))
    changed = [
        timed(lambda r=revision: writing.apply(path, {fresh.number: _revised(fresh, r)}))  # type: ignore[misc]
        for revision in range(2, 14)
    ]
    told("one changed record, written", changed)


def _revised(document: "Document", revision: int) -> "Document":

    return replace(document, revision=revision)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50_000)
    count = parser.parse_args().documents
    django.setup()
    from qianqiao.search.index import writing  # noqa: PLC0415  after set-up

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gen-000001"
        spent = timed(lambda: writing.fill(path, documents(count))) / 1000
        size = sum(entry.stat().st_size for entry in path.iterdir())
        print(
            f"{count} documents: built in {spent:.1f} s ({count / spent:.0f} a second), {size / 1e6:.0f} MB"
        )
        measure(path)


if __name__ == "__main__":
    main()
