"""Reads of the log: what I did, who read sealed text of my organisations, and all of an organisation."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qianqiao.core import audit
from qianqiao.core.actor import Actor
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.models import Organisation

PERMISSION = "audit.see"


def entries_by(actor: Actor) -> QuerySet[AuditEntry]:
    """What an actor did, newest first."""
    return AuditEntry.objects.filter(actor_id=actor.user_id or 0, actor_kind="person").order_by("-at", "-pk")


def sealed_entries(actor: Actor) -> QuerySet[AuditEntry]:
    """Who read or opened sealed text of the organisations whose sealed text the actor may read itself."""
    chains = [f"organisation:{pk}" for pk in actor.organisations_where("demands.read_sealed")]
    return AuditEntry.objects.filter(chain__in=chains, action__contains="sealed").order_by("-at", "-pk")


def may_see_log(organisation: Organisation, *, actor: Actor) -> bool:
    return actor.may(PERMISSION, organisation.pk)


def chains_of(organisation: Organisation) -> list[str]:
    """The chains that the organisation's auditors read: its own, and that of the platform for its operator."""
    own = [organisation.audit_chain]
    return [*own, audit.PLATFORM_CHAIN] if organisation.kind == Organisation.Kind.OPERATOR else own


def entries_in(chain: str, *, subject: str = "") -> QuerySet[AuditEntry]:
    """The entries of a chain, newest first, all or those about one thing."""
    found = AuditEntry.objects.filter(chain=chain).order_by("-sequence")
    return found.filter(subject=subject) if subject else found


def refusal_text(refusal: Refusal) -> str:
    """Why an account is not erased, in words."""
    if refusal.code == "last_administrator":
        return _(
            "You are the only administrator of %(organisations)s. Make a colleague administrator first."
        ) % {"organisations": refusal.detail}
    if refusal.code == "done_already":
        return _("This account has been erased already.")
    return _("Only you yourself can have your account erased.")
