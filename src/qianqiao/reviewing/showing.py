"""The review of a record as its page and its editor show it."""

from typing import Any

from django import forms

from qianqiao.core.actor import Actor
from qianqiao.core.records import LivingRecord
from qianqiao.organisations.views.record_pages.facts import label_of
from qianqiao.reviewing.queries import comments_on, last_review, needs_colleague


def told(record: LivingRecord, *, actor: Actor) -> dict[str, Any] | None:
    """The open review, or the one that returned the draft with its comments under the fields' names."""
    review = last_review(record)
    if review is None:
        return None
    return {
        "is_open": review.state == "open",
        "needs_colleague": needs_colleague(actor, record),
        "who": review.written_by if review.state == "open" else review.decided_by,
        "at": review.submitted_at if review.state == "open" else review.decided_at,
        "reason": review.reason,
        "comments": [
            {"label": label_of(record.specs, key), "text": text} for key, text in review.comments.items()
        ],
    }


def beside_fields(form: forms.BaseForm, record: LivingRecord | None) -> None:
    """Gives a form the comments of the review that returned its record; the field's template shows them."""
    if record is not None:
        form.review_comments = comments_on(record)  # type: ignore[attr-defined]
