"""States, actions, timers and queues of a workflow, as a definition states them. `model.py`
offers all of this again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pencere.casework.definitions.model_appointment import AppointmentOrder
from pencere.casework.definitions.model_form import EMPTY, Field
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.kernel.expressions import Expression
    from pencere.kernel.workdays.api import Duration

Outcome = Literal["granted", "refused", "answered", "withdrawn", "lapsed"]
Need = Literal["comment", "reason", "note", "receipt"]
Style = Literal["primary", "secondary", "warning"]

APPLICANT = "applicant"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Action:
    """A step that somebody may take from a state.

    `by` holds roles of the handling agency's posts, or `applicant`, or `system`: a system
    action is taken at once on entering the state when `when` is true.
    """

    code: str
    title: Text
    to: str
    by: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    """comment: words that the applicant sees; reason: one of `reasons`; note: internal;
    receipt: number of the bank's receipt, typed by the applicant."""
    reasons: tuple[str, ...] = ()
    when: Expression | None = None
    stops_clock: bool = False
    """From here until the application leaves the state entered, time does not count."""
    not_same_as: tuple[str, ...] = ()
    """States in which this officer may not have acted (four eyes)."""
    extends: Duration | None = None
    """The whole term, from submission, becomes this."""
    once: bool = False
    effect: str | None = None
    """What changes elsewhere in the same transaction; one of `EFFECTS`."""
    style: Style = "secondary"
    hint: Text | None = None
    bulk: bool = False
    """Whether an officer may take it on many cases at once."""
    because: Text | None = None
    """The grounds of an automatic step: recorded with it, and read by the applicant."""
    findings: tuple[Field, ...] = ()
    """What the officer who takes it has found and enters with it: data of the case from then on
    (`findings.KEY`)."""
    done: Text | None = None
    """How the history calls it once it was taken: “Granted”, where the button says “Grant”."""

    @property
    def past_title(self) -> Text:
        """What the history says."""
        return self.done or self.title

    @property
    def is_automatic(self) -> bool:
        return SYSTEM in self.by


WAITS: tuple[str, ...] = ("agreement", "payment")
"""What a state may wait for."""

EFFECTS: Mapping[str, str] = {
    "correct-register": "Writes form.new_value into the field of the record that start names",
    "confirm-payment": "Confirms that what is owed for the application was paid",
}


@dataclass(frozen=True, slots=True)
class Escalation:
    """After `after` in the state without an action, the case shows to `to` as well."""

    after: Duration
    to: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Whose work a state is, and within what time."""

    role: str
    sla: Duration | None = None
    escalate: Escalation | None = None
    warn: Duration | None = None
    """This long before `sla` is over, who has the case and the heads are told."""
    returns_to_same: bool = False
    """Whether a case that comes back goes to the officer who had it here before."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Left alone for `after`, the application goes to `to`."""

    after: Duration
    to: str


@dataclass(frozen=True, slots=True)
class OpinionAsked:
    """What another agency is asked when a case comes into the state.

    Time is theirs until `within` is over; then `silence` says what no answer means: with
    `consent` (and the `law` that says so) it counts as agreement, with `none` as no opinion.
    """

    of: str
    """Code of the agency."""
    role: str
    title: Text
    """The question."""
    within: Duration
    silence: Literal["consent", "none"] = "none"
    law: Text | None = None
    when: Expression | None = None
    shows: tuple[str, ...] = ()
    """Form pages and data sources that they are shown; (): all pages and no source."""
    remind: tuple[Duration, ...] = ()
    """How long before the end they are reminded."""


@dataclass(frozen=True, slots=True)
class Term:
    """The whole time to an answer, from submission, where `when` holds (None: always)."""

    within: Duration
    when: Expression | None = None
    title: Text | None = None
    """How the service's page calls the case in which it is promised: “Urgent”."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """Where one turns who disagrees: a service of the higher instance, and until when: within a
    time of its own, or within that of a dated parameter of the country."""

    service: str
    within: Duration | None
    from_states: tuple[str, ...]
    parameter: str = ""
    """Code of the parameter when `within` is None."""


@dataclass(frozen=True, slots=True)
class AppealTime:
    """Within what time one may appeal against a decision of some day."""

    within: Duration
    law: Text | None = None
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """`title` for officers, `public_title` and `public_text` for the applicant."""

    code: str
    title: Text
    public_title: Text
    public_text: Text | None = None
    queue: Queue | None = None
    actions: Mapping[str, Action] = field(default_factory=lambda: EMPTY)
    timers: tuple[Timer, ...] = ()
    outcome: Outcome | None = None
    is_editable: bool = False
    """Whether the applicant may change the form here (draft, correction)."""
    waits_for: str | None = None
    """What the case waits for here, when that is neither an officer nor the applicant alone:
    one of `WAITS`."""
    opinions: tuple[OpinionAsked, ...] = ()
    appointment: AppointmentOrder | None = None
    """The time that has to be chosen here."""

    @property
    def is_final(self) -> bool:
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class Workflow:
    initial: str
    states: Mapping[str, State]
    term: tuple[Term, ...] = ()
    """What the applicant is promised: the first whose `when` holds; (): nothing."""
    warn: Duration | None = None
    """This long before the term is over, who has the case and the heads are told."""
    appeal: Appeal | None = None

    @property
    def asks_opinions(self) -> bool:
        """Whether other agencies have a say somewhere on the way."""
        return any(state.opinions for state in self.states.values())

    @property
    def waits_for_payment(self) -> bool:
        """Whether something is paid on the way."""
        return any(state.waits_for == "payment" for state in self.states.values())

    @property
    def has_appointments(self) -> bool:
        return any(state.appointment for state in self.states.values())
