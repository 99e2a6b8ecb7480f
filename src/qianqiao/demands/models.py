"""What enterprises need: the problem in their words, quantified, with terms and a level of confidentiality."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from qianqiao.core.fieldspec import FieldSpec
from qianqiao.core.records import IndicatorRow, LivingRecord, record_constraints, record_indexes
from qianqiao.demands.fields import DEMAND_FIELDS
from qianqiao.organisations.models import Organisation


class Demand(LivingRecord):
    """A technical demand (技术需求)."""

    class Confidentiality(models.TextChoices):
        PUBLIC = "public", _("Public")
        SUMMARY_PUBLIC = "summary_public", _("Summary public")
        SEALED = "sealed", _("Sealed")

    number_letter: ClassVar[str] = "D"
    specs: ClassVar[Sequence[FieldSpec]] = DEMAND_FIELDS

    title = models.CharField(_("title"), max_length=300)
    title_en = models.CharField(_("title (English)"), max_length=400, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )
    demand_type = models.CharField(_("type of demand"), max_length=24, blank=True)
    problem = models.TextField(_("problem"))
    problem_en = models.TextField(blank=True)
    existing = models.TextField(_("what exists or was tried"), blank=True)
    existing_en = models.TextField(blank=True)
    fields = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("technical fields")
    )
    industries = ArrayField(
        models.CharField(max_length=5), default=list, blank=True, verbose_name=_("industries")
    )
    budget_min = models.DecimalField(
        _("budget from (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    budget_max = models.DecimalField(
        _("budget up to (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    modes = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("cooperation modes")
    )
    ip_requirement = models.CharField(_("IP requirement"), max_length=1000, blank=True)
    ip_requirement_en = models.CharField(max_length=1500, blank=True)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=16, choices=Confidentiality, default=Confidentiality.PUBLIC
    )
    public_summary = models.TextField(_("public summary"), blank=True)
    public_summary_en = models.TextField(blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, default="normal", blank=True)
    trl_min = models.PositiveSmallIntegerField(_("lowest acceptable readiness"), null=True, blank=True)
    region = models.CharField(_("region"), max_length=6, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        constraints = [
            *record_constraints("demand"),
            models.CheckConstraint(
                condition=models.Q(confidentiality__in=["public", "summary_public", "sealed"]),
                name="demand_confidentiality",
            ),
            models.CheckConstraint(
                condition=models.Q(budget_min__isnull=True)
                | models.Q(budget_max__isnull=True)
                | models.Q(budget_min__lte=models.F("budget_max")),
                name="demand_budget_order",
            ),
            models.CheckConstraint(
                condition=models.Q(trl_min__isnull=True) | models.Q(trl_min__range=(1, 9)),
                name="demand_trl_min",
            ),
        ]
        indexes = record_indexes("demand")


class DemandIndicator(IndicatorRow):
    record = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="indicators")

    class Meta(IndicatorRow.Meta):
        verbose_name = _("required indicator")
        verbose_name_plural = _("required indicators")
