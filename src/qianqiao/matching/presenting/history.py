"""Runs and their differences in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from qianqiao.core.actor import Actor
from qianqiao.core.texts import in_chinese
from qianqiao.matching.comparing import Cause, Change, Comparison
from qianqiao.matching.domain.repeating import Repetition
from qianqiao.matching.models import MatchRun
from qianqiao.matching.presenting.candidates import Candidate, candidates
from qianqiao.matching.presenting.sentences import told
from qianqiao.matching.reads.history import run_number

KINDS: dict[str, str | Promise] = {
    "new": pgettext_lazy("candidate", "new"),
    "gone": pgettext_lazy("candidate", "gone"),
    "up": pgettext_lazy("candidate", "up"),
    "down": pgettext_lazy("candidate", "down"),
    "rescored": pgettext_lazy("candidate", "same place, other score"),
}
WHY: dict[str, str | Promise] = {
    "published": gettext_lazy("published since the earlier run"),
    "unpublished": gettext_lazy("no longer published"),
    "candidate_changed": gettext_lazy("its record was changed since"),
    "ruled_out": gettext_lazy("ruled out by a hard limit"),
    "subject_revised": gettext_lazy("the record matched was revised"),
    "model": gettext_lazy("another engine or text model"),
    "others": gettext_lazy("others came or left; its own score stayed"),
    "stock_words": gettext_lazy("words weigh differently since other records came or left"),
}
CAUSES: dict[str, str | Promise] = {
    "revision": gettext_lazy("the record was revised (revision %(before)s → %(after)s)"),
    "stock": gettext_lazy("the stock changed (%(before)s → %(after)s records)"),
    "engine": gettext_lazy("another version of the engine (%(before)s → %(after)s)"),
    "encoder": gettext_lazy("another text model (%(before)s → %(after)s)"),
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change as a row of the page and of the workbook."""

    kind: str
    word: str
    number: str
    candidate: Candidate | None
    place_before: int | None
    place_after: int | None
    points_before: int | None
    points_after: int | None
    why: str

    @property
    def title(self) -> str:
        return self.candidate.title if self.candidate else ""


def cause_lines(causes: Sequence[Cause]) -> list[str]:
    return [str(CAUSES[cause.code]) % {"before": cause.before, "after": cause.after} for cause in causes]


def change_rows(comparison: Comparison, *, actor: Actor) -> list[ChangeRow]:
    """New candidates first, then those gone, then moves in the order of the later run.

    A title is told only where the reader may know it.
    """
    known = candidates([change.number for change in comparison.changes], actor=actor)
    first = {"new": 0, "gone": 1}
    ordered = sorted(comparison.changes, key=lambda change: first.get(change.kind, len(first)))
    return [_row(change, known) for change in ordered]


def _row(change: Change, known: Mapping[str, Candidate]) -> ChangeRow:
    before, after = change.before, change.after
    why = str(WHY[change.why])
    if change.limit is not None and (text := told(change.limit.limit)):
        why = f"{why}{'：' if in_chinese() else ': '}{text}"
    return ChangeRow(
        kind=change.kind,
        word=str(KINDS[change.kind]),
        number=change.number,
        candidate=known.get(change.number),
        place_before=before.rank if before else None,
        place_after=after.rank if after else None,
        points_before=before.points if before else None,
        points_after=after.points if after else None,
        why=why,
    )


def run_facts(run: MatchRun) -> dict[str, Any]:
    """A run as a row of the list of runs."""
    return {
        "number": run_number(run),
        "at": run.created_at,
        "revision": run.revision,
        "stock_size": run.stock_size,
        "engine": run.engine,
        "encoder": run.encoder,
        "count": len(run.result.get("matches", ())),
    }


def repetition_told(repetition: Repetition) -> str:
    """What making a run again has shown, in one sentence."""
    number = run_number(repetition.run)
    if repetition.is_same:
        return _("%(number)s made again: every figure is the same.") % {"number": number}
    count = len(repetition.comparison.changes) if repetition.comparison else 0
    moved = ngettext("%(count)d candidate differs", "%(count)d candidates differ", count) % {"count": count}
    if not repetition.causes:
        return _(
            "%(number)s made again under the same key: %(moved)s. This is a fault; please report it."
        ) % {
            "number": number,
            "moved": moved,
        }
    lines = ("；" if in_chinese() else "; ").join(cause_lines(repetition.causes))
    return _("%(number)s made again: %(moved)s, because %(causes)s.") % {
        "number": number,
        "moved": moved,
        "causes": lines,
    }
