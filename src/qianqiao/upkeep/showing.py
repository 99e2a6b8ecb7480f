"""What this room adds to a record's page: why it was retired, what is asked about it, and the way back."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from qianqiao.core import clock, policy
from qianqiao.core.lifecycle import EXPIRED, PUBLISHED
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages import notes
from qianqiao.upkeep import queries, words


@notes.register
def note(request: HttpRequest, record: Any) -> SafeString | str:
    """The retirement for everybody; questions and the last renewal for those who may decide."""
    actor = actor_of_request(request)
    if record.state == EXPIRED:
        row = queries.retirement_of(record.number)
        if row is None:
            return ""
        in_time = row.undo_until is not None and row.undo_until >= clock.today()
        may_undo = in_time and policy.may(actor, "decide", row)
        told = {"row": row, "reason": words.reason(row.reason), "may_undo": may_undo}
        return render_to_string("upkeep/retired.html", told, request)
    if not actor.organisation_ids:
        return ""
    asked = queries.question_about(record.number, actor=actor)
    if asked is not None:
        yes, no = words.ANSWERS[asked.reason]
        told = {"row": asked, "question": words.QUESTIONS[asked.reason], "yes": yes, "no": no}
        return render_to_string("upkeep/question.html", told, request)
    renewal = queries.renewal_of(record, actor=actor) if record.state == PUBLISHED else None
    if renewal is None:
        return ""
    return render_to_string("upkeep/renewed.html", {"renewal": renewal, "record": record}, request)
