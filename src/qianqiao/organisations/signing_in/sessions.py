"""Sessions of a person: ending them leaves an entry in the audit log."""

from collections.abc import Iterable

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession

from qianqiao.organisations.signing_in import trail


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # the library has no types
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        for session in sessions:
            trail.note("session_ended", session.user, began=session.created_at)
            session.end()
