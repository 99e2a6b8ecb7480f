"""Vectors of records, results of match runs, what people say of matches, what they follow, quality week by week."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core import config


class RecordVector(models.Model):
    """One text of a record as one model sees it. Text that is not public has none: it is encoded when asked."""

    class Part(models.TextChoices):
        TITLE = "title", _("title")
        TEXT = "text", _("text")

    number = models.CharField(_("number"), max_length=16)
    revision = models.PositiveIntegerField(_("revision"))
    document = models.SmallIntegerField(_("document"), default=-1)
    language = models.CharField(_("language"), max_length=8)
    part = models.CharField(_("part"), max_length=5, choices=Part)
    encoder = models.CharField(_("encoder"), max_length=200)
    vector = models.BinaryField(_("vector"))

    class Meta:
        verbose_name = _("vector")
        verbose_name_plural = _("vectors")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "document", "language", "part", "encoder"], name="record_vector_once"
            ),
            models.CheckConstraint(condition=models.Q(part__in=["title", "text"]), name="record_vector_part"),
        ]
        indexes = [models.Index(fields=["encoder", "number", "revision"], name="record_vector_of")]

    def __str__(self) -> str:
        return f"{self.number}@{self.revision} {self.language} {self.part}"


class VectorGeneration(models.Model):
    """A set of text models whose vectors serve matching together, are built beside those that serve, or served once.

    `encoder` joins the identities of the models; `members` keeps for each what opens it again, without any key.
    """

    class State(models.TextChoices):
        BUILDING = "building", pgettext_lazy("vector generation", "building")
        ACTIVE = "active", pgettext_lazy("vector generation", "active")
        RETIRED = "retired", pgettext_lazy("vector generation", "retired")

    encoder = models.TextField(_("encoder"), unique=True)
    members = models.JSONField(_("text models"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=State)
    begun_at = models.DateTimeField(_("begun"))
    activated_at = models.DateTimeField(_("in use since"), null=True)
    retired_at = models.DateTimeField(_("retired on"), null=True)

    class Meta:
        verbose_name = _("vector generation")
        verbose_name_plural = _("vector generations")
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state__in=["building", "active"]),
                name="vector_generation_one_of_each",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["building", "active", "retired"]),
                name="vector_generation_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.encoder} ({self.state})"


class MatchRun(models.Model):
    """The ranked and explained candidates of one record against one state of a stock.

    `reading` says how much of the subject's text was used (full or public); `stock` names the state of the stock,
    `stock_size` its records. `result` holds the matches as written by `results.py`.
    """

    class Direction(models.TextChoices):
        OFFERS = "offers", _("offers")
        DEMANDS = "demands", _("demands")
        EXPERTS = "experts", _("experts")

    number = models.CharField(_("number"), max_length=16)
    revision = models.PositiveIntegerField(_("revision"))
    reading = models.CharField(_("reading"), max_length=8)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    stock = models.CharField(_("stock"), max_length=60)
    stock_size = models.PositiveIntegerField(_("records in stock"))
    engine = models.CharField(_("engine"), max_length=40)
    encoder = models.CharField(_("encoder"), max_length=200)
    result = models.JSONField(_("result"), default=dict)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "revision", "reading", "direction", "stock", "engine", "encoder"],
                name="match_run_once",
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["offers", "demands", "experts"]), name="match_run_direction"
            ),
            models.CheckConstraint(
                condition=models.Q(reading__in=["full", "public"]), name="match_run_reading"
            ),
        ]
        indexes = [models.Index(fields=["number", "direction", "-id"], name="match_run_latest")]

    def __str__(self) -> str:
        return f"{self.number}@{self.revision} → {self.direction}"


class MatchJudgement(models.Model):
    """What one person says of one pair, with the score that the person saw; one per person and pair.

    `who` tells which interest the person had in the pair. Run, score and versions are copies: runs are let go.
    """

    class Verdict(models.TextChoices):
        USEFUL = "useful", _("useful")
        UNSUITABLE = "unsuitable", _("not suitable")

    class Who(models.TextChoices):
        DEMAND_SIDE = "demand_side", _("demand side")
        OFFER_SIDE = "offer_side", _("offer side")
        OPERATOR = "operator", _("operator")
        READER = "reader", _("reader")

    user = models.ForeignKey(config.user_model_name(), on_delete=models.CASCADE, related_name="+")
    demand = models.CharField(_("number of the demand"), max_length=16)
    offer = models.CharField(_("number of the offer or expert"), max_length=16)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    text = models.CharField(_("in own words"), max_length=300, blank=True)
    who = models.CharField(_("who judged"), max_length=12, choices=Who)
    run = models.BigIntegerField(_("match run"), null=True, blank=True)
    rank = models.PositiveIntegerField(_("place"), default=0)
    score = models.FloatField(_("score"))
    engine = models.CharField(_("engine"), max_length=80)
    encoder = models.CharField(_("encoder"), max_length=200)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("judgement of a match")
        verbose_name_plural = _("judgements of matches")
        constraints = [
            models.UniqueConstraint(fields=["user", "demand", "offer"], name="match_judgement_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["useful", "unsuitable"]), name="match_judgement_verdict"
            ),
            models.CheckConstraint(
                condition=models.Q(who__in=["demand_side", "offer_side", "operator", "reader"]),
                name="match_judgement_who",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="useful", reason="")
                | (models.Q(verdict="unsuitable") & ~models.Q(reason="")),
                name="match_judgement_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=1), name="match_judgement_score"
            ),
        ]
        indexes = [
            models.Index(fields=["demand", "offer"], name="match_judgement_pair"),
            models.Index(fields=["offer"], name="match_judgement_offer"),
        ]

    def __str__(self) -> str:
        return f"{self.demand} · {self.offer}: {self.verdict}"


class DockedPair(models.Model):
    """What one side of a case made of the pair, as a level; the newest of each side counts. `case` is a public number."""

    demand = models.CharField(_("number of the demand"), max_length=16)
    offer = models.CharField(_("number of the offer or expert"), max_length=16)
    who = models.CharField(_("who judged"), max_length=12)
    level = models.PositiveSmallIntegerField(_("level"))
    reasons = models.JSONField(_("reasons"), default=list)
    case = models.CharField(_("case"), max_length=16)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("pair judged by docking")
        verbose_name_plural = _("pairs judged by docking")
        constraints = [
            models.UniqueConstraint(fields=["demand", "offer", "who"], name="docked_pair_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="docked_pair_level"),
            models.CheckConstraint(
                condition=models.Q(who__in=["demand_side", "offer_side"]), name="docked_pair_who"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand} · {self.offer}: {self.level}"


class MatchSubscription(models.Model):
    """A person is told once a week which matches of a record are new."""

    user = models.ForeignKey(config.user_model_name(), on_delete=models.CASCADE, related_name="+")
    number = models.CharField(_("number"), max_length=16)
    language = models.CharField(_("language"), max_length=8)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["user", "number"], name="match_subscription_once"),
            models.CheckConstraint(
                condition=models.Q(language__in=["zh-hans", "en"]), name="match_subscription_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.number}"


class MatchDigest(models.Model):
    """A person's digest of one week: prepared with its matches first, then sent; `empty` where nothing was new."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        SENT = "sent", _("sent")
        EMPTY = "empty", _("nothing new")
        DEAD = "dead", _("given up")

    user = models.ForeignKey(config.user_model_name(), on_delete=models.CASCADE, related_name="+")
    week = models.DateField(_("week"))
    state = models.CharField(_("state"), max_length=8, choices=State)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(_("created"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(fields=["user", "week"], name="match_digest_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "sent", "empty", "dead"]), name="match_digest_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.week} {self.state}"


class DigestedMatch(models.Model):
    """A candidate that a subscriber has seen: in a digest, or when the subscription began (then without one)."""

    subscription = models.ForeignKey(MatchSubscription, on_delete=models.CASCADE, related_name="seen")
    digest = models.ForeignKey(
        MatchDigest, on_delete=models.CASCADE, related_name="matches", null=True, blank=True
    )
    number = models.CharField(_("number"), max_length=16)
    score = models.FloatField(_("score"))

    class Meta:
        verbose_name = _("digested match")
        verbose_name_plural = _("digested matches")
        constraints = [models.UniqueConstraint(fields=["subscription", "number"], name="digested_match_once")]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.number}"


class OfferAppearance(models.Model):
    """An offer that has stood among the first twenty of some demand, and when last."""

    number = models.CharField(_("number"), max_length=16, unique=True)
    last_at = models.DateTimeField(_("last"))

    class Meta:
        verbose_name = _("appearance of an offer")
        verbose_name_plural = _("appearances of offers")

    def __str__(self) -> str:
        return self.number


class MatchMilestone(models.Model):
    """When a record first was on either side of a strong or likely match of a kept run, and when people of either side first saw it."""

    number = models.CharField(_("number"), max_length=16, unique=True)
    matched_at = models.DateTimeField(_("first matched"))
    shown_at = models.DateTimeField(_("first shown"), null=True)

    class Meta:
        verbose_name = _("match milestone")
        verbose_name_plural = _("match milestones")

    def __str__(self) -> str:
        return self.number


class MatchQualityWeek(models.Model):
    """The figures of one week (`week`: its Monday) as they stood when last taken; `bins`: best scores in tenths."""

    week = models.DateField(_("week"), unique=True)
    taken_at = models.DateTimeField(_("taken"))
    engine = models.CharField(_("engine"), max_length=80)
    encoder = models.CharField(_("encoder"), max_length=200)
    demands = models.PositiveIntegerField(_("demands"))
    matched = models.PositiveIntegerField(_("demands with a run"))
    covered = models.PositiveIntegerField(_("demands with a strong or likely match"))
    offers = models.PositiveIntegerField(_("offers"))
    alive = models.PositiveIntegerField(_("offers that stood among the first twenty"))
    mean_best = models.FloatField(_("mean of the best scores"))
    bins = models.JSONField(_("best scores in tenths"), default=list)

    class Meta:
        verbose_name = _("quality of a week")
        verbose_name_plural = _("quality by week")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(matched__lte=models.F("demands"))
                & models.Q(covered__lte=models.F("matched")),
                name="match_quality_week_parts",
            )
        ]

    def __str__(self) -> str:
        return str(self.week)
