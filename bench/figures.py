"""Runs the published figures again and compares them with `figures.yaml`; docs/figures.md tells how to read them.

    python bench/figures.py [--only ID ...] [--small] [--write] [--held-out] [--losses N] [--each] [--book FILE]

Exit code 1 where a figure is outside its tolerance or data differ, 2 where the book or a name is wrong.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from comparing import Comparison, absent_data, compare, data_faults
from figure_book import BOOK, ROOT, Book, BookError, Entry, digest_of, read_book, write_measured
from figure_pages import block, machine, page_of, printed, update_page
from tables import ENGINE, Settings, Table, best_peer
from text_models import available_models


def shared_data() -> Path:
    """The folder of real data, which may be absent."""
    return Path(os.environ.get("QIANQIAO_SHARED_DATA", str(ROOT.parent / "shared" / "data")))


def chosen(book: Book, options: argparse.Namespace) -> list[Entry]:
    """Entries in the order of the book. Raises BookError for an id that it does not hold."""
    unknown = set(options.only) - set(book.entries)
    if unknown:
        raise BookError(f"no such figure: {', '.join(sorted(unknown))}. There are: {', '.join(book.entries)}")
    found = [
        entry
        for entry in book.entries.values()
        if (not options.only or entry.id in options.only) and (entry.size == "small" or not options.small)
    ]
    closed = [entry.id for entry in found if entry.held_out_only and not options.held_out]
    if closed and options.only:
        raise BookError(
            f"{', '.join(closed)}: held out from all tuning; add --held-out to look at it all the same"
        )
    return [entry for entry in found if entry.id not in closed]


def measured(entries: Sequence[Entry], settings: Settings) -> Iterator[tuple[list[Entry], dict[str, Table]]]:
    """Entries with their tables, task by task, so that a long run that is stopped has not worked for nothing."""
    for task in dict.fromkeys(entry.task for entry in entries):
        started = time.monotonic()
        tables = {table.id: table for table in import_module(f"tasks.{task}").run(settings)}
        print(f"\n[{task}: {time.monotonic() - started:.0f} s]", flush=True)
        yield [entry for entry in entries if entry.task == task], tables


def tell(comparison: Comparison, *, each: bool) -> None:
    """One line per entry, and one for each figure that is off (or for every one)."""
    entry, off = comparison.entry, comparison.off
    verdict = "ok" if comparison.passed else "FAIL"
    largest = max((figure.size for figure in comparison.figures), default=0.0)
    print(
        f"{verdict:4} {entry.id:24} {len(comparison.figures):4} figures, {len(off)} off, "
        f"largest difference {largest:.4f}, tolerance {entry.tolerance:g}"
    )
    for text in filter(None, (*comparison.faults, comparison.note)):
        print(f"     {text}")
    for figure in comparison.figures if each else off:
        within = "within" if figure not in off else "OFF"
        print(
            f"     {figure.system}, {figure.column}: expected {figure.expected:.4f}, found {figure.found:.4f}, {within}"
        )
    if not comparison.passed:
        print(
            f"     → meant so? {entry.command} --write, look at the difference, commit it; "
            "if not: git bisect with the same command"
        )


def tell_losses(table: Table, count: int) -> None:
    """The queries on which the engine loses most to the best peer of a column."""
    for place, column in enumerate(table.columns):
        peer, _ = best_peer(table, place)
        own = table.per_query.get(column, {})
        worst = sorted(own, key=lambda query: (own[query][ENGINE] - own[query][peer], query))[:count]
        for query in worst:
            if own[query][ENGINE] < own[query][peer]:
                told = ", ".join(f"{name} {value:.2f}" for name, value in own[query].items())
                print(f"     {table.id}, {column}: {query}: {told}")


def record(
    entries: Sequence[Entry], tables: dict[str, Table], settings: Settings, book: Book, path: Path
) -> None:
    """Into the book and onto the pages that publish them."""
    used = {name for entry in entries for name in entry.data}
    digests = {name: digest_of(book.sources[name].place(settings.shared)) for name in sorted(used)}
    write_measured({entry.id: tables[entry.id] for entry in entries}, settings.models.names, path, digests)
    blocks = {entry.id: block(entry, tables[entry.id], settings.models.names) for entry in entries}
    for page in sorted({page_of(address)[0] for entry in entries for address in entry.published}):
        print(f"{page.name}: {', '.join(update_page(page, blocks)) or 'nothing marked'}")


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="these figures")
    parser.add_argument("--small", action="store_true", help="what runs on every change of main")
    parser.add_argument(
        "--write", action="store_true", help="publish what was measured: the book and the pages"
    )
    parser.add_argument("--held-out", action="store_true", help="also the near misses kept out of all tuning")
    parser.add_argument(
        "--losses", type=int, default=0, metavar="N", help="the N queries lost most clearly, by column"
    )
    parser.add_argument(
        "--each", action="store_true", help="every figure with what was expected, not only those off"
    )
    parser.add_argument("--book", type=Path, default=BOOK, metavar="FILE", help="another book of figures")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    options = parsed(arguments)
    try:
        book = read_book(options.book)
        entries = chosen(book, options)
    except BookError as error:
        print(error, file=sys.stderr)
        return 2
    settings = Settings(available_models(), shared_data(), options.held_out)
    print(f"{machine()}; models: {settings.models.names}")
    for name, reason in settings.models.absent.items():
        print(f"without {name}: {reason}")
    ready = []
    for entry in entries:
        if reason := absent_data(entry, book.sources, settings.shared):
            print(f"skipped {entry.id}: {reason}")
        else:
            ready.append(entry)
    if options.write and settings.models.absent:
        print(
            "nothing is published from a machine without all models: the book would lose figures",
            file=sys.stderr,
        )
        return 2
    passed = True
    for own, tables in measured(ready, settings):
        for entry in own:
            print(printed(tables[entry.id], entry.says))
            tell_losses(tables[entry.id], options.losses)
        if options.write:
            record(own, tables, settings, book, options.book)
        else:
            judged = [_judged(entry, tables, settings, book, each=options.each) for entry in own]
            passed &= all(judged)
    return 0 if passed else 1


def _judged(entry: Entry, tables: dict[str, Table], settings: Settings, book: Book, *, each: bool) -> bool:
    found = compare(entry, tables[entry.id], settings.models)
    faults = (*data_faults(entry, book.sources, settings.shared), *found.faults)
    found = Comparison(entry, found.figures, faults, found.note)
    tell(found, each=each)
    return found.passed


if __name__ == "__main__":
    sys.exit(main())
