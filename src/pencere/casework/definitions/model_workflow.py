"""States, actions, timers and queues of a workflow, as a definition states them. `model.py`
offers all of this again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pencere.casework.definitions.model_form import EMPTY
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.kernel.expressions import Expression
    from pencere.kernel.workdays.api import Duration

Outcome = Literal["granted", "refused", "answered", "withdrawn", "lapsed"]
Need = Literal["comment", "reason", "note"]
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
    """comment: words that the applicant sees; reason: one of `reasons`; note: internal."""
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

    @property
    def is_automatic(self) -> bool:
        return SYSTEM in self.by


WAITS: tuple[str, ...] = ("agreement",)
"""What a state may wait for."""

EFFECTS: Mapping[str, str] = {
    "correct-register": "Writes form.new_value into the field of the record that start names",
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


@dataclass(frozen=True, slots=True)
class Timer:
    """Left alone for `after`, the application goes to `to`."""

    after: Duration
    to: str


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

    @property
    def is_final(self) -> bool:
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class Workflow:
    initial: str
    states: Mapping[str, State]
    term: Duration | None = None
    """The whole time to an answer, from submission: what the applicant is promised."""
