"""What a service definition says, as frozen values: the one shape that the catalogue page,
the form, the desk and the runtime read. `reading.py` makes it from YAML, `engine.py` decides
with it; nothing here looks anything up.

Values of a form (`Situation.form`) are ready for JSON:

| type | value |
|---|---|
| text, long_text, choice, phone (E.164), email, person, organisation | str |
| integer | int |
| decimal | str, canonical with a point: "12.5" |
| date | str, ISO 8601 |
| choices | list of str |
| boolean | bool |
| file | list of {"id": uuid, "name": str, "size": int, "media_type": str} |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.kernel.expressions import Expression
    from pencere.kernel.workdays.api import Duration

FieldType = Literal[
    "text",
    "long_text",
    "integer",
    "decimal",
    "date",
    "choice",
    "choices",
    "boolean",
    "person",
    "organisation",
    "phone",
    "email",
    "file",
]
Kind = Literal["ok", "review", "reject"]
Outcome = Literal["granted", "refused", "answered", "withdrawn", "lapsed"]
Need = Literal["comment", "reason", "note"]
Style = Literal["primary", "secondary", "warning"]

APPLICANT = "applicant"
SYSTEM = "system"
EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Applicants:
    """Who may apply. `mandate` is the scope that one needs to act for an organisation."""

    kinds: tuple[str, ...]
    mandate: str | None = None
    assurance: str = "low"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the service's page says besides title and summary (the service passport)."""

    topics: tuple[str, ...]
    life_events: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    """By language; other spellings and everyday words that people search with."""
    legal_basis: Text
    result: Text
    term: Text
    fee: Text
    requirements: tuple[Text, ...]
    channels: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Starts:
    """What a link must bring along for an application to begin, else `help` is shown."""

    requires: tuple[str, ...]
    help: Text


@dataclass(frozen=True, slots=True)
class DataSource:
    """A register read for the application; its record is `name.field` in expressions.

    In `Situation.data` a source is the mapping of its record's fields, {} when there is no
    record, and with `many` a list of such mappings. A record carries also `_id`, `_number`
    and `_version`. `source` beginning with `start.` names the start parameter that holds
    the register, and `record` the one that holds the record's id.
    """

    name: str
    source: str
    key: Literal["applicant", "representative"]
    purpose: Text
    fields: tuple[str, ...]
    many: bool = False
    record: str | None = None
    when_unavailable: Kind = "review"
    at: Literal["start", "submit"] = "start"
    """When it is read first: a source that only the decision needs waits for the submit."""

    @property
    def is_dynamic(self) -> bool:
        """Whether the register is named by a start parameter."""
        return self.source.startswith("start.")


