"""Who may apply, for whom, and who has to agree, as a definition states it; and the registers
that are read about them. `model.py` offers all of this again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pencere.casework.definitions.model_catalogue import Kind
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.kernel.workdays.api import Duration

Representation = Literal["parent", "guardian", "attorney"]
WITHOUT_SCOPE: frozenset[str] = frozenset({"parent", "guardian"})
"""Who represents a person by law, in everything; a power of attorney says in what."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the applicant must be on the day of applying."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class CoApplicant:
    """People or organisations named in the form who apply together with the applicant.

    `source` is `form.KEY` of a field for a person or an organisation, or `form.GROUP.COLUMN` of
    a repeating group: then each of its rows names one.
    """

    key: str
    source: str
    title: Text

    @property
    def path(self) -> tuple[str, ...]:
        """Where in the answers the identifier stands."""
        return tuple(self.source.removeprefix("form.").split("."))


@dataclass(frozen=True, slots=True)
class CoApplicants:
    """Each must agree before `within` is over, which counts as a refusal."""

    of: tuple[CoApplicant, ...]
    within: Duration
    remind: tuple[Duration, ...] = ()
    """So long after the question it is asked again."""
    declaration: Text | None = None
    """What they declare when they agree; None: what the applicant declares."""


@dataclass(frozen=True, slots=True)
class Applicants:
    """Who may apply. `mandate` is the scope that one needs to act for an organisation."""

    kinds: tuple[str, ...]
    mandate: str | None = None
    assurance: str = "low"
    represented_by: tuple[Representation, ...] = ()
    """By which mandates one may apply for another person; empty: for oneself only."""
    age: Ages | None = None
    co_applicants: CoApplicants | None = None


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
    key: str
    """About whom: `applicant`, `representative`, or `form.KEY` of a field that names a person
    or an organisation."""
    purpose: Text
    fields: tuple[str, ...]
    many: bool = False
    record: str | None = None
    when_unavailable: Kind | Literal["wait"] = "review"
    """The verdict when the register doesn't answer; wait: the submission is taken, and goes on
    when it does."""
    at: Literal["start", "submit"] = "start"
    """When it is read first: a source that only the decision needs waits for the submit."""
    needs_consent: bool = False
    """Whether the person named must allow it first."""
    max_age: Duration | None = None
    """How long a draft goes on with what was read; None: half a day."""

    @property
    def is_dynamic(self) -> bool:
        """Whether the register is named by a start parameter."""
        return self.source.startswith("start.")

    @property
    def field(self) -> str | None:
        """Key of the field that names whom it is about; None when it is the applicant."""
        return self.key.removeprefix("form.") if self.is_about_another else None

    @property
    def is_about_another(self) -> bool:
        """Whether it is about somebody whom the form names."""
        return self.key.startswith("form.")
