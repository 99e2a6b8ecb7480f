"""Measured tables in words: for the screen, and between the marks of a page under docs/."""

import math
import os
import platform
import re
from pathlib import Path

import numpy as np
from figure_book import ROOT, Entry
from tables import ENGINE, Table, best_peer

from qianqiao.matching.engine.results import today_in_china

END = "<!-- /figure -->"
_SEED, _DRAWS = 2_026, 2_000


def mark_of(name: str) -> str:
    """What a generated block of a page begins with; it is an anchor too."""
    return f'<a id="{name}"></a><!-- figure: {name} -->'


def machine() -> str:
    """Processor, cores and Python of this machine."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", facts.read_text(encoding="utf-8"), re.MULTILINE)
        model = found.group(1).strip() if found else model
    return f"{model}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"


def margins(table: Table) -> tuple[float, ...]:
    """How far the engine is ahead of the best peer, by column; empty where a table has no peers."""
    if ENGINE not in table.rows or all(name.startswith(ENGINE) for name in table.rows):
        return ()
    return tuple(row - best_peer(table, place)[1] for place, row in enumerate(table.rows[ENGINE]))


def chances(table: Table) -> tuple[tuple[float, float] | None, ...]:
    """What chance allows each margin: 95 % of the means of as many queries drawn with replacement; None where it is unknown."""
    found = []
    for place, column in enumerate(table.columns):
        queries = table.per_query.get(column, {})
        peer = best_peer(table, place)[0]
        if not queries or any(not {ENGINE, peer} <= own.keys() for own in queries.values()):
            found.append(None)
            continue
        margin = np.array([own[ENGINE] - own[peer] for own in queries.values()])
        drawn = np.random.default_rng(_SEED).integers(0, len(margin), (_DRAWS, len(margin)))
        low, high = np.quantile(margin[drawn].mean(axis=1), [0.025, 0.975])
        found.append((float(low), float(high)))
    return tuple(found)


def printed(table: Table, title: str) -> str:
    """The table for the screen, and where the engine stands."""
    width = max(map(len, table.rows))
    lines = [f"\n{title}", table.about, " " * width + "".join(f"  {column:>9}" for column in table.columns)]
    for name, row in table.rows.items():
        cells = (
            f"  {value:{max(len(column), 9)}.3f}" for value, column in zip(row, table.columns, strict=True)
        )
        lines.append(f"{name:{width}}" + "".join(cells))
    if ahead := margins(table):
        cells = (f"  {value:+{max(len(c), 9)}.3f}" for value, c in zip(ahead, table.columns, strict=True))
        lines.append(f"{'engine less best peer':{width}}" + "".join(cells))
        for place, told in enumerate(("95 % from", "95 % to")):
            cells = (
                f"  {'' if own is None else f'{own[place]:+.3f}':>{max(len(c), 9)}}"
                for own, c in zip(chances(table), table.columns, strict=True)
            )
            lines.append(f"{told:{width}}" + "".join(cells))
    return "\n".join(lines)


def block(entry: Entry, table: Table, models: str) -> str:
    """The table in Markdown, the best of each column in bold, with what it takes to print it again."""
    best = [max(row[place] for row in table.rows.values()) for place in range(len(table.columns))]
    lines = [
        mark_of(entry.id),
        "",
        f"| | {' | '.join(table.columns)} |",
        "|---" * (len(table.columns) + 1) + "|",
    ]
    for name, row in table.rows.items():
        lines.append(f"| {name} | {' | '.join(_cell(v, b) for v, b in zip(row, best, strict=True))} |")
    if ahead := margins(table):
        cells = (f"{value:+.3f} ({best_peer(table, place)[0]})" for place, value in enumerate(ahead))
        lines.append(f"| *engine less best peer* | {' | '.join(cells)} |")
        told = ("–" if own is None else f"{own[0]:+.3f} to {own[1]:+.3f}" for own in chances(table))
        lines.append(f"| *95 % of it by chance* | {' | '.join(told)} |")
    told = f"{table.about}. {today_in_china():%Y-%m-%d}, {machine()}, {models}: `{entry.command}`."
    return "\n".join([*lines, "", told, "", END])


def update_page(path: Path, blocks: dict[str, str]) -> list[str]:
    """Replaces the blocks that the page has marks for; returns their names."""
    text = path.read_text(encoding="utf-8")
    done = []
    for name, new in blocks.items():
        pattern = re.compile(re.escape(mark_of(name)) + r".*?" + re.escape(END), re.DOTALL)
        if pattern.search(text):
            text = pattern.sub(lambda _, new=new: new, text)
            done.append(name)
    if done:
        path.write_text(text, encoding="utf-8")
    return done


def marked_in(path: Path) -> list[str]:
    """Names of the generated blocks of a page."""
    return re.findall(r"<!-- figure: ([a-z0-9-]+) -->", path.read_text(encoding="utf-8"))


def page_of(address: str) -> tuple[Path, str]:
    """File and anchor of an entry's address, such as docs/figures.md#papers-title."""
    page, _, anchor = address.partition("#")
    return ROOT / page, anchor


def _cell(value: float, best: float) -> str:
    if math.isnan(value):
        return "–"
    told = f"{value:.3f}"
    return f"**{told}**" if told == f"{best:.3f}" else told
