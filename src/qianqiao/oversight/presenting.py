"""Entries of the log as sentences with a link to what they are about."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qianqiao import reference
from qianqiao.core import audit_texts
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.models import AuditEntry
from qianqiao.core.texts import language, listed, marked
from qianqiao.matching.models import MatchJudgement
from qianqiao.organisations.roles import roles
from qianqiao.organisations.views.record_pages.addresses import PATHS, address, canonical
from qianqiao.upkeep import words as upkeep


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: what happened, when, its place in the chain, and where its subject is shown."""

    text: str
    at: datetime
    sequence: int
    subject: str
    url: str

    @property
    def shown(self) -> SafeString | str:
        """For a page: marked as Chinese where a Chinese name stands on an English page."""
        return marked(self.text)


def who(entry: AuditEntry, reader: Actor | None = None) -> str:
    """The actor as it was called on that day; the reader, the system and strangers in words."""
    if reader is not None and entry.actor_id is not None and entry.actor_id == reader.user_id:
        return _("You")
    if entry.actor_kind == ActorKind.SYSTEM:
        return _("The platform")
    if entry.actor_kind == ActorKind.ANONYMOUS:
        return _("Somebody without an account")
    return entry.actor_label


def words(entry: AuditEntry) -> dict[str, str]:
    """Names for the codes that entries hold: roles, verdicts, reasons."""
    tongue = "zh" if language().startswith("zh") else "en"
    found = {}
    held = entry.data.get("roles")
    if isinstance(held, list):
        known = roles()
        found["roles"] = listed(known[code].label(tongue) if code in known else str(code) for code in held)
    if entry.action.endswith(".retire") and entry.data.get("reason"):
        found["reason"] = upkeep.reason(str(entry.data["reason"]))
    if entry.action.startswith("matching."):
        verdicts, verdict = dict(MatchJudgement.Verdict.choices), entry.data.get("verdict")
        found["verdict"] = str(verdicts.get(verdict, verdict))
        reason = entry.data.get("reason")
        found["reason"] = reference.label("refusal_reasons", str(reason), language()) if reason else ""
    return found


def told(entry: AuditEntry, *, reader: Actor | None = None) -> Told:
    subject = canonical(entry.subject)
    is_number = len(subject) == len("A2026-000001") and subject[:1] in PATHS and subject[5:6] == "-"
    return Told(
        audit_texts.sentence(entry, who=who(entry, reader), words=words(entry)).strip(),
        entry.at,
        entry.sequence,
        entry.subject,
        address(subject) if is_number else "",
    )
