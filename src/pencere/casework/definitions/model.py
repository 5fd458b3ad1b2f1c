"""What a service definition says, as frozen values: the one shape that the catalogue page,
the form, the desk and the runtime read. `reading.py` makes it from YAML, `engine.py` decides
with it; nothing here looks anything up.

Values of a form (`Situation.form`) are ready for JSON:

| type | value |
|---|---|
| text, long_text, choice, phone (E.164), email, person, organisation | str |
| iban, document_number, plate | str, canonical |
| integer | int |
| money | int, minor units of the country's currency |
| decimal | str, canonical with a point: "12.5" |
| date | str, ISO 8601 |
| choices | list of str |
| boolean | bool |
| address | {"region", "locality", "street", "house", "flat", "postal_code"}: str, if given |
| coordinates | {"lat": str, "lon": str}, six decimals |
| outline | GeoJSON Polygon of one closed ring |
| signature | {"by": name, "at": ISO date, "method": str} |
| group | list of rows, each a mapping of such values without the empty ones |
| file | list of {"id": uuid, "name": str, "size": int, "media_type": str} |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pencere.casework.definitions.model_appointment import AppointmentOrder
from pencere.casework.definitions.model_catalogue import (
    NOTHING,
    UNCONFIRMED,
    Answer,
    Catalogue,
    Discount,
    Fee,
    FeeLine,
    FeeShown,
    Kind,
    Precheck,
    PrecheckRule,
    Question,
    Tariff,
)
from pencere.casework.definitions.model_form import (
    EMPTY,
    Check,
    Choice,
    Field,
    FieldType,
    Page,
    Pattern,
    Rows,
)
from pencere.casework.definitions.model_outcome import (
    DocumentOrder,
    Entitlement,
    EntitlementOrder,
    Issued,
    Issues,
    NewPerson,
    Notice,
    PersonOrder,
    PublicListing,
    RecordOrder,
    RegisterEntry,
    Renewal,
    Replaced,
    Validity,
)
from pencere.casework.definitions.model_people import (
    WITHOUT_SCOPE,
    Ages,
    Applicants,
    CoApplicant,
    CoApplicants,
    DataSource,
    Representation,
)
from pencere.casework.definitions.model_workflow import (
    APPLICANT,
    EFFECTS,
    SYSTEM,
    Action,
    Appeal,
    AppealTime,
    Escalation,
    Need,
    OpinionAsked,
    Outcome,
    Queue,
    State,
    Style,
    Term,
    Timer,
    Workflow,
)
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.kernel.expressions import Expression

__all__ = [
    "APPLICANT",
    "EFFECTS",
    "EMPTY",
    "FACTS",
    "NOTHING",
    "SYSTEM",
    "UNCONFIRMED",
    "WITHOUT_SCOPE",
    "Action",
    "Ages",
    "Answer",
    "Appeal",
    "AppealTime",
    "Applicants",
    "AppointmentOrder",
    "Catalogue",
    "Check",
    "Choice",
    "CoApplicant",
    "CoApplicants",
    "DataSource",
    "Discount",
    "DocumentOrder",
    "Entitlement",
    "EntitlementOrder",
    "Escalation",
    "Fee",
    "FeeLine",
    "FeeShown",
    "Field",
    "FieldType",
    "Issued",
    "Issues",
    "Kind",
    "Need",
    "NewPerson",
    "Notice",
    "OpinionAsked",
    "Outcome",
    "OwnTest",
    "Page",
    "PastStep",
    "Pattern",
    "Person",
    "PersonOrder",
    "Precheck",
    "PrecheckRule",
    "PublicListing",
    "Question",
    "Queue",
    "RecordOrder",
    "RegisterEntry",
    "Renewal",
    "Replaced",
    "Representation",
    "Rows",
    "Rule",
    "ServiceDefinition",
    "Situation",
    "Starts",
    "State",
    "Style",
    "Tariff",
    "Term",
    "Timer",
    "Validity",
    "Verdict",
    "Workflow",
    "slug_of",
]


@dataclass(frozen=True, slots=True)
class Starts:
    """What a link must bring along for an application to begin, else `help` is shown."""

    requires: tuple[str, ...]
    help: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """A check before and at submission. The verdict holds when `when` is true."""

    key: str
    when: Expression
    verdict: Kind
    message: Text


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
    """Without states when one can't apply for the service here: it is only described."""
    declaration: Text
    """What the applicant declares when submitting."""
    precheck: Precheck | None = None
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
    drafts_until: dt.date | None = None
    """The last day on which a draft that was begun under an older version can be sent as it is;
    None: drafts are finished under the version that they were begun with."""
    tests: tuple[OwnTest, ...] = ()

    @property
    def is_online(self) -> bool:
        """Whether one can apply for it here; else the definition is a passport."""
        return bool(self.workflow.states)

    @property
    def is_done_here(self) -> bool:
        """Whether it is done on this site: by an application, or by a system of its own."""
        return self.is_online or bool(self.catalogue.page)

    @property
    def is_free(self) -> bool:
        """Whether nobody pays for it."""
        return self.catalogue.is_free or (self.is_online and self.fee is None)

    @property
    def slug(self) -> str:
        """How addresses name it."""
        return slug_of(self.id)

    @property
    def fields(self) -> Mapping[str, Field]:
        """All questions by key, in order."""
        return {each.key: each for page in self.form for each in page.fields}

    @property
    def findings(self) -> Mapping[str, Field]:
        """All that officers may find by key, in the order of the states; the checks see to it
        that a key is of one type wherever it stands."""
        found: dict[str, Field] = {}
        for state in self.workflow.states.values():
            for action in state.actions.values():
                for each in action.findings:
                    found.setdefault(each.key, each)
        return found

    def page(self, key: str) -> Page | None:
        return next((each for each in self.form if each.key == key), None)


def slug_of(service: str) -> str:
    """How addresses name the service with this id."""
    return service.replace(".", "-")


FACTS: Mapping[str, Any] = {
    "agreement": "none",  # of co-applicants: none, pending, agreed, declined
    "opinions": [],
    "opinions_in": False,
    "payment": "none",
    "appointment": "none",  # of the state: none, booked, held, missed
}
"""Names that only conditions of the workflow may speak of, each with the value that holds
before anything happened. Who adds a fact adds it here and in `applications.situations`."""

Person = Mapping[str, Any]
"""kind, identifier, name, born_on (ISO), age of the applicant, as expressions see them;
`is_on_behalf`, and `represented_by`: the kind of mandate by which another applies, else ""."""


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
    consents: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """By source that needs one and lacks it, how it stands: asked, refused, withdrawn."""
    language: str = "az"
    facts: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    """What the runtime knows of the case beside form and registers, by the names of `FACTS`."""
    findings: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    """What officers have found, by key, as values of a form."""
    unbooked_since: dt.datetime | None = None
    """When the state's last appointment was missed or cancelled: the time to book runs anew."""
    walks: dict[int, Any] = field(init=False, compare=False, repr=False, default_factory=dict)
    """What `walk.walked` found out of it, by definition."""


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step of an application's history. `by` is any stable name of who acted."""

    action: str
    from_state: str
    to_state: str
    by: str
    at: dt.datetime
    findings: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    """What was found with it; None for what was left out. A replay needs it, the engine doesn't."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The strictest verdict of the rules that hold, with their keys and messages."""

    kind: Kind
    reasons: tuple[tuple[str, Text], ...] = ()
