"""Runs, row errors and records in the shapes that the components show."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qianqiao.imports.kinds import kind_named
from qianqiao.imports.models import ImportRowError, ImportRun
from qianqiao.imports.queries import records_by_number
from qianqiao.imports.states import AT_WORK, CHECKING
from qianqiao.imports.views.steering import language
from qianqiao.organisations.views.record_pages.addresses import address

Cells = list[dict[str, object]]


def counts_of(run: ImportRun) -> Cells:
    """The four counts, in the order in which people ask for them."""
    return [
        {"label": pgettext("rows", "created"), "value": run.created},
        {"label": pgettext("rows", "updated"), "value": run.updated},
        {"label": pgettext("rows", "unchanged"), "value": run.unchanged},
        {"label": pgettext("rows", "rejected"), "value": run.rejected, "bad": bool(run.rejected)},
    ]


def figures_of(run: ImportRun) -> Cells:
    return [{"label": count["label"], "value": count["value"]} for count in counts_of(run)]


def progress_of(run: ImportRun) -> dict[str, object]:
    """See the progress block: title, done, total, counts, finished."""
    return {
        "title": _("Checking {name}").format(name=run.file_name)
        if run.state == CHECKING
        else _("Importing {name}").format(name=run.file_name),
        "done": run.cursor,
        "total": max(run.estimated_rows, run.cursor) or None,
        "counts": counts_of(run),
        "finished": run.state not in AT_WORK,
    }


def refusal_of(run: ImportRun) -> dict[str, str] | None:
    problem = run.refusal
    return {"reason": problem.reason(language()), "cure": problem.cure(language())} if problem else None


def error_columns() -> Cells:
    return [
        {"label": label}
        for label in (_("Cell"), _("Field"), _("Content"), _("What is wrong"), _("What to do"))
    ]


def error_rows(run: ImportRun, errors: Iterable[ImportRowError]) -> list[list[str]]:
    """One row per problem: where, which field, what it says, why not, what to do."""
    kind, lang = kind_named(run.kind), language()
    several = run.row_errors.values("sheet").distinct().count() > 1
    rows = []
    for error in errors:
        told = error.told
        place = told.address or _("row {row}").format(row=told.row)
        rows.append(
            [
                f"{told.sheet}!{place}" if several and told.sheet else place,
                kind.spec(told.key).label(lang) if told.key in kind.keys else "",
                told.value,
                told.problem.reason(lang),
                told.problem.cure(lang),
            ]
        )
    return rows


def preview_of(run: ImportRun) -> dict[str, Any] | None:
    """The first rows as understood: columns that any of them fills, and a cell text for each."""
    if not run.preview:
        return None
    kind, lang = kind_named(run.kind), language()
    specs = [spec for spec in kind.specs if any(spec.key in row["values"] for row in run.preview)]
    columns = [{"label": _("Row"), "numeric": True}, *({"label": spec.label(lang)} for spec in specs)]
    rows = [
        [str(row["row"]), *(row["values"].get(spec.key, {}).get(lang, "") for spec in specs)]
        for row in run.preview
    ]
    return {"columns": columns, "rows": rows}


def title_of(record: Any) -> str:
    """What a record is called, in the reader's language where there is one."""
    names = ("name", "name_en") if hasattr(record, "name") else ("title", "title_en")
    own, english = (str(getattr(record, name)) for name in names)
    return english if language() == "en" and english else own


def record_rows(run: ImportRun, limit: int) -> Cells:
    """The first records that the run created or changed, as rows of a list."""
    touched = list(run.records.all()[:limit])
    known = records_by_number([one.number for one in touched])
    outcomes = {"created": pgettext("rows", "created"), "updated": pgettext("rows", "updated")}
    return [
        {
            "url": address(one.number),
            "title": title_of(known[one.number]),
            "title_lang": "" if language() == "zh" or _has_english(known[one.number]) else "zh-Hans",
            "meta": [one.number, outcomes[one.outcome]],
            "state": getattr(known[one.number], "state", ""),
        }
        for one in touched
        if one.number in known
    ]


def _has_english(record: Any) -> bool:
    return bool(getattr(record, "name_en" if hasattr(record, "name") else "title_en"))
