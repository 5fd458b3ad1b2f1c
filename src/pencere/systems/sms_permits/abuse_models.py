"""What the abuse desk keeps: patterns that were found, proposals for long blocks, appeals, and
permits of which a person said that somebody else asked for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.clock import now
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text
from pencere.systems.sms_permits.abuse_rules import OUTCOMES, PATTERNS, STATES


class Finding(models.Model):
    """A pattern in the messages of one phone or about one person, for an officer to look at."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pattern = models.CharField(max_length=20)
    sender = models.CharField(max_length=16, blank=True)
    """The phone that it is about (E.164); "" when it is about a person."""
    subject = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    count = models.PositiveIntegerField()
    """How many of what the pattern counts: people, phones, refusals, …"""
    threshold = models.PositiveIntegerField()
    """From how many on it was worth a look, as the rules then said."""
    messages = models.PositiveIntegerField()
    severity = models.PositiveSmallIntegerField()
    """1 a little above the threshold, 2 twice, 3 four times and more; a person's word is 3."""
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    """First and last of the messages that it is made of."""
    found_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=8, default="open")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True)
    label = models.JSONField(default=dict)
    """Agency and post of who decided, as they then were."""
    reason = models.CharField(max_length=1000, blank=True)
    block_id = models.UUIDField(null=True)
    """The block that it led to."""

    class Meta:
        db_table = "sms_permits_finding"
        constraints = [
            models.UniqueConstraint(
                "pattern",
                "sender",
                "subject",
                condition=Q(state="open"),
                nulls_distinct=False,
                name="finding_open_once",
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="finding_state_is_known"),
            models.CheckConstraint(
                condition=Q(pattern__in=list(PATTERNS)), name="finding_pattern_is_known"
            ),
            models.CheckConstraint(
                condition=(Q(sender="") & Q(subject__isnull=False))
                | (~Q(sender="") & Q(subject__isnull=True)),
                name="finding_about_a_phone_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="finding_decided_or_open",
            ),
        ]
        indexes = [
            models.Index(
                F("state"), F("severity").desc(), F("last_at").desc(), F("id"), name="finding_list"
            ),
            models.Index("sender", condition=~Q(sender=""), name="finding_by_sender"),
            models.Index("subject", condition=Q(subject__isnull=False), name="finding_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pattern} {self.pk}"

    @property
    def about(self) -> str:
        """How the journal names it."""
        return f"finding:{self.pk}"


class BlockProposal(models.Model):
    """A block for which a second officer is needed, since it is of a person and long."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(
        Finding, null=True, on_delete=models.PROTECT, related_name="proposals", db_index=False
    )
    subject = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=20)
    words = models.CharField(max_length=1000, blank=True)
    until = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    label = models.JSONField(default=dict)
    proposed_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        db_table = "sms_permits_block_proposal"
        constraints = [
            models.UniqueConstraint(
                "subject", condition=Q(decided_at__isnull=True), name="block_one_open_proposal"
            ),
            models.CheckConstraint(
                condition=Q(is_confirmed=False) | ~Q(decided_by=F("proposed_by")),
                name="block_has_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def post_label(self) -> Text:
        """Agency and post of who proposed it."""
        return Text(self.label)


class Appeal(models.Model):
    """Somebody says that a block is wrong; another officer than the one who blocked decides."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    block_id = models.UUIDField()
    imposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Who blocked: kept here so that the database can refuse their decision."""
    appellant = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """None for the holder of a phone who came to a service centre."""
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    """How the answer reaches who has no account."""
    text = models.TextField()
    key = models.UUIDField(unique=True)
    """Of the form in which it was written: a repeat is the same appeal."""
    made_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    """By when it must be decided."""
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    """The officer who wrote it down for somebody."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True)
    label = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, blank=True)
    answer = models.CharField(max_length=2000, blank=True)
    until = models.DateTimeField(null=True)
    """The new end of a block that was shortened."""

    class Meta:
        db_table = "sms_permits_appeal"
        constraints = [
            models.UniqueConstraint(
                "block_id", condition=Q(decided_at__isnull=True), name="appeal_one_open_of_a_block"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("imposed_by")),
                name="appeal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (Q(outcome__in=OUTCOMES, decided_at__isnull=False) & ~Q(answer="")),
                name="appeal_decision_is_whole",
            ),
        ]
        indexes = [
            models.Index("block_id", F("made_at").desc(), name="appeal_by_block"),
            models.Index("due_at", condition=Q(decided_at__isnull=True), name="appeal_queue"),
            models.Index(
                "appellant",
                F("made_at").desc(),
                condition=Q(appellant__isnull=False),
                name="appeal_by_appellant",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def about(self) -> str:
        """How the journal and notices name it."""
        return f"appeal:{self.number}"

    @property
    def post_label(self) -> Text:
        """Agency and post of who decided."""
        return Text(self.label)


class Disowning(models.Model):
    """A person says that a permit with their document was asked for by somebody else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    permit_id = models.UUIDField(unique=True)
    subject = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    sender = models.CharField(max_length=16)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    said_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "sms_permits_disowning"
        indexes = [models.Index("sender", "said_at", name="disowning_by_sender")]

    def __str__(self) -> str:
        return str(self.permit_id)