@dataclass(frozen=True, slots=True)
class Rule:
    """A check before and at submission. The verdict holds when `when` is true."""

    key: str
    when: Expression
    verdict: Kind
    message: Text


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    title: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `required` and `show` may depend on other answers and on register data."""

    key: str
    type: FieldType
    title: Text
    hint: Text | None = None
    required: bool | Expression = True
    show: Expression | None = None
    prefill: Expression | None = None
    locked: bool = False
    """Shown, never typed: the value comes from `prefill` alone, and may be not recorded."""
    hidden: bool = False
    """Kept with the form but not shown (a record's id brought along by the link)."""
    min: int | Decimal | Expression | None = None
    max: int | Decimal | Expression | None = None
    """Bounds of integer and decimal; of a date an ISO date or an expression of a date."""
    step: Decimal | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    casing: Literal["upper", "lower"] | None = None
    accept: tuple[str, ...] = ()
    max_bytes: int = 0
    max_files: int = 1
    choices: tuple[Choice, ...] = ()
    choices_from: str | None = None
    """A list that the runtime brings in `Situation.lists`: agencies, registers."""
    error: Text | None = None
    """Said in place of the general message when a value is refused."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the form."""

    key: str
    title: Text
    fields: tuple[Field, ...]
    intro: Text | None = None
    show: Expression | None = None


@dataclass(frozen=True, slots=True)
class Tariff:
    """A fee that holds from a day on: `minor` gives integer minor units."""

    since: dt.date
    minor: Expression


@dataclass(frozen=True, slots=True)
class Fee:
    currency: str
    tariffs: tuple[Tariff, ...]
    """Newest first."""
    budget_code: str = ""


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

    @property
    def is_final(self) -> bool:
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class Workflow:
    initial: str
    states: Mapping[str, State]
    term: Duration | None = None
    """The whole time to an answer, from submission: what the applicant is promised."""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A record that the grant writes: register and expressions of its fields.

    `replaces` names the data source whose record ends when the new one begins. The register's
    own fields for number and expiry are filled from the document where `data` leaves them out.
    """

    register: str
    data: Mapping[str, Expression]
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a document is valid: for a duration, or until the holder reaches an age."""

    when: Expression | None
    duration: Duration | None = None
    until_age: int | None = None


@dataclass(frozen=True, slots=True)
class Issues:
    """The document that a grant makes."""

    template: str
    title: Text
    seal: str
    """Code of the agency whose seal signs."""
    valid: tuple[Validity, ...]
    """The first whose `when` holds decides; none: the document does not expire."""
    language: Expression | None
    data: Mapping[str, Expression]
    entry: RegisterEntry | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to the applicant; `{reference}`, `{service}`, `{due}`, `{comment}` and
    `{reason}` are filled in."""

    title: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Renewal:
    """Reminders before what was issued ends."""

    remind: tuple[Duration, ...]
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class OwnTest:
    """A story that the definition tells of itself; run by `check`."""

    name: str
    line: int
    story: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    id: str
    title: Text
    summary: Text
    agency: str
    """The agency that offers the service."""
    applicant: Applicants
    catalogue: Catalogue
    data: Mapping[str, DataSource]
    eligibility: tuple[Rule, ...]
    form: tuple[Page, ...]
    workflow: Workflow
    declaration: Text
    """What the applicant declares when submitting."""
    handled_by: str | None = None
    """`form.KEY` of the field whose answer names the handling agency (or, for a field that
    holds a register, the register whose owner handles it); None: `agency` handles."""
    starts: Starts | None = None
    fee: Fee | None = None
    issues: Issues | None = None
    notices: Mapping[str, Notice] = field(default_factory=lambda: EMPTY)
    """By code of the action taken, or of the state entered."""
    reasons: Mapping[str, Text] = field(default_factory=lambda: EMPTY)
    renewal: Renewal | None = None
    tests: tuple[OwnTest, ...] = ()

    @property
    def slug(self) -> str:
        """How addresses name it."""
        return self.id.replace(".", "-")

    @property
    def fields(self) -> Mapping[str, Field]:
        """All questions by key, in order."""
        return {each.key: each for page in self.form for each in page.fields}

    def page(self, key: str) -> Page | None:
        return next((each for each in self.form if each.key == key), None)


Person = Mapping[str, Any]
"""kind, identifier, name, born_on (ISO), age of the applicant, as expressions see them."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the engine decides from; it looks nothing up by itself.

    `is_working_day` is the calendar. `lists` brings the choices that are not in the
    definition. `unavailable` names the data sources whose register didn't answer.
    """

    form: Mapping[str, Any]
    data: Mapping[str, Any]
    applicant: Person
    today: dt.date
    is_working_day: Callable[[dt.date], bool]
    start: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    lists: Mapping[str, Mapping[str, Text]] = field(default_factory=lambda: EMPTY)
    unavailable: frozenset[str] = frozenset()
    language: str = "az"


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step of an application's history. `by` is any stable name of who acted."""

    action: str
    from_state: str
    to_state: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """The strictest verdict of the rules that hold, with their keys and messages."""

    kind: Kind
    reasons: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentOrder:
    """What to issue on a grant."""

    template: str
    title: Text
    seal: str
    language: str
    valid_from: dt.date
    valid_until: dt.date | None
    data: Mapping[str, Any]
    register: str | None = None
    register_data: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    replaces: str | None = None
    """The data source whose record the new one replaces."""
