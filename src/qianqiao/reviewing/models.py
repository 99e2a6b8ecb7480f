"""One look at one submitted record: who wrote, who decided, what was said of which field."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from qianqiao.organisations.models import Organisation, User


class RecordReview(models.Model):
    """A record that was submitted. `written_by` wrote last and does not decide; `asked` were told by name.

    Accepted means that it waits for the platform's check; without `accepted_by` nobody else of the organisation could look.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waits for review")
        ACCEPTED = "accepted", _("Waits for the platform's check")
        RETURNED = "returned", _("Returned")
        PUBLISHED = "published", _("Published")
        DROPPED = "dropped", _("Withdrawn before review")

    number = models.CharField(_("number"), max_length=16, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    written_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked = ArrayField(models.BigIntegerField(), default=list, blank=True)
    comments = models.JSONField(_("comments on fields"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    submitted_at = models.DateTimeField(_("submitted"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("review of a record")
        verbose_name_plural = _("reviews of records")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "accepted", "returned", "published", "dropped"]),
                name="record_review_state",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(state__in=["open", "accepted"]),
                name="record_review_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
