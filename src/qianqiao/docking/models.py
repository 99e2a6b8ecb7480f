"""Cases, what was said in them, and who owes the next word until when."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core.workflow import StatefulRow
from qianqiao.docking.states import EXPRESSED, OPEN, STATES
from qianqiao.organisations.models import Organisation, User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DEMAND, OFFER = "demand", "offer"
SIDES = (DEMAND, OFFER)


def other(side: str) -> str:
    return OFFER if side == DEMAND else DEMAND


class Side(models.TextChoices):
    DEMAND = DEMAND, _("demand side")
    OFFER = OFFER, _("offer side")


class Wish(models.TextChoices):
    """What the side that begins would like next."""

    CALL = "call", _("A call")
    MEETING = "meeting", _("A meeting")
    VISIT = "visit", _("A visit on site")
    DOCUMENTS = "documents", _("More documents")
    SAMPLE = "sample", _("A sample or a test")
    QUOTE = "quote", _("A price")


def _side(label: "_StrPromise") -> models.CharField:  # type: ignore[type-arg]
    return models.CharField(label, max_length=6, choices=Side)


def _side_is_known(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(side__in=list(SIDES)), name=name)


class DockingCase(StatefulRow):
    """A contact between a demand side and an offer side; `demand` and `offer` are public numbers, one may be empty.

    `started_by` is the side that expressed interest. Persons are those who answer for their side by default.
    """

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=20, default=EXPRESSED, db_index=True)
    demand = models.CharField(_("number of the demand"), max_length=16, blank=True, db_index=True)
    offer = models.CharField(_("number of the offer or expert"), max_length=16, blank=True, db_index=True)
    demand_side = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    offer_side = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    demand_person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    offer_person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    started_by = _side(_("started by"))
    is_discreet = models.BooleanField(_("demand side is named after its answer"), default=False)
    text = models.TextField(_("what we need or offer"))
    wishes = ArrayField(
        models.CharField(max_length=12), default=list, verbose_name=_("what we would like next")
    )
    demand_reach = models.CharField(_("how to reach the demand side"), max_length=300, blank=True)
    offer_reach = models.CharField(_("how to reach the offer side"), max_length=300, blank=True)
    reasons = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("reasons"))
    reason_text = models.CharField(_("in own words"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("created"), db_index=True)
    seen_at = models.DateTimeField(_("seen"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    interested_at = models.DateTimeField(_("interested"), null=True)
    contact_at = models.DateTimeField(_("contact opened"), null=True)
    negotiating_at = models.DateTimeField(_("negotiating since"), null=True)
    agreed_at = models.DateTimeField(_("agreement recorded"), null=True)
    paid_at = models.DateTimeField(_("money recorded"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    updated_at = models.DateTimeField(_("updated"), db_index=True)

    class Meta:
        verbose_name = _("docking case")
        verbose_name_plural = _("docking cases")
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "offer", "demand_side", "offer_side"],
                condition=Q(state__in=sorted(OPEN)),
                name="docking_case_one_open",
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(STATES)), name="docking_case_state"),
            models.CheckConstraint(condition=Q(started_by__in=list(SIDES)), name="docking_case_started_by"),
            models.CheckConstraint(
                condition=~Q(demand_side=models.F("offer_side")), name="docking_case_two_sides"
            ),
            models.CheckConstraint(condition=~Q(demand="", offer=""), name="docking_case_about_something"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "closed"]) | Q(reasons__len__gte=1),
                name="docking_case_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def audit_chain(self) -> str:
        """The chain of the organisation that began."""
        return f"organisation:{self.organisation_id_of(self.started_by)}"

    def organisation_id_of(self, side: str) -> int:
        return self.demand_side_id if side == DEMAND else self.offer_side_id

    def organisation_of(self, side: str) -> Organisation:
        return self.demand_side if side == DEMAND else self.offer_side

    def number_of(self, side: str) -> str:
        """The record that a side brings into the case; empty where it brings none."""
        return self.demand if side == DEMAND else self.offer

    def person_id_of(self, side: str) -> int | None:
        return self.demand_person_id if side == DEMAND else self.offer_person_id

    @property
    def receiver(self) -> str:
        """The side that was asked."""
        return other(self.started_by)


class CaseEvent(models.Model):
    """One line of a case's history, told as a sentence. `side` is empty where the platform acted."""

    case = models.ForeignKey(DockingCase, on_delete=models.CASCADE, related_name="events")
    code = models.CharField(_("kind"), max_length=40)
    side = models.CharField(max_length=6, blank=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("event of a case")
        verbose_name_plural = _("events of cases")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class CaseMessage(models.Model):
    """What one side says to the other."""

    case = models.ForeignKey(DockingCase, on_delete=models.CASCADE, related_name="messages")
    side = _side(_("side"))
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("message"), blank=True)
    created_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("created_at", "pk")
        constraints = [_side_is_known("case_message_side")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.created_at:%Y-%m-%d}"


