"""Permits that organisations and sole traders give their staff, what happened to each, and the
outbox to the ministry that keeps them.

A permit is written while it is a draft. From its confirmation on its content stands still: a
trigger of the database refuses any change but the next state (`migrations/_schema.py`).
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from pencere.kernel.ids import new_id
from pencere.systems.staff_permits.authority_models import Report, Withdrawal

__all__ = [
    "BulkRun",
    "Dispatch",
    "Employer",
    "Event",
    "ImportRow",
    "ImportRun",
    "Line",
    "Message",
    "Permit",
    "Report",
    "Trip",
    "Watch",
    "Withdrawal",
]

LIVE = ("confirmed", "sent", "received")
"""States in which a permit counts, and holds within its days."""


class Employer(models.Model):
    """An organisation or sole trader that manages permits here: also the row that everybody
    locks who changes what its permits add up to."""

    party = models.OneToOneField(
        "parties.Party", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    identifier = models.CharField(max_length=32, unique=True)
    """The taxpayer's number, by which contracts name the employer."""
    name = models.CharField(max_length=300)
    is_trader = models.BooleanField(default=False)
    """A person who employs in their own name."""
    looked_up_at = models.DateTimeField()
    """When the taxpayers' register last said that it exists."""

    def __str__(self) -> str:
        return str(self.party_id)


