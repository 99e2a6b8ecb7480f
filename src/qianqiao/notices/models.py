"""Notices tell a person that something happened; a to-do is something that waits for one of several people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianqiao.organisations.models import Organisation, User


class Notice(models.Model):
    """One person is told one thing once: `key` repeats for the same cause and person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(_("kind"), max_length=60)
    params = models.JSONField(default=dict)
    address = models.CharField(_("address"), max_length=300, blank=True)
    key = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["user", "-created_at"], name="notice_by_user")]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.key}"


class Todo(models.Model):
    """Something to be done in an organisation by whoever holds a permission there, or by one person, until a time."""

    key = models.CharField(max_length=160, unique=True)
    code = models.CharField(_("kind"), max_length=60)
    params = models.JSONField(default=dict)
    address = models.CharField(_("address"), max_length=300)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="todos"
    )
    permission = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="todos")
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("to-do")
        verbose_name_plural = _("to-dos")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(organisation__isnull=False),
                name="todo_has_a_holder",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.key}"
