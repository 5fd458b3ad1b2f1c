"""Applications and what grows on them: steps, attachments, timers.

An application stays on the version of the definition that it began with. `stage`,
`queue_role` and `queue_at` repeat what its state means to an officer's queue, so that the
first page of a queue is one walk along a partial index however many applications there are;
only `actions` writes them.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTransform

from pencere.casework.applications.models_agreement import CoApplicant
from pencere.casework.applications.models_waiting import CaseLink, Opinion, Payment
from pencere.kernel.clock import now
from pencere.kernel.ids import new_id

__all__ = [
    "Application",
    "Attachment",
    "CaseLink",
    "CoApplicant",
    "Opinion",
    "Payment",
    "Step",
    "Timer",
]

FILTERED = (
    F("service"),
    F("state"),
    F("region"),
    KeyTransform("kind", "checks"),
    F("version_id"),
)
"""What the officers' lists are filtered by: last in the index that a list is walked along, so that
a row that the filter leaves out is never read."""


class Application(models.Model):
    """What one party asks of an agency, from the draft to the answer."""

    class Stage(models.TextChoices):
        DRAFT = "draft"
        """Only the applicant sees it."""
        TO_DO = "todo", "Todo"
        """The agency's officers have the next move."""
        WAITING = "waiting"
        """The applicant or another system has the next move."""
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    version_id = models.UUIDField()
    """The definition's version (`definitions.ServiceVersion`) that it runs on."""
    service = models.CharField(max_length=80)
    agency = models.ForeignKey(
        "parties.Agency", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Who decides; None while the form has not said so yet."""
    applicant = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    mandate_id = models.UUIDField(null=True)
    """The mandate by which `applied_by` acts for the applicant; None when for themselves."""
    mandate_kind = models.CharField(max_length=20, blank=True)
    """Of what kind that mandate is: director, parent, guardian, attorney."""
    language = models.CharField(max_length=8)
    """In which the applicant was served last: the document and the e-mails follow it."""
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.DRAFT)
    state = models.CharField(max_length=40)
    """The state of the definition's workflow."""
    start = models.JSONField(default=dict)
    """What the link that it began with brought along (which record is wrong)."""
    form = models.JSONField(default=dict)
    """Answers by field, in the forms that `definitions` says."""
    form_before = models.JSONField(null=True)
    """The answers as they stood when a correction was asked for, while it is awaited."""
    page_versions = models.JSONField(default=dict)
    """By form page, the `row_version` that last changed it: two tabs on different pages
    don't disturb each other."""
    data = models.JSONField(default=dict)
    """Evidence by source of the definition, as last read: `evidence.Found` as JSON."""
    checks = models.JSONField(default=dict)
    """What the automatic checks found at submission: {kind, reasons: [[key, message]]}."""
    findings = models.JSONField(default=dict)
    """What officers found with their actions, by key of the definition's findings."""
    page = models.CharField(max_length=40, blank=True)
    """The form page that a draft was left on."""
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    submitted_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(default=now)
    """When it came into `state`."""
    due_at = models.DateTimeField(null=True)
    """By when the applicant has an answer; None while the clock stands, later afterwards."""
    stopped_at = models.DateTimeField(null=True)
    """Since when the clock stands; None while it runs."""
    closed_at = models.DateTimeField(null=True)
    queue_role = models.CharField(max_length=40, blank=True)
    """Whose queue it stands in; kept after it left, for the lists of waiting and closed."""
    escalated_to = models.CharField(max_length=40, blank=True)
    """The role that sees it as well since it was not done in time."""
    warned_for = models.CharField(max_length=4, blank=True)
    """Which time runs out, since somebody was warned: sla (the step's), term (the whole)."""
    awaits = models.CharField(max_length=12, blank=True)
    """What holds it before its first state is begun: registers that did not answer."""
    queue_at = models.DateTimeField(null=True)
    """Its place in the queue: by when the officers must be done with `state`."""
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    region = models.CharField(max_length=40, blank=True)
    """Region that the matter lies in, as far as its answers or evidence say so."""
    outcome = models.CharField(max_length=20, blank=True)
    outcome_reason = models.CharField(max_length=80, blank=True)
    document_id = models.UUIDField(null=True)
    idempotency_key = models.CharField(max_length=64, blank=True)
    row_version = models.PositiveIntegerField(default=1)
    """Grows with each change; a form that was shown with an older one meets a Conflict."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "applicant", "service", condition=Q(stage="draft"), name="application_one_draft"
            ),
            models.UniqueConstraint(
                "applied_by",
                "idempotency_key",
                condition=~Q(idempotency_key=""),
                name="application_submitted_once",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "todo", "waiting", "closed"]),
                name="application_stage_is_known",
            ),
            models.CheckConstraint(
                condition=Q(stage="draft", submitted_at__isnull=True)
                | Q(stage="closed", closed_at__isnull=False)
                | Q(
                    stage__in=["todo", "waiting"],
                    submitted_at__isnull=False,
                    agency__isnull=False,
                    closed_at__isnull=True,
                ),
                name="application_dates_fit_stage",
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", outcome__gt="") | (~Q(stage="closed") & Q(outcome="")),
                name="application_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(stage="todo") | Q(queue_at__isnull=False),
                name="application_in_queue_has_place",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["todo", "waiting"]) | Q(stopped_at__isnull=True),
                name="application_clock_stops_while_open",
            ),
        ]
        indexes = [
            models.Index(F("applicant"), F("id").desc(), name="application_by_applicant"),
            models.Index(
                F("agency"),
                F("queue_role"),
                F("queue_at"),
                F("id"),
                *FILTERED,
                condition=Q(stage="todo"),
                name="application_queue",
            ),
            models.Index(
                "agency",
                "service",
                "queue_role",
                "queue_at",
                "id",
                condition=Q(stage="todo"),
                name="application_queue_by_service",
            ),
            models.Index(
                "agency",
                "queue_role",
                "submitted_at",
                "id",
                condition=Q(stage="todo"),
                name="application_by_arrival",
            ),
            models.Index(
                "agency",
                "queue_role",
                "queue_at",
                "id",
                condition=Q(stage="todo", assignee__isnull=True),
                name="application_unassigned",
            ),
            models.Index(
                "agency",
                "escalated_to",
                "queue_at",
                "id",
                condition=Q(stage="todo") & ~Q(escalated_to=""),
                name="application_escalated",
            ),
            models.Index(
                "assignee",
                "queue_at",
                "id",
                condition=Q(stage="todo", assignee__isnull=False),
                name="application_mine",
            ),
            models.Index(
                "agency",
                "queue_role",
                "entered_at",
                "id",
                condition=Q(stage="waiting"),
                name="application_waiting",
            ),
            models.Index(
                F("agency"),
                F("queue_role"),
                F("closed_at").desc(),
                F("id").desc(),
                *FILTERED,
                condition=Q(stage="closed"),
                name="application_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def about(self) -> str:
        """How the journal, notices and documents name this application."""
        return f"application:{self.reference}"

    @property
    def is_draft(self) -> bool:
        """Whether the applicant has not submitted it yet."""
        return self.stage == self.Stage.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether it is submitted and not answered yet."""
        return self.stage in (self.Stage.TO_DO, self.Stage.WAITING)


class Step(models.Model):
    """One thing that happened to an application. Rows are only ever inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    at = models.DateTimeField(default=now)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    """Who acted; None for the platform itself."""
    by = models.CharField(max_length=40)
    """In which part: applicant, system, or the officer's role that the action asks for."""
    label = models.JSONField(default=dict)
    """How others see who acted: agency and post of an officer, name of a person."""
    action = models.CharField(max_length=40)
    title = models.JSONField(default=dict)
    """The action's title when it was done."""
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    comment = models.TextField(blank=True)
    """What the applicant is told."""
    grounds = models.JSONField(default=dict)
    """Of an automatic step, why: in each language."""
    note = models.TextField(blank=True)
    """What only the agency reads."""
    reason = models.CharField(max_length=80, blank=True)
    findings = models.JSONField(default=dict)
    """What the officer found with this step; null for what was left out."""
    changes = models.JSONField(default=dict)
    """Answers changed with this step: {field: [before, after]}."""

    class Meta:
        indexes = [
            models.Index("application", "id", name="step_by_application"),
            # Steps come in the order of time: a day's are a few blocks, found without a big index.
            BrinIndex(fields=["at"], autosummarize=True, name="step_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.action}"


class Attachment(models.Model):
    """A file that answers a question of the form."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="attachments", db_index=False
    )
    field = models.CharField(max_length=60)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint("application", "field", "file", name="attachment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.field}"


class Timer(models.Model):
    """Something that happens to an application by itself when its time comes."""

    class Kind(models.TextChoices):
        MOVE = "move"
        """The state changes (`after`)."""
        ESCALATE = "escalate"
        """Another role takes over what was not done in time."""
        WARN = "warn"
        """Time runs out soon: the assignee and the heads are told. The target says which time."""
        OPINION = "opinion"
        """The time of the agency asked by the opinion that the target names is over."""
        REMIND = "remind"
        """That agency is reminded."""
        AWAIT = "await"
        """A silent register is asked again; the target counts how often it was."""
        EXPIRE = "expire"
        """A draft that nobody finished is deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="timers", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    target = models.CharField(max_length=40, blank=True)
    """The state to move to, or the role to escalate to."""
    due_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("due_at", "id", name="timer_by_due"),
            models.Index("application", name="timer_by_application"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"
