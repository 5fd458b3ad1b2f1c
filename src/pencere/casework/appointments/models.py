"""Appointments, the days on which a place is open otherwise than usual, and calendar feeds.

A time has numbered seats; a partial unique index lets each be had once, so a place can't be
given twice whatever the code above does.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pencere.kernel.clock import now
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text


class Appointment(models.Model):
    """A time that somebody has, or had, at a place for an application."""

    class Status(models.TextChoices):
        HOLD = "hold"
        """Kept for some minutes while they make up their mind."""
        BOOKED = "booked"
        HELD = "held"
        """They came."""
        MISSED = "missed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=Status.choices)
    hold_until = models.DateTimeField(null=True)
    application_id = models.UUIDField()
    reference = models.CharField(max_length=20)
    """Of the application."""
    service = models.CharField(max_length=80)
    title = models.JSONField(default=dict)
    """The service's, in each language."""
    state = models.CharField(max_length=40)
    """The state of the workflow that asked for it."""
    link = models.CharField(max_length=300, blank=True)
    """Path of the page on which the applicant follows the application."""
    scope = models.CharField(max_length=80, blank=True)
    """What a mandate must cover to see it in a calendar."""
    party = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """The applicant."""
    is_current = models.BooleanField(default=True)
    """Whether it belongs to the application's present stay in the state."""
    is_by_agency = models.BooleanField(default=False)
    """Of a cancelled one: whether the agency took it back."""
    sequence = models.PositiveIntegerField(default=0)
    """How often it was changed, as calendars count (RFC 5545, 3.8.7.4)."""
    idempotency_key = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "place",
                "starts_at",
                "seat",
                condition=Q(status__in=["hold", "booked", "held"]),
                name="appointment_seat_is_had_once",
            ),
            models.UniqueConstraint(
                "application_id", condition=Q(status="booked"), name="appointment_one_booked"
            ),
            models.UniqueConstraint(
                "application_id", condition=Q(status="hold"), name="appointment_one_hold"
            ),
            models.CheckConstraint(condition=Q(seat__gte=1), name="appointment_seat_is_counted"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="appointment_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(status="hold", hold_until__isnull=False)
                | (~Q(status="hold") & Q(hold_until__isnull=True)),
                name="appointment_hold_ends",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["hold", "booked", "held", "missed", "cancelled"]),
                name="appointment_status_is_known",
            ),
        ]
        indexes = [
            models.Index("application_id", "id", name="appointment_of_application"),
            models.Index("party", "starts_at", name="appointment_of_party"),
            models.Index("place", "starts_at", name="appointment_at_place"),
            models.Index("ends_at", condition=Q(status="booked"), name="appointment_ahead"),
            models.Index("hold_until", condition=Q(status="hold"), name="appointment_holds"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.place} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def about(self) -> str:
        """How the journal names the application that it is for."""
        return f"application:{self.reference}"

    @property
    def service_title(self) -> Text:
        return Text(self.title)

    @property
    def day(self) -> dt.date:
        """The day in the country's time."""
        return timezone.localdate(self.starts_at)


class Exceptional(models.Model):
    """A place is closed, or open, otherwise than its pattern says. Rows are not deleted."""

    class Kind(models.TextChoices):
        CLOSED = "closed"
        OPEN = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField(default=1)
    """Of an opening: how many at a time."""
    reason = models.CharField(max_length=200, blank=True)
    """What people are told whose appointment a closure takes."""
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="exceptional_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["closed", "open"]), name="exceptional_kind_is_known"
            ),
        ]
        indexes = [
            models.Index(
                "place",
                "ends_at",
                condition=Q(withdrawn_at__isnull=True),
                name="exceptional_at_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.kind} {self.starts_at:%Y-%m-%d %H:%M}"


class Feed(models.Model):
    """A calendar's address that needs no sign-in: whoever has it may read. Only its hash is
    kept, so that a copy of the database opens no calendar."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Whose feed it is; what they may no longer see, it no longer shows."""
    party = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Whose appointments; None for a place's."""
    place = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8)
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the address's secret, which has 256 random bits."""
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account",
                "party",
                "place",
                nulls_distinct=False,
                name="feed_one_for_each",
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False, place="") | Q(party__isnull=True, place__gt=""),
                name="feed_is_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.place}"
