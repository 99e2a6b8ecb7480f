"""What rooms above add to a record's page, registered by them: each gives HTML, or nothing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Note = Callable[[HttpRequest, Any], SafeString | str]
_notes: list[Note] = []


def register(note: Note) -> Note:
    """Adds a note to all record pages; `note(request, record)` is asked each time, so it should ask little itself."""
    _notes.append(note)
    return note


def told(request: HttpRequest, record: Any) -> SafeString:
    return mark_safe("".join(note(request, record) for note in _notes))  # noqa: S308  each note is a rendered template
