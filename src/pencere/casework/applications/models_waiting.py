"""What a case waits for, and what it hangs together with: opinions of other agencies, its
payment, other cases. Tables of `applications`, which `models.py` offers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pencere.kernel.clock import now
from pencere.kernel.ids import new_id


class Opinion(models.Model):
    """What another agency is asked about a case, and what it says."""

    class State(models.TextChoices):
        PENDING = "pending"
        POSITIVE = "positive"
        CONDITIONAL = "conditional"
        NEGATIVE = "negative"
        SILENT = "silent"
        """The time is over without an answer."""
        WITHDRAWN = "withdrawn"
        """It is not asked for any more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application",
        on_delete=models.CASCADE,
        related_name="opinions",
        db_index=False,
    )
    case_state = models.CharField(max_length=40)
    """The state of the workflow that asks."""
    round = models.PositiveSmallIntegerField(default=1)
    """Grows each time that the case comes into a state that asks."""
    agency = models.ForeignKey(
        "parties.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=40)
    title = models.JSONField()
    """The question, in each language."""
    is_silence_consent = models.BooleanField(default=False)
    law = models.JSONField(default=dict)
    """Which law makes silence a consent."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    asked_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    """Who answered for the agency."""
    label = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    file = models.ForeignKey(
        "files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "application",
                "agency",
                "role",
                condition=Q(state="pending"),
                name="opinion_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", answered_at__isnull=True)
                | (~Q(state="pending") & Q(answered_at__isnull=False)),
                name="opinion_answered_when_done",
            ),
        ]
        indexes = [
            models.Index("application", "id", name="opinion_by_application"),
            models.Index(
                "agency",
                "role",
                "due_at",
                "id",
                condition=Q(state="pending"),
                name="opinion_queue",
            ),
            models.Index(
                F("agency"),
                F("role"),
                F("answered_at").desc(),
                condition=~Q(state="pending"),
                name="opinion_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.agency_id}"

    @property
    def is_pending(self) -> bool:
        """Whether the asked agency still may answer."""
        return self.state == self.State.PENDING


class Payment(models.Model):
    """What is owed for one application, and how it was paid."""

    class State(models.TextChoices):
        DUE = "due"
        PROVEN = "proven"
        """The applicant named a receipt; an officer has to look."""
        CONFIRMED = "confirmed"

    application = models.OneToOneField(
        "applications.Application",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="payment",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    amount_minor = models.BigIntegerField(null=True)
    """What is owed, fixed when it was first asked for; None where no tariff said it."""
    currency = models.CharField(max_length=3)
    receipt = models.CharField(max_length=40, blank=True)
    """Number of the bank's receipt, as the applicant typed it, in capitals."""
    proven_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    paid_minor = models.BigIntegerField(null=True)
    provider = models.CharField(max_length=40, blank=True)
    transaction = models.CharField(max_length=80, blank=True)
    """Under what number the provider knows it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "receipt", condition=~Q(receipt=""), name="payment_receipt_serves_once"
            ),
            models.UniqueConstraint(
                "provider",
                "transaction",
                condition=~Q(transaction=""),
                name="payment_transaction_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True) | Q(amount_minor__gte=0),
                name="payment_amount_is_no_debt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"


class CaseLink(models.Model):
    """Two cases that belong together: `later` came after `earlier` and because of it."""

    class Kind(models.TextChoices):
        APPEAL = "appeal"
        """`later` is the appeal against what was decided in `earlier`."""
        MERGED = "merged"
        """`later` asked for the same and goes on in `earlier`."""
        RENEWAL = "renewal"
        SAME_MATTER = "same-matter"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    earlier = models.ForeignKey(
        "applications.Application",
        on_delete=models.PROTECT,
        related_name="later_links",
        db_index=False,
    )
    later = models.ForeignKey(
        "applications.Application",
        on_delete=models.PROTECT,
        related_name="earlier_links",
        db_index=False,
    )
    at = models.DateTimeField(default=now)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    """What a merge changed in `later`, so that it can be undone."""
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "kind",
                "earlier",
                "later",
                condition=Q(undone_at__isnull=True),
                name="case_link_once",
            ),
            models.UniqueConstraint(
                "earlier",
                condition=Q(kind="appeal", undone_at__isnull=True),
                name="case_link_one_appeal",
            ),
        ]
        indexes = [
            models.Index("earlier", name="case_link_by_earlier"),
            models.Index("later", name="case_link_by_later"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.earlier_id} {self.later_id}"
