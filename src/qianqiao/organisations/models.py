"""People, organisations and who belongs to which, in which roles."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from qianqiao.core.fieldspec import FieldSpec
from qianqiao.core.workflow import StatefulRow
from qianqiao.organisations.fields import ORGANISATION_FIELDS
from qianqiao.organisations.managers import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, known by e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email


class Organisation(models.Model):
    """A university, enterprise, service agency, authority or operator."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("University")
        ENTERPRISE = "enterprise", _("Enterprise")
        AGENCY = "agency", _("Service agency")
        AUTHORITY = "authority", _("Authority")
        OPERATOR = "operator", _("Operator")

    class Size(models.TextChoices):
        UNKNOWN = "", _("Not stated")
        LARGE = "large", _("Large")
        MEDIUM = "medium", _("Medium")
        SMALL = "small", _("Small")
        MICRO = "micro", _("Micro")

    specs: ClassVar[Sequence[FieldSpec]] = ORGANISATION_FIELDS
    number_letter: ClassVar[str] = "O"

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    source = models.CharField(_("source"), max_length=80, default="manual")
    external_id = models.CharField(_("external number"), max_length=120, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200, db_index=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    code = models.CharField(_("university code"), max_length=10, blank=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    region = models.CharField(_("region"), max_length=6, blank=True, db_index=True)
    industry = models.CharField(_("industry"), max_length=5, blank=True)
    size = models.CharField(_("size"), max_length=8, choices=Size, blank=True)
    ladder = models.CharField(_("ladder title"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    summary = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)
    is_fictional = models.BooleanField(_("fictional sample"), default=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["university", "enterprise", "agency", "authority", "operator"]),
                name="organisation_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(size__in=["", "large", "medium", "small", "micro"]),
                name="organisation_size",
            ),
            models.UniqueConstraint(
                fields=["uscc"], condition=~models.Q(uscc=""), name="organisation_uscc_once"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="organisation_code_once"
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~models.Q(external_id=""),
                name="organisation_source_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.pk}"

    @property
    def is_verified(self) -> bool:
        """Whether a second person has looked at code and document and nobody has taken that back."""
        return self.verified_at is not None


class Membership(StatefulRow):
    """A person belongs to an organisation and may do there what its roles say, from a day to a day."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")
        REFUSED = "refused", _("Turned down")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    title = models.CharField(_("position"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE, db_index=True)
    roles = ArrayField(models.CharField(max_length=30), verbose_name=_("roles"), default=list, blank=True)
    region = models.CharField(_("region"), max_length=6, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    message = models.CharField(_("words to the administrators"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    successor = models.ForeignKey(
        User, verbose_name=_("successor"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["requested", "active", "ended", "refused"]),
                name="membership_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.organisation_id}"


class Delegation(StatefulRow):
    """A member lends roles to another member of the same organisation until a day; it ends by itself."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="delegations")
    lender = models.ForeignKey(User, on_delete=models.CASCADE, related_name="lent")
    borrower = models.ForeignKey(User, on_delete=models.CASCADE, related_name="borrowed")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE, db_index=True)
    roles = ArrayField(models.CharField(max_length=30), verbose_name=_("roles"))
    ends_on = models.DateField(_("last day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "ended"]), name="delegation_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(lender=models.F("borrower")), name="delegation_to_another"
            ),
            models.UniqueConstraint(
                fields=["organisation", "lender", "borrower"],
                condition=models.Q(state="active"),
                name="delegation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lender} → {self.borrower}"

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.organisation_id}"
