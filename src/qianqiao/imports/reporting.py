"""A run told in sentences, in either language: for the command line."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianqiao.imports.models import ImportRun
from qianqiao.imports.problems import LANGUAGES

REJECTED_ROWS = _("Rejected rows, with reasons: ")
_COUNTS = _("{number}: {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected")
_CHECKED = _("Checked only: nothing was kept.")
_CANCELLED = _("Cancelled; what had been imported by then stays.")
_MORE = _("… and {count} more")
_GOING_ON = _("{number} was interrupted; it goes on after row {cursor}.")
_DUPLICATES = _("{count} groups of likely duplicates wait for a decision.")


def told(text: str | Promise, language: str) -> str:
    """A sentence in `zh` or `en`."""
    with translation.override(LANGUAGES["zh" if language.startswith("zh") else "en"]):
        return str(text)


def going_on(run: ImportRun, language: str) -> str:
    return told(_GOING_ON, language).format(number=run.number, cursor=run.cursor)


def report_lines(run: ImportRun, language: str, limit: int) -> Iterator[str]:
    """The counts, then at most `limit` problems."""
    if run.refusal is not None:
        yield f"{run.refusal.reason(language)} {run.refusal.cure(language)}".strip()
        return
    yield told(_COUNTS, language).format(
        number=run.number,
        created=run.created,
        updated=run.updated,
        unchanged=run.unchanged,
        rejected=run.rejected,
    )
    if run.state == "checked":
        yield told(_CHECKED, language)
    if run.state == "cancelled":
        yield told(_CANCELLED, language)
    for error in run.row_errors.all()[:limit]:
        cell = error.told
        place = (
            f"{cell.sheet}!{cell.address}" if cell.sheet and cell.address else cell.address or str(cell.row)
        )
        yield f"  {place}  {cell.problem.reason(language)} {cell.problem.cure(language)}"
    if run.problems > limit:
        yield f"  {told(_MORE, language).format(count=run.problems - limit)}"
    groups = run.clusters.filter(decision="open").count()
    if groups:
        yield told(_DUPLICATES, language).format(count=groups)


def deliver_rejects(run: ImportRun, target: Path | None) -> Path:
    """Copies the file of rejected rows to where it is wanted; says where it lies."""
    made = Path(run.rejects_path)
    if target is None:
        return made
    target = target.with_suffix(made.suffix)
    shutil.copyfile(made, target)
    return target
