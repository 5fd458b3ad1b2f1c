"""What regimes set: versions of their values, when each holds, and what officers propose.

Values never change once they are written; a version's time does, by a new row that replaces the
old one. So it can still be said what was to hold on Friday by what was known on Tuesday.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class _Time(Func):
    """The time from one instant until another, the latter not included."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Regime(models.Model):
    """A regime that has rules. Whoever decides about it locks this row."""

    code = models.CharField(primary_key=True, max_length=40)
    agency = models.ForeignKey("parties.Agency", on_delete=models.PROTECT, related_name="+")
    """Whose officers decide."""
    decided_at = models.DateTimeField(null=True)
    """The latest instant of a decision: later ones are never dated before it."""
    seed = models.CharField(max_length=64)
    """Digest of what the country pack last brought."""

    def __str__(self) -> str:
        return self.code


class Proposal(models.Model):
    """A change that an officer has in mind, proposes, and that another one decides about."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        WAITING = "waiting"
        APPROVED = "approved"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    class Kind(models.TextChoices):
        CHANGE = "change"
        LIFT = "lift"
        """Nothing holds in that time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    status = models.CharField(max_length=9, choices=Status.choices)
    typed = models.JSONField(default=dict)
    """Of a draft: the form as it was left, each name with what was typed."""
    values = models.JSONField(null=True)
    """Of a draft: as they were when they were last right."""
    valid_from = models.DateTimeField(null=True)
    """None: as soon as it is approved."""
    valid_until = models.DateTimeField(null=True)
    ends_regime = models.BooleanField(default=False)
    """Whether nothing holds after `valid_until`; else what would hold without it."""
    reason = models.CharField(max_length=2000, blank=True)
    law = models.CharField(max_length=500, blank=True)
    """The decision or law that it carries out, as the officer names it."""
    language = models.CharField(max_length=10, blank=True)
    """In which the officer wrote."""
    based_on = models.ForeignKey(
        "Version", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """The version whose values it began with."""
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by", db_index=False
    )
    """The proposal that it carries over to rules that were decided on meanwhile."""
    timeline = models.JSONField(default=list)
    """What was to hold when it was proposed: what it replaces may not change until it is
    decided."""
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_label = models.JSONField(default=dict)
    """Agency and post of the officer in each language, as they then were."""
    created_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_label = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=2000, blank=True)
    """Why it was rejected, or what whoever approved it added."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(status__in=["approved", "rejected"])
                | ~Q(decided_by=F("proposed_by")),
                name="regimes_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "waiting"], decided_at__isnull=True)
                | Q(status__in=["approved", "rejected"], decided_by__isnull=False)
                | Q(status="withdrawn", decided_at__isnull=False),
                name="regimes_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(kind="change", values__isnull=False)
                | Q(kind="lift", values__isnull=True),
                name="regimes_change_has_values",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                name="regimes_proposal_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index("regime", F("created_at").desc(), name="regimes_proposals"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def about(self) -> str:
        """How the journal and notices name it."""
        return f"regime-proposal:{self.pk}"

    @property
    def proposer(self) -> Text:
        """Agency and post of who proposed it."""
        return Text(self.proposed_label)

    @property
    def decider(self) -> Text:
        """Agency and post of who decided."""
        return Text(self.decided_label)


class Version(models.Model):
    """Values that a regime set or sets."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    marks = models.JSONField(default=dict)
    """By field: `law` (words in each language) and `is_confirmed`, where the pack says so."""
    reason = models.JSONField()
    """In each language, or the officer's words under their language only."""
    law = models.JSONField(default=dict)
    proposal = models.OneToOneField(
        Proposal, null=True, on_delete=models.PROTECT, related_name="version"
    )
    """None for what the country pack brought."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("regime", "number", name="regimes_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.regime_id} {self.number}"


class Period(models.Model):
    """When a version holds, as far as is known since `known_from`."""

    id = models.BigAutoField(primary_key=True)
    regime = models.ForeignKey(
        Regime, on_delete=models.PROTECT, related_name="periods", db_index=False
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="periods")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    """When a later decision said otherwise."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="regimes_one_version_at_a_time",
                expressions=[
                    ("regime", RangeOperators.EQUAL),
                    (
                        _Time("starts_at", "ends_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="regimes_period_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.starts_at}"


class Trial(models.Model):
    """What a proposal would have made of one day: counted by a job, shown with the proposal."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="trials")
    day = models.DateField()
    digest = models.CharField(max_length=64)
    """Of the values that were tried."""
    status = models.CharField(max_length=7, choices=Status.choices)
    total = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=list)
    """[purpose, was, would be, how many]; "" is granted."""
    words = models.JSONField(default=dict)
    """`purposes` and `reasons`, words in each language by code."""
    listed = models.PositiveIntegerField(default=0)
    """How many of those whose answer changes are kept one by one."""
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("proposal", F("asked_at").desc(), name="regimes_trials")]

    def __str__(self) -> str:
        return str(self.pk)


class TrialCase(models.Model):
    """Somebody whose answer would have been another one."""

    id = models.BigAutoField(primary_key=True)
    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="cases", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    subject = models.UUIDField(null=True)
    purpose = models.CharField(max_length=60)
    was = models.CharField(max_length=60, blank=True)
    would_be = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("trial", "number", name="regimes_trial_case")]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.number}"
