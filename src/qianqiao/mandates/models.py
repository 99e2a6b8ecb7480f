"""The one row of the room: a mandate, its scope, its days and its fee."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core.validity import KEEP
from qianqiao.core.workflow import StatefulRow
from qianqiao.organisations.models import Organisation, User

SEE_CASES = "docking.see"


class Mandate(StatefulRow):
    """An organisation lets an agency act in its name; no `records` means all of them.

    `accepted_at` and `ended_at` bound the time in which it held, whatever the days that were agreed.
    """

    class State(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("mandate", "Offered")
        ACCEPTED = "accepted", pgettext_lazy("mandate", "In force")
        ENDING = "ending", pgettext_lazy("mandate", "Notice given")
        ENDED = "ended", pgettext_lazy("mandate", "Ended")
        DECLINED = "declined", pgettext_lazy("mandate", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("mandate", "Taken back")

    class Act(models.TextChoices):
        """What the agency may do; `permission` is what it then holds. Signing always stays with the organisation."""

        EXPRESS = "express", _("Express interest")
        ANSWER = "answer", _("Answer, open the contact, close")
        NEGOTIATE = "negotiate", _("Talk, meet and exchange files")
        KEEP = "keep", _("Confirm that records are still true")

        @property
        def permission(self) -> str:
            return KEEP if self == Mandate.Act.KEEP else f"docking.{self.value}"

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OFFERED, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    records = ArrayField(models.CharField(max_length=16), default=list, verbose_name=_("records"))
    acts = ArrayField(models.CharField(max_length=12), default=list, verbose_name=_("what it may do"))
    reads_sealed = models.BooleanField(_("may read sealed text"), default=False)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=0)
    fee_amount = models.DecimalField(_("fee as an amount"), max_digits=14, decimal_places=2, null=True)
    fee_percent = models.DecimalField(
        _("fee in per cent of the contract"), max_digits=5, decimal_places=2, null=True
    )
    fee_text = models.CharField(_("words on the fee"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted", "ending", "ended", "declined", "withdrawn"]),
                name="mandate_state",
            ),
            models.CheckConstraint(condition=~Q(organisation=F("agency")), name="mandate_to_another"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="mandate_days"),
            models.CheckConstraint(condition=Q(acts__len__gte=1), name="mandate_acts"),
            models.CheckConstraint(
                condition=Q(fee_amount=None) | Q(fee_amount__gte=0), name="mandate_fee_amount"
            ),
            models.CheckConstraint(
                condition=Q(fee_percent=None) | Q(fee_percent__range=(0, 100)), name="mandate_fee_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def permissions(self) -> frozenset[str]:
        """What its acts let an agency do; whoever does anything in cases sees those it carries."""
        held = frozenset(self.Act(act).permission for act in self.acts)
        return held | {SEE_CASES} if self.in_cases else held

    @property
    def in_cases(self) -> bool:
        """Whether it does more than keep records alive."""
        return any(act != self.Act.KEEP for act in self.acts)

    @property
    def audit_chain(self) -> str:
        """The chain of the organisation that gives it."""
        return f"organisation:{self.organisation_id}"
