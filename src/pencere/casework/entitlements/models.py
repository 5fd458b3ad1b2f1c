"""What agencies granted: entitlements, their history, the reminders before their end.

An entitlement's state repeats what its events lead to, so that lists need not add them up;
only `lifecycle` writes either. Events are never changed or deleted: the database refuses it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from pencere.casework.entitlements.rules import ALIVE, MOVES, STATES
from pencere.kernel.clock import now
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class Entitlement(models.Model):
    """A licence, a permit, a certificate: what somebody may do because an agency granted it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    title = models.JSONField()
    service = models.CharField(max_length=80)
    """The service that granted it; its current definition says what may be done with it."""
    agency = models.ForeignKey(
        "parties.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder_name = models.CharField(max_length=300)
    activity = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=20, blank=True)
    public_register = models.CharField(max_length=80, blank=True)
    public_name = models.CharField(max_length=300, blank=True)
    """The holder as the public register names them; "" for who is not named."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """The last day on which it holds; None when it doesn't end."""
    state = models.CharField(max_length=10, default="valid")
    suspended_until = models.DateField(null=True)
    """The last day of a suspension that ends by itself."""
    chain = models.UUIDField()
    """Id of the first of those that renewed each other."""
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    document_id = models.UUIDField(null=True)
    """The document that proves it now."""
    case = models.CharField(max_length=20, blank=True)
    """Reference of the application that granted or changed it last."""
    answers = models.JSONField(default=dict)
    """For one that no application here granted: what a renewal's form begins with."""
    record_register = models.CharField(max_length=80, blank=True)
    record_id = models.UUIDField(null=True)
    """The record that the grant wrote; it ends with the entitlement."""
    search_key = models.TextField()
    public_key = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "chain", condition=Q(state__in=ALIVE), name="entitlement_one_alive_in_chain"
            ),
            models.CheckConstraint(
                condition=Q(state__in=STATES), name="entitlement_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="entitlement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(suspended_until__isnull=True) | Q(state="suspended"),
                name="entitlement_until_while_suspended",
            ),
            models.CheckConstraint(
                condition=Q(record_id__isnull=True) | ~Q(record_register=""),
                name="entitlement_record_has_register",
            ),
        ]
        indexes = [
            models.Index(F("holder"), F("id").desc(), name="entitlement_by_holder"),
            models.Index(
                F("agency"), F("valid_from").desc(), F("id").desc(), name="entitlement_by_agency"
            ),
            models.Index(
                F("public_register"),
                F("valid_from").desc(),
                F("id").desc(),
                condition=~Q(public_register=""),
                name="entitlement_public",
            ),
            models.Index("document_id", name="entitlement_by_document"),
            models.Index("valid_until", condition=Q(state__in=ALIVE), name="entitlement_expiring"),
            models.Index(
                "suspended_until",
                condition=Q(state="suspended"),
                name="entitlement_suspension_ends",
            ),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="entitlement_search"),
            GinIndex(
                fields=["public_key"],
                opclasses=["gin_trgm_ops"],
                condition=~Q(public_register=""),
                name="entitlement_public_search",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> Text:
        """What it is called, in each language."""
        return Text(self.title)

    @property
    def about(self) -> str:
        """How the journal and notices name it."""
        return f"entitlement:{self.number}"


class LifeEvent(models.Model):
    """One thing that happened to an entitlement. Rows are only ever inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    """The state that followed."""
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    label = models.JSONField(default=dict)
    """How others see who acted."""
    reason = models.JSONField(default=dict)
    """The reason's words as they stood then."""
    comment = models.TextField(blank=True)
    """What the holder is told besides."""
    until = models.DateField(null=True)
    """Of a suspension: its last day."""
    case = models.CharField(max_length=20, blank=True)
    document_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(MOVES)), name="life_event_is_known"),
        ]
        indexes = [models.Index("entitlement", "id", name="life_event_by_entitlement")]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.kind}"


class Proposal(models.Model):
    """What one officer wants to do and a second must confirm."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="proposals")
    action = models.CharField(max_length=10)
    reason = models.CharField(max_length=80, blank=True)
    comment = models.TextField(blank=True)
    until = models.DateField(null=True)
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
        constraints = [
            models.UniqueConstraint(
                "entitlement",
                condition=Q(decided_at__isnull=True),
                name="entitlement_one_open_proposal",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="proposal_has_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.action}"


class Reminder(models.Model):
    """A day on which the holder is told that it ends soon; once each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="reminders", db_index=False
    )
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    is_sent = models.BooleanField(default=False)
    """False with `done_at` set: its time went by, or the entitlement ended otherwise."""

    class Meta:
        constraints = [
            models.UniqueConstraint("entitlement", "due_on", name="reminder_once_each"),
        ]
        indexes = [
            models.Index("due_on", condition=Q(done_at__isnull=True), name="reminder_due"),
        ]

    def __str__(self) -> str:
        return f"{self.entitlement_id} {self.due_on}"