class CaseNote(models.Model):
    """What one side writes down for itself; the other side never sees it."""

    case = models.ForeignKey(DockingCase, on_delete=models.CASCADE, related_name="notes")
    side = _side(_("side"))
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("note"))
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        ordering = ("created_at", "pk")
        constraints = [_side_is_known("case_note_side")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.side}"


class CaseFile(models.Model):
    """A file sent with a message, in private storage."""

    message = models.ForeignKey(CaseMessage, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=120)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("kind"), max_length=100)
    size = models.PositiveIntegerField(_("file size"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class CaseMeeting(models.Model):
    """A meeting that one side proposes and the other accepts or declines."""

    class Answer(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("meeting", "Proposed")
        ACCEPTED = "accepted", pgettext_lazy("meeting", "Accepted")
        DECLINED = "declined", pgettext_lazy("meeting", "Declined")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Called off")

    case = models.ForeignKey(DockingCase, on_delete=models.CASCADE, related_name="meetings")
    side = _side(_("side"))
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    place = models.CharField(_("place or link"), max_length=300)
    about = models.CharField(_("subject"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=9, choices=Answer, default=Answer.PROPOSED)
    sequence = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("proposed"))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("starts_at", "pk")
        constraints = [
            _side_is_known("case_meeting_side"),
            models.CheckConstraint(
                condition=Q(answer__in=["proposed", "accepted", "declined", "cancelled"]),
                name="case_meeting_answer",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 720)), name="case_meeting_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Obligation(models.Model):
    """The next word that a side owes. `clock` names its rules, `basis` their version; `level` counts escalations.

    `next_at` is when somebody has to look again: a level falls due, or a pause ends. It is empty once all is done.
    """

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("obligation", "done")
        RELEASED = "released", pgettext_lazy("obligation", "released")

    case = models.ForeignKey(DockingCase, on_delete=models.CASCADE, related_name="obligations")
    clock = models.CharField(_("clock"), max_length=30)
    basis = models.CharField(_("basis"), max_length=80)
    side = _side(_("side"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    next_at = models.DateTimeField(_("next look"), null=True)
    level = models.PositiveSmallIntegerField(_("escalation level"), default=0)
    done_at = models.DateTimeField(_("done"), null=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("due_at", "pk")
        constraints = [
            _side_is_known("obligation_side"),
            models.UniqueConstraint(
                fields=["case", "clock"], condition=Q(done_at=None), name="obligation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, outcome="", next_at__isnull=False)
                | Q(done_at__isnull=False, outcome__in=["done", "released"], next_at=None),
                name="obligation_open_or_done",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(done_at=None), name="obligation_due")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.clock}"


class ClockPause(models.Model):
    """A clock held by the side that owes, with a reason that the other side reads, until a moment at the latest."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="pauses")
    side = _side(_("side"))
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    started_at = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ("started_at", "pk")
        constraints = [
            _side_is_known("clock_pause_side"),
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(ended_at=None), name="clock_pause_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="clock_pause_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.started_at:%Y-%m-%d}"


class Escalation(models.Model):
    """One level that an obligation has reached, once; `told` holds the people who were told."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="escalations")
    level = models.CharField(_("level"), max_length=20)
    planned_at = models.DateTimeField(_("planned"))
    at = models.DateTimeField(_("at"))
    told = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("people told"))

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ("at", "pk")
        constraints = [models.UniqueConstraint(fields=["obligation", "level"], name="escalation_level_once")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.level}"


class DeputyPeriod(models.Model):
    """While a person is away, a colleague of the same organisation is told and may be asked instead."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ("first_day", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(user=models.F("deputy")), name="deputy_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="deputy_period_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.deputy_id}"
