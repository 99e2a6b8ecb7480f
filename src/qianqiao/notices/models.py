"""Notices tell a person that something happened; a to-do is something that waits for one of several people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianqiao.notices.topics import TOPICS, Mail
from qianqiao.organisations.models import Organisation, User

TOPIC_CHOICES = [(topic.code, topic.label) for topic in TOPICS.values()]
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]


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


class MailChoice(models.Model):
    """When a person wants the notices of a topic by e-mail; without a row the topic's own default holds."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_choices")
    topic = models.CharField(_("topic"), max_length=20, choices=TOPIC_CHOICES)
    mail = models.CharField(_("by e-mail"), max_length=8, choices=Mail)

    class Meta:
        verbose_name = _("choice of e-mails")
        verbose_name_plural = _("choices of e-mails")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="mail_choice_once"),
            models.CheckConstraint(condition=models.Q(mail__in=Mail.values), name="mail_choice_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic}: {self.mail}"


class MailLanguage(models.Model):
    """The language in which a person gets e-mails."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mail_language")
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES)

    class Meta:
        verbose_name = _("language of e-mails")
        verbose_name_plural = _("languages of e-mails")

    def __str__(self) -> str:
        return f"{self.user_id} {self.language}"


class Sending(models.Model):
    """Something on its way to the outside: tried with growing pauses until it is sent, empty or given up."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENT = "sent", _("sent")
        EMPTY = "empty", _("nothing to send")
        DEAD = "dead", _("given up")

    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        abstract = True


class MailDigest(Sending):
    """All that a person is told by one e-mail on one day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_digests")
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("daily e-mail")
        verbose_name_plural = _("daily e-mails")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="mail_digest_once")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(state="pending"), name="mail_digest_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"


class Delivery(Sending):
    """One notice on its way to a mail box: by a mail of its own, or in the digest of a day."""

    class Way(models.TextChoices):
        MAIL = "mail", _("e-mail of its own")
        DIGEST = "digest", _("in the daily e-mail")

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="delivery")
    way = models.CharField(_("way"), max_length=8, choices=Way)
    digest = models.ForeignKey(
        MailDigest, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries"
    )

    class Meta:
        verbose_name = _("delivery of a notice")
        verbose_name_plural = _("deliveries of notices")
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="pending"), name="delivery_due")
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.notice_id}"


class Webhook(models.Model):
    """An address of an organisation's group chat or system that is told what waits there."""

    class Form(models.TextChoices):
        WECOM = "wecom", _("WeCom group robot")
        DINGTALK = "dingtalk", _("DingTalk group robot")
        FEISHU = "feishu", _("Feishu group robot")
        PLAIN = "plain", _("Signed JSON")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(_("name"), max_length=60)
    form = models.CharField(_("kind of receiver"), max_length=10, choices=Form)
    address = models.CharField(_("address"), max_length=500)
    secret = models.CharField(_("secret"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(form__in=["wecom", "dingtalk", "feishu", "plain"]), name="webhook_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.name}"


class WebhookPost(Sending):
    """One thing on its way to a webhook; the same key goes there once."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="posts")
    key = models.CharField(max_length=200)
    code = models.CharField(_("kind"), max_length=60)
    params = models.JSONField(default=dict)
    address = models.CharField(_("address"), max_length=300, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("webhook post")
        verbose_name_plural = _("webhook posts")
        constraints = [models.UniqueConstraint(fields=["webhook", "key"], name="webhook_post_once")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(state="pending"), name="webhook_post_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.key}"
