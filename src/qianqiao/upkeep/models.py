"""Renewals that can be taken back, retirements with their causes, and what people were told about which record."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianqiao.core.workflow import StatefulRow
from qianqiao.organisations.models import Organisation, User
from qianqiao.upkeep.states import STATES


class Renewal(models.Model):
    """One record that was said to be still true, and how it was before; one click renews a `batch`."""

    batch = models.UUIDField(_("batch"))
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.CharField(_("number"), max_length=16)
    at = models.DateTimeField(_("at"))
    was_state = models.CharField(_("state before"), max_length=20)
    was_alive = models.DateField(_("last proven alive before"), null=True)
    was_until = models.DateField(_("valid until before"), null=True)
    version = models.PositiveIntegerField(_("version after"))
    undone_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="renewal_once")]
        indexes = [models.Index(fields=["number", "-at"], name="renewal_by_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d}"


class Retirement(StatefulRow):
    """Why a record is retired. The same cause retires a record once, whatever its owner then decides.

    `permission`: what a person must hold in the organisation to decide. `told_on`: when its people were told.
    """

    owner_field: ClassVar[str] = "organisation"

    state = models.CharField(
        _("state"), max_length=20, choices=list(STATES.items()), default="announced", db_index=True
    )
    number = models.CharField(_("number"), max_length=16)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    permission = models.CharField(max_length=40)
    reason = models.CharField(_("reason"), max_length=20)
    cause = models.CharField(_("cause"), max_length=60)
    was_state = models.CharField(_("state before"), max_length=20, blank=True)
    announced_at = models.DateTimeField(_("announced"))
    due_on = models.DateField(_("due"))
    retired_at = models.DateTimeField(_("retired"), null=True)
    undo_until = models.DateField(_("can be undone until"), null=True)
    ended_at = models.DateTimeField(_("decided"), null=True)
    told_on = models.DateField(_("told"), null=True)

    class Meta:
        verbose_name = _("retirement")
        verbose_name_plural = _("retirements")
        constraints = [
            models.UniqueConstraint(fields=["number", "cause"], name="retirement_cause_once"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="retirement_state"),
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(retired_at__isnull=False, undo_until__isnull=False),
                name="retirement_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="announced"), name="retirement_due"),
            models.Index(fields=["organisation"], condition=Q(told_on=None), name="retirement_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.reason}"

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.organisation_id}"


class RecordTelling(models.Model):
    """People were told about a record: about one record at most once a day, about one matter once at all."""

    number = models.CharField(_("number"), max_length=16)
    matter = models.CharField(_("matter"), max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=40)
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")
        constraints = [
            models.UniqueConstraint(fields=["number", "day"], name="telling_once_a_day"),
            models.UniqueConstraint(fields=["number", "matter"], name="telling_matter_once"),
        ]
        indexes = [models.Index(fields=["organisation", "day", "group"], name="telling_by_group")]

    def __str__(self) -> str:
        return f"{self.number} {self.matter}"
