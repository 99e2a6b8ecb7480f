"""Invitations by e-mail, and the verification of organisations with its documents."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core.workflow import StatefulRow
from qianqiao.organisations.models import Organisation, User


class Invitation(StatefulRow):
    """Somebody known by an e-mail address is asked to join in some roles; the link in the mail is the proof."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "Open")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")
        LAPSED = "lapsed", _("Lapsed")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN, db_index=True)
    title = models.CharField(_("position"), max_length=120, blank=True)
    roles = ArrayField(models.CharField(max_length=30), verbose_name=_("roles"))
    region = models.CharField(_("region"), max_length=6, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(state="open"),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "accepted", "declined", "taken_back", "lapsed"]),
                name="invitation_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.organisation_id}"


class Verification(StatefulRow):
    """Whether an organisation is who it says it is: a code, a document, and a second person who looked at both."""

    class State(models.TextChoices):
        UNVERIFIED = "unverified", _("Not verified")
        FILED = "filed", _("Being verified")
        VERIFIED = "verified", _("Verified")
        REFUSED = "refused", _("Verification refused")
        REVOKED = "revoked", _("Verification revoked")

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="verification")
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.UNVERIFIED, db_index=True
    )
    code_kind = models.CharField(_("kind of code"), max_length=20, blank=True)
    code = models.CharField(_("code"), max_length=18, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    filed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["unverified", "filed", "verified", "refused", "revoked"]),
                name="verification_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.state}"

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.organisation_id}"


class VerificationDocument(models.Model):
    """A file that was handed in; it lies in private storage under a random name and is served as a download."""

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="documents")
    stored_as = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    filed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("verification document")
        verbose_name_plural = _("verification documents")

    def __str__(self) -> str:
        return self.name
