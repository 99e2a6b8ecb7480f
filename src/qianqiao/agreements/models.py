"""Agreements as they were signed; composing and checking them is not done here."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianqiao.organisations.models import Organisation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _amount(label: "_StrPromise") -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(label, max_digits=16, decimal_places=2, null=True, blank=True)


class Agreement(models.Model):
    """A signed agreement. `cause` is the number of what led to it; amounts are yuan, to the fen.

    A confidentiality agreement has no amounts. `amount_received` grows with what has come in so far.
    """

    class Kind(models.TextChoices):
        CONFIDENTIALITY = "confidentiality", _("Confidentiality agreement")
        DEVELOPMENT = "development", _("Technology development contract")
        TRANSFER = "transfer", _("Technology transfer contract")
        LICENCE = "licence", _("Technology licence contract")
        CONSULTING = "consulting", _("Technology consulting contract")
        SERVICE = "service", _("Technology service contract")
        EQUITY = "equity", _("Equity by technology")
        OTHER = "other", _("Another kind of agreement")

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    cause = models.CharField(_("case"), max_length=16, db_index=True)
    kind = models.CharField(_("type"), max_length=16, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    amount_contract = _amount(_("contract amount"))
    amount_first = _amount(_("first payment"))
    amount_received = _amount(_("amount received"))
    received_on = models.DateField(_("last received on"), null=True, blank=True)
    copy_path = models.CharField(max_length=120, blank=True)
    copy_name = models.CharField(_("signed copy"), max_length=200, blank=True)
    copy_type = models.CharField(max_length=100, blank=True)
    copy_size = models.PositiveIntegerField(default=0)
    copy_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("updated"))

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("signed_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "confidentiality",
                        "development",
                        "transfer",
                        "licence",
                        "consulting",
                        "service",
                        "equity",
                        "other",
                    ]
                ),
                name="agreement_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("signed_on")),
                name="agreement_ends_after_signing",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_contract=None) | models.Q(amount_contract__gte=0),
                name="agreement_amount_contract",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_first=None)
                | (models.Q(amount_first__gte=0) & models.Q(amount_first__lte=models.F("amount_contract"))),
                name="agreement_amount_first",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_received=None, received_on=None)
                | models.Q(amount_received__gt=0, received_on__isnull=False),
                name="agreement_amount_received",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AgreementParty(models.Model):
    """One organisation that signed, and as what."""

    class Part(models.TextChoices):
        SUPPLIER = "supplier", _("Supplier")
        TAKER = "taker", _("Taker")
        AGENCY = "agency", _("Service agency")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part in the agreement"), max_length=10, choices=Part)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="agreement_party_once"),
            models.CheckConstraint(
                condition=models.Q(part__in=["supplier", "taker", "agency"]), name="agreement_party_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.organisation_id}"
