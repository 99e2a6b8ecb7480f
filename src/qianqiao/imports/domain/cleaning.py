"""Lets go of files that nobody needs any more."""

from datetime import datetime

from qianqiao.imports.domain.uploads import discard
from qianqiao.imports.models import ImportRun


def discard_files_before(moment: datetime) -> int:
    """Removes uploads and rejected rows of runs that ended before a moment; the figures of the runs stay."""
    old = ImportRun.objects.filter(state__in=["finished", "cancelled", "failed"], finished_at__lt=moment)
    count = 0
    for run in old.exclude(stored_path="", rejects_path="").iterator():
        if run.is_stored_copy:
            discard(run.stored_path)
        discard(run.rejects_path)
        kept = "" if run.is_stored_copy else run.stored_path
        ImportRun.objects.filter(pk=run.pk).update(stored_path=kept, rejects_path="")
        count += 1
    return count
