"""What was asked and decided, in which language senders are answered, who is blocked.

Decisions are made by SQL in the migration: a table partitioned by the country's day, of which no
row is ever changed. A permit is the row of the decision that granted it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.clock import now
from pencere.kernel.ids import new_id
from pencere.systems.sms_permits.abuse_models import Appeal, BlockProposal, Disowning, Finding
from pencere.systems.sms_permits.rollup_models import (
    DayCount,
    DayMargin,
    HourCount,
    MinuteCount,
)

__all__ = [
    "Appeal",
    "Block",
    "BlockProposal",
    "DayCount",
    "DayMargin",
    "Decision",
    "Disowning",
    "Finding",
    "HourCount",
    "MinuteCount",
    "Sender",
]


class Decision(models.Model):
    """The answer to one request, by message or from the cabinet. Written by `deciding` alone."""

    class Channel(models.TextChoices):
        SMS = "sms"
        WEB = "web"

    class Outcome(models.TextChoices):
        GRANTED = "granted"
        REPEATED = "repeated"
        """The permit that holds was told once more."""
        REFUSED = "refused"
        TOLD = "told"
        """No permit was asked for: help, or another language."""

    pk = models.CompositePrimaryKey("day", "id")
    day = models.DateField()
    """The country's day on which it was decided: the one that limits count."""
    id = models.UUIDField()
    """Of the message or of the request in the cabinet."""
    subject = models.UUIDField(null=True)
    """The party that would leave home; None when the document led to nobody."""
    document = models.TextField()
    """Its number in canonical form; empty when none could be read."""
    purpose = models.TextField()
    """Code of the purpose by the rules in force; empty when none could be read."""
    sender = models.TextField()
    """The phone that the message came from, E.164; empty for a request from the cabinet."""
    channel = models.TextField(choices=Channel.choices)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    outcome = models.TextField(choices=Outcome.choices)
    reason = models.TextField()
    """Why not (a code of `rules.Reason`), or what was told; empty for a permit."""
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    """Of the permit that was granted or told again."""
    ordinal = models.SmallIntegerField(null=True)
    """Which permit of the person on that day it is, from 1; only a granted one has it. Two that
    were decided on the same past can't both be written: `(subject, day, ordinal)` is unique."""
    permit_day = models.DateField(null=True)
    permit_id = models.UUIDField(null=True)
    """The permit that was told again, or that this one extends."""
    is_extension = models.BooleanField()
    certificate = models.TextField()
    """Number of the doctor's certificate by which it extends another."""
    district = models.TextField()
    """ISO 3166-2 code of the district where the person is registered; empty when not known."""
    language = models.TextField()
    """In which the answer is given."""
    rules = models.UUIDField(null=True)
    """The version of the regime's rules that it was decided by; None when none was in force."""

    class Meta:
        managed = False
        db_table = "sms_permits_decision"

    def __str__(self) -> str:
        return f"{self.day} {self.id}"


class Sender(models.Model):
    """A phone that wrote to us, with the language that it last used."""

    sender = models.CharField(primary_key=True, max_length=20)
    language = models.CharField(max_length=8)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "sms_permits_sender"

    def __str__(self) -> str:
        return self.language


class Block(models.Model):
    """An officer's decision that a phone, or a person, gets no permits for a while."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.CharField(max_length=20, blank=True)
    """The phone, E.164; empty when a person is blocked."""
    subject = models.UUIDField(null=True)
    """The party; None when a phone is blocked."""
    pattern = models.CharField(max_length=40)
    """Code of what was seen: many people from one phone, …"""
    reason = models.TextField()
    """In the officer's words, which the one who is blocked reads."""
    evidence = models.JSONField(default=dict)
    """The figures that the officer saw."""
    agency = models.CharField(max_length=40)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    label = models.JSONField(default=dict)
    """How others see who decided."""
    decided_at = models.DateTimeField(default=now)
    key = models.CharField(max_length=64)
    """Of the form in which it was decided: a repeat is the same block."""
    blocked_from = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)
    """None: until somebody lifts it."""
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    lifted_because = models.TextField(blank=True)

    class Meta:
        db_table = "sms_permits_block"
        constraints = [
            models.UniqueConstraint("decided_by", "key", name="sms_block_decided_once"),
            models.CheckConstraint(
                condition=(Q(sender="") & Q(subject__isnull=False))
                | (~Q(sender="") & Q(subject__isnull=True)),
                name="sms_block_of_phone_or_person",
            ),
            models.CheckConstraint(
                condition=Q(blocked_until__isnull=True) | Q(blocked_until__gt=F("blocked_from")),
                name="sms_block_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_by__isnull=False),
                name="sms_block_lifted_by_somebody",
            ),
            models.UniqueConstraint(
                "sender",
                condition=Q(lifted_at__isnull=True, blocked_until__isnull=True) & ~Q(sender=""),
                name="sms_block_one_open_of_phone",
            ),
            models.UniqueConstraint(
                "subject",
                condition=Q(
                    lifted_at__isnull=True, blocked_until__isnull=True, subject__isnull=False
                ),
                name="sms_block_one_open_of_person",
            ),
        ]
        indexes = [
            models.Index(
                "sender",
                condition=Q(lifted_at__isnull=True) & ~Q(sender=""),
                name="sms_block_by_phone",
            ),
            models.Index(
                "subject",
                condition=Q(lifted_at__isnull=True, subject__isnull=False),
                name="sms_block_by_person",
            ),
            models.Index(F("decided_at").desc(), F("id").desc(), name="sms_block_newest"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about(self) -> str:
        """How the journal and notices name it."""
        return f"sms-block:{self.pk}"