class Permit(models.Model):
    """One permit of one employee, from its draft to its end."""

    class State(models.TextChoices):
        DRAFT = "draft"
        CONFIRMED = "confirmed"
        """By the employer; waits to be sent."""
        SENT = "sent"
        """In a message to the ministry whose receipt is awaited."""
        RECEIVED = "received"
        """The ministry has it, with `receipt`."""
        REFUSED = "refused"
        """The ministry didn't take it: `reason`."""
        REVOKED = "revoked"
        """Ended before its time by the employer or by itself: `reason_code`, `reason`."""
        ENDED = "ended"
        """Its last day is over, or the employer ended it."""
        SUPERSEDED = "superseded"
        """Its last day is over, and the permit that extended it follows."""

    class Form(models.TextChoices):
        EMPLOYMENT = "employment"
        SERVICE = "service"
        FOUNDER = "founder"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    """What is printed and asked for: random, with a check character."""
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="permits")
    employee = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    employee_name = models.CharField(max_length=300)
    """As it stood when the draft was written."""
    form = models.CharField(max_length=12, choices=Form.choices)
    contract = models.CharField(max_length=64)
    """Number of the contract, or of the act by which a founder is one."""
    position = models.CharField(max_length=200)
    rank = models.CharField(max_length=100, blank=True)
    plate = models.CharField(max_length=16, blank=True)
    vehicle_of = models.CharField(max_length=12, blank=True)
    """Who owns the vehicle: `employee`, `employer` or `other`; empty without one."""
    region = models.CharField(max_length=12)
    """District or city of the workplace: a code of the country's address book."""
    workplace = models.CharField(max_length=300)
    """Address of the workplace within its region."""
    kind = models.CharField(max_length=40)
    activity = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    """The last day on which it holds."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    rules_version = models.UUIDField(null=True)
    """The version of the regime's rules by which it was confirmed."""
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followers"
    )
    """The permit that this one extends."""
    row = models.OneToOneField(
        "ImportRow", null=True, on_delete=models.SET_NULL, related_name="permit"
    )
    key = models.CharField(max_length=64, blank=True)
    """The idempotency key with which the draft was written."""
    revision = models.PositiveIntegerField(default=1)
    """Goes up with each edit: whoever edits names the one that they saw."""
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    """The account; None for the platform itself."""
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=64, blank=True)
    """The number under which the ministry has it."""
    closed_at = models.DateTimeField(null=True)
    """When it was refused, revoked, ended or superseded."""
    closed_by = models.UUIDField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    """Why it was closed, for programs and translated words (`words.REASONS`)."""
    reason = models.CharField(max_length=500, blank=True)
    """Why, in the words of whoever closed it."""

    class Meta:
        indexes = [
            models.Index("employer", F("id").desc(), name="staffpermit_by_employer"),
            models.Index("employer", "state", F("id").desc(), name="staffpermit_by_state"),
            models.Index("employee", F("ends_on").desc(), name="staffpermit_by_employee"),
            models.Index("ends_on", condition=Q(state__in=LIVE), name="staffpermit_live_by_end"),
            models.Index(
                "plate", condition=Q(state__in=LIVE) & ~Q(plate=""), name="staffpermit_by_plate"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "employer", "key", condition=~Q(key=""), name="staffpermit_key_is_unique"
            ),
            models.UniqueConstraint(
                "follows", condition=Q(state__in=LIVE), name="staffpermit_is_extended_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="staffpermit_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(confirmed_at__isnull=False),
                name="staffpermit_confirmed_has_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | ~Q(receipt=""),
                name="staffpermit_received_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "revoked"]) | ~Q(reason_code=""),
                name="staffpermit_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(plate="") | ~Q(vehicle_of=""), name="staffpermit_vehicle_has_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def about(self) -> str:
        """How the journal and notices name it."""
        return f"staff-permit:{self.number}"


class Trip(models.Model):
    """A business trip from one district to another, within the days of its permit."""

    permit = models.ForeignKey(Permit, on_delete=models.CASCADE, related_name="trips")
    place = models.PositiveSmallIntegerField()
    """Order in which they were written."""
    from_region = models.CharField(max_length=12)
    to_region = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("permit", "place", name="stafftrip_place_is_unique"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="stafftrip_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(from_region=F("to_region")), name="stafftrip_goes_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_region} {self.to_region}"


class Event(models.Model):
    """Something that happened to a permit: its history, and what its employee is told of."""

    class Kind(models.TextChoices):
        WRITTEN = "written"
        EDITED = "edited"
        CONFIRMED = "confirmed"
        RECEIVED = "received"
        REFUSED = "refused"
        REVOKED = "revoked"
        ENDED = "ended"
        SUPERSEDED = "superseded"
        EXTENDED = "extended"

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    who = models.JSONField()
    """Who did it, in each language."""
    data = models.JSONField(default=dict)
    """Of an edit: by field what stood before and stands now; else what the words need."""
    is_told = models.BooleanField(default=False)
    """Whether the employee has a notice about it, or needs none."""

    class Meta:
        indexes = [
            models.Index("permit", "id", name="staffevent_of_permit"),
            models.Index("id", condition=Q(is_told=False), name="staffevent_untold"),
            BrinIndex("at", name="staffevent_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.permit_id}"


class BulkRun(models.Model):
    """One act about many permits, with what it answered: a repeat gives the same answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=12)
    """`confirm`, `extend`, `end` or `revoke`."""
    key = models.CharField(max_length=80)
    """The idempotency key."""
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    """[permit's id, code of the reason, field] of each that was left as it was."""

    class Meta:
        constraints = [
            models.UniqueConstraint("employer", "key", name="staffbulk_key_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.id}"


class ImportRun(models.Model):
    """A staff list that was handed in as a file."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CHECKING = "checking"
        CHECKED = "checked"
        """Its rows stand with their errors; nothing was made of them yet."""
        ACCEPTING = "accepting"
        """Drafts are being made of the good rows."""
        ACCEPTED = "accepted"
        UNREADABLE = "unreadable"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="imports")
    account = models.UUIDField(null=True)
    key = models.CharField(max_length=80)
    """The idempotency key."""
    name = models.CharField(max_length=150)
    """Of the file."""
    content = models.BinaryField(null=True)
    """The file, until its rows have been read."""
    by = models.JSONField(default=dict)
    """Who handed it in and by which mandate, for the journal of what the job reads."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    """Rows with anything in them."""
    looked_at = models.PositiveIntegerField(default=0)
    """Rows checked so far, and rows looked at for drafts once they are made."""
    problem = models.CharField(max_length=40, blank=True)
    """Code of why the file can't be read."""

    class Meta:
        constraints = [
            models.UniqueConstraint("employer", "key", name="staffimport_key_is_unique"),
        ]
        indexes = [models.Index("employer", F("id").desc(), name="staffimport_by_employer")]

    def __str__(self) -> str:
        return str(self.id)


class ImportRow(models.Model):
    """One row of a staff list as it was read, with what is wrong with it."""

    class State(models.TextChoices):
        READ = "read"
        GOOD = "good"
        BAD = "bad"
        DOUBLE = "double"
        """The same person and days stand in an earlier row, or have a permit already."""
        MADE = "made"
        """A draft was made of it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    """Where it stands in the file, from 1, headings included."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.READ)
    cells = models.JSONField()
    """By column's code, what stands there as text."""
    problems = models.JSONField(default=list)
    """[column's code, code of what is wrong, value] of each."""
    employee = models.UUIDField(null=True)
    """Of a good row: whom it is about, and for which days."""
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "line", name="staffimportrow_line_is_unique"),
        ]
        indexes = [
            models.Index("run", "state", "line", name="staffimportrow_by_state"),
            models.Index("run", "employee", name="staffimportrow_by_employee"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.line}"


class Message(models.Model):
    """A signed message to the ministry: what is sent again is the same to the byte, so that it
    can be told from a new one by its id alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_at = models.DateTimeField()
    body = models.TextField()
    """The JWS in compact form."""
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=60, blank=True)
    """Code of what went wrong the last time."""
    answered_at = models.DateTimeField(null=True)
    receipt = models.TextField(blank=True)
    """The ministry's signed answer."""
    number = models.CharField(max_length=64, blank=True)
    """The receipt's number."""

    class Meta:
        indexes = [
            models.Index(
                "next_try_at", condition=Q(answered_at__isnull=True), name="staffmessage_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(receipt="") & ~Q(number="")),
                name="staffmessage_answered_has_receipt",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Dispatch(models.Model):
    """What the ministry has to be told about one permit: the outbox. Those of one permit go in
    their order, each after the answer to the one before."""

    class Kind(models.TextChoices):
        GRANT = "grant"
        REVOKE = "revoke"
        END = "end"

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="dispatches")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    made_at = models.DateTimeField()
    message = models.ForeignKey(
        Message, null=True, on_delete=models.PROTECT, related_name="dispatches"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    """Of a refusal, in the ministry's words."""

    class Meta:
        indexes = [
            models.Index("permit", "id", name="staffdispatch_of_permit"),
            models.Index("id", condition=Q(message__isnull=True), name="staffdispatch_unsent"),
            models.Index("message", name="staffdispatch_of_message"),
        ]
        constraints = [
            models.UniqueConstraint("permit", "kind", name="staffdispatch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.permit_id}"


class Line(models.Model):
    """How the connection to the ministry stands: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    failures = models.PositiveIntegerField(default=0)
    """In a row; 0 while it works."""
    closed_until = models.DateTimeField(null=True)
    """Nothing is tried before."""
    error = models.CharField(max_length=60, blank=True)
    failed_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="staffline_is_one")]

    def __str__(self) -> str:
        return f"{self.failures}"


class Watch(models.Model):
    """By which rules all live permits were last looked at again: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="staffwatch_is_one")]

    def __str__(self) -> str:
        return str(self.version)
