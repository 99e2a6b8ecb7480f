"""Generations of the index, and searches that people keep."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core import config


class IndexGeneration(models.Model):
    """One whole build of the index. `replay_events` happened while it was built; applied before the swap."""

    class State(models.TextChoices):
        BUILDING = "building", pgettext_lazy("index generation", "building")
        ACTIVE = "active", pgettext_lazy("index generation", "active")
        RETIRED = "retired", pgettext_lazy("index generation", "retired")
        FAILED = "failed", pgettext_lazy("index generation", "failed")

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.BUILDING)
    analyzer_version = models.CharField(max_length=20)
    document_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True, blank=True)
    last_event_id = models.BigIntegerField(default=0)
    replay_events = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        verbose_name = _("index generation")
        verbose_name_plural = _("index generations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["building", "active", "retired", "failed"]),
                name="index_generation_state",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="active"), name="index_generation_one_active"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="building"), name="index_generation_one_building"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.state})"


class SavedSearch(models.Model):
    """A search under a name that its owner chose. `query`: the address after “?”, in canonical order."""

    user = models.ForeignKey(
        config.user_model_name(), on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name of the search"), max_length=80)
    page = models.CharField(max_length=10)
    query = models.TextField(blank=True)
    created_at = models.DateTimeField()
    tells = models.BooleanField(_("tells of new records"), default=True, db_default=True)
    # what was published until then has been told, or was there when the search was saved
    told_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__in=["offers", "demands", "experts", "all"]), name="saved_search_page"
            ),
            models.UniqueConstraint(fields=["user", "name"], name="saved_search_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
