"""Achievements, patents and experts of universities: what is offered."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.catalogue.fields import ACHIEVEMENT_FIELDS, EXPERT_FIELDS, PATENT_FIELDS
from qianqiao.core.fieldspec import FieldSpec
from qianqiao.core.records import IndicatorRow, LivingRecord, record_constraints, record_indexes
from qianqiao.core.workflow import StatefulRow
from qianqiao.organisations.models import Organisation, User


def _codes(label: object, length: int = 40) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=length), default=list, blank=True, verbose_name=label)  # type: ignore[arg-type]


class Offer(LivingRecord):
    """What achievements and patents share: the problem solved, maturity, terms and price."""

    owner_field: ClassVar[str] = "owner"

    title = models.CharField(_("title"), max_length=300)
    title_en = models.CharField(_("title (English)"), max_length=400, blank=True)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    problem = models.TextField(_("problem solved"), blank=True)
    problem_en = models.TextField(blank=True)
    comparison = models.TextField(_("compared with what exists"), blank=True)
    comparison_en = models.TextField(blank=True)
    trl = models.PositiveSmallIntegerField(_("technology readiness level"), null=True, blank=True)
    trl_evidence = models.TextField(_("evidence of readiness"), blank=True)
    trl_evidence_en = models.TextField(blank=True)
    fields = _codes(_("technical fields"))
    ipc = _codes(_("IPC"), 24)
    modes = _codes(_("cooperation modes"))
    price_model = models.CharField(_("price model"), max_length=16, blank=True)
    price_amount = models.DecimalField(
        _("price (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    price_note = models.CharField(_("price note"), max_length=500, blank=True)
    price_note_en = models.CharField(max_length=500, blank=True)
    region = models.CharField(_("region"), max_length=6, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)

    class Meta:
        abstract = True


class Achievement(Offer):
    """A scientific or technical achievement (科技成果)."""

    number_letter: ClassVar[str] = "A"
    specs: ClassVar[Sequence[FieldSpec]] = ACHIEVEMENT_FIELDS

    summary = models.TextField(_("summary"))
    summary_en = models.TextField(blank=True)
    application = models.TextField(_("application and benefit"), blank=True)
    application_en = models.TextField(blank=True)
    owner_department = models.CharField(_("department"), max_length=200, blank=True)
    completed_by = _codes(_("completed by"), 120)
    keywords = _codes(_("keywords"), 80)
    keywords_en = _codes(_("keywords (English)"), 120)
    form = models.CharField(_("form"), max_length=16, blank=True)
    industries = _codes(_("industries"), 5)
    ip_status = models.CharField(_("IP status"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        constraints = [
            *record_constraints("achievement"),
            models.CheckConstraint(
                condition=models.Q(trl__isnull=True) | models.Q(trl__range=(1, 9)), name="achievement_trl"
            ),
        ]
        indexes = record_indexes("achievement")


class Patent(Offer):
    """A patent or application, with INID data and legal events."""

    number_letter: ClassVar[str] = "P"
    specs: ClassVar[Sequence[FieldSpec]] = PATENT_FIELDS

    application_number = models.CharField(_("application number"), max_length=16)
    publication_number = models.CharField(_("publication number"), max_length=20, blank=True)
    kind = models.CharField(_("kind code"), max_length=2, blank=True)
    patent_type = models.CharField(_("patent type"), max_length=16, blank=True)
    abstract = models.TextField(_("abstract"), blank=True)
    abstract_en = models.TextField(blank=True)
    first_claim = models.TextField(_("first claim"), blank=True)
    owners = _codes(_("all owners"), 200)
    inventors = _codes(_("inventors"), 120)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    granted_on = models.DateField(_("granted on"), null=True, blank=True)
    legal_status = models.CharField(_("legal status"), max_length=20, blank=True)
    annuity_paid_until = models.DateField(_("annuity paid until"), null=True, blank=True)
    open_licence = models.BooleanField(_("open licence"), default=False)

    class Meta:
        verbose_name = _("patent")
        verbose_name_plural = _("patents")
        constraints = [
            *record_constraints("patent"),
            models.CheckConstraint(
                condition=models.Q(trl__isnull=True) | models.Q(trl__range=(1, 9)), name="patent_trl"
            ),
        ]
        indexes = [models.Index(fields=["application_number"]), *record_indexes("patent")]


class LegalEvent(models.Model):
    """One event in the legal life of a patent."""

    patent = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="legal_events")
    happened_on = models.DateField(_("date"))
    status = models.CharField(_("legal status"), max_length=20)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("legal event")
        verbose_name_plural = _("legal events")
        ordering = ("happened_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["patent", "happened_on", "status"], name="legal_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.status}"


class Expert(LivingRecord):
    """A professor or engineer, described by works rather than adjectives."""

    number_letter: ClassVar[str] = "X"
    specs: ClassVar[Sequence[FieldSpec]] = EXPERT_FIELDS
    title_field: ClassVar[str] = "name"

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in pinyin"), max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    department = models.CharField(_("department"), max_length=200, blank=True)
    title = models.CharField(_("position"), max_length=120, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    research = _codes(_("research directions"), 120)
    research_en = _codes(_("research directions (English)"), 160)
    summary = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(blank=True)
    fields = _codes(_("technical fields"))
    modes = _codes(_("ways of serving"))
    hours_per_month = models.PositiveSmallIntegerField(_("hours per month"), null=True, blank=True)
    languages = _codes(_("languages"), 40)
    region = models.CharField(_("region"), max_length=6, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        constraints = record_constraints("expert")
        indexes = record_indexes("expert")


class ExpertLink(StatefulRow):
    """An account is an expert record: said by one side, confirmed by the other. One live link a record, one a person and organisation."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("Said by the person")
        PROPOSED = "proposed", _("Proposed to the person")
        LINKED = "linked", _("Linked")
        REFUSED = "refused", _("Not confirmed")
        TAKEN_BACK = "taken_back", pgettext_lazy("expert link", "Taken back")
        ENDED = "ended", pgettext_lazy("expert link", "Ended")

    LIVE: ClassVar[Sequence[str]] = ("claimed", "proposed", "linked")

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.CLAIMED, db_index=True)
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="links")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("decided"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("link of an account and an expert")
        verbose_name_plural = _("links of accounts and experts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["claimed", "proposed", "linked", "refused", "taken_back", "ended"]
                ),
                name="expert_link_state",
            ),
            models.UniqueConstraint(
                fields=["expert"],
                condition=models.Q(state__in=["claimed", "proposed", "linked"]),
                name="expert_link_record_once",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(state__in=["claimed", "proposed", "linked"]),
                name="expert_link_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} {self.user_id}"

    @property
    def number(self) -> str:
        """The record that it is about, for the log."""
        return self.expert.number

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.organisation_id}"


class ExpertDocument(models.Model):
    """A work of an expert: paper, patent, project or achievement. Matching reads these."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=400)
    title_en = models.CharField(max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    text_en = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=16, default="paper")

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title


class AchievementIndicator(IndicatorRow):
    record = models.ForeignKey(Achievement, on_delete=models.CASCADE, related_name="indicators")

    class Meta(IndicatorRow.Meta):
        verbose_name = _("indicator of an achievement")
        verbose_name_plural = _("indicators of achievements")


class PatentIndicator(IndicatorRow):
    record = models.ForeignKey(Patent, on_delete=models.CASCADE, related_name="indicators")

    class Meta(IndicatorRow.Meta):
        verbose_name = _("indicator of a patent")
        verbose_name_plural = _("indicators of patents")
