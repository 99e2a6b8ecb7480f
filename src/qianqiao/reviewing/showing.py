"""The review of a record as its page, its editor and the reviewer's list show it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.records import LivingRecord
from qianqiao.core.texts import chosen, foreign, marked
from qianqiao.organisations.models import User
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.facts import label_of
from qianqiao.reviewing.models import RecordReview
from qianqiao.reviewing.queries import (
    checked_by_platform,
    comments_on,
    last_review,
    may_decide,
    needs_colleague,
    needs_platform,
    records_of,
    returned_before,
)


def told(record: LivingRecord, *, actor: Actor) -> dict[str, Any] | None:
    """The waiting review, or the one that returned the draft with its comments under the fields' names.

    For those who see the owner's unpublished records, and for the platform while it checks.
    """
    if not (actor.may("records.see", record.owner_id_for_policy) or checked_by_platform(actor, record)):
        return None
    review = last_review(record)
    if review is None:
        return None
    returned = review.state == RecordReview.State.RETURNED
    at_platform = review.state == RecordReview.State.ACCEPTED
    return {
        "state": review.state,
        "needs_colleague": needs_colleague(actor, record),
        "goes_on": not returned and needs_platform(record, review, actor=actor),
        "decides": may_decide(actor, "publish", record) or may_decide(actor, "accept", record),
        "alone": at_platform and review.accepted_by is None,
        "who": _name(review.decided_by if returned else review.written_by),
        "accepted_by": _name(review.accepted_by) if review.accepted_by else "",
        "at": review.decided_at if returned else review.submitted_at,
        "due_at": review.due_at,
        "reason": marked(review.reason),
        "comments": [
            {"label": label_of(record.specs, key), "text": marked(text)}
            for key, text in review.comments.items()
        ],
    }


def _name(person: User | None) -> str:
    return marked(str(person)) if person else "–"


def submitted_in_words(record: LivingRecord) -> str:
    """Who decides about a record that was just submitted."""
    review = last_review(record)
    if review is not None and review.state == RecordReview.State.ACCEPTED:
        return _("Submitted. The platform looks at it, then it is published or returned to you.")
    return _("Submitted. A colleague who may review publishes it or returns it to you.")


def beside_fields(form: forms.BaseForm, record: LivingRecord | None) -> None:
    """Gives a form the comments of the review that returned its record; the field's template shows them."""
    if record is not None:
        told_by_field = {key: marked(text) for key, text in comments_on(record).items()}
        form.review_comments = told_by_field  # type: ignore[attr-defined]


def rows(reviews: Sequence[RecordReview], *, actor: Actor, to_choose: bool = False) -> list[dict[str, Any]]:
    """Rows of a list: number, title as far as the actor may read it, kind, organisation, quality, who, until when.

    `to_choose`: the actor decides about them; those at the platform get a box, but what was returned before does not.
    """
    records = records_of(reviews)
    found = [_row(one, records[one.number], actor) for one in reviews if one.number in records]
    if to_choose:
        at_platform = [row for row in found if row["state"] == RecordReview.State.ACCEPTED]
        returned = returned_before(row["number"] for row in at_platform) if at_platform else set()
        for row in at_platform:
            row["returned"] = row["number"] in returned
            row["check"] = "" if row["returned"] else f"{row['number']}:{records[row['number']].version}"
    return found


def _row(review: RecordReview, record: LivingRecord, actor: Actor) -> dict[str, Any]:
    title, lang = "", ""
    if policy.may(actor, "read_title", record):
        title, lang = chosen(record, record.title_field)
    return {
        "number": record.number,
        "address": address(record.number),
        "title": title,
        "lang": foreign(lang) if lang else "",
        "kind": record._meta.verbose_name,  # noqa: SLF001  Django's documented name
        "organisation": review.organisation,
        "quality": record.quality_score,
        "who": _name(review.written_by) if review.written_by else "",
        "state": review.state,
        "due_at": review.due_at,
        "late": review.due_at is not None and review.due_at < clock.now(),
    }
