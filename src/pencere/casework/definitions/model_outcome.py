"""What follows a decision, as a definition states it: document, register entry, notices,
renewal. `model.py` offers all of this again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pencere.casework.definitions.model_form import EMPTY
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from pencere.kernel.expressions import Expression
    from pencere.kernel.workdays.api import Duration


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is entered of a person whom nobody knew before: a newborn child."""

    name: Expression
    born_on: Expression


@dataclass(frozen=True, slots=True)
class Replaced:
    """The records of a data source that end when the new one begins."""

    source: str
    number: Expression | None = None
    """Gives the number of the one that ends; None: all that were read."""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A record that the grant writes: register and expressions of its fields.

    The register's own fields for number and expiry are filled from the document where `data`
    leaves them out.
    """

    key: str
    register: str
    data: Mapping[str, Expression]
    subject: Expression | None = None
    """Gives the identifier of whom it is about; when it gives none, nothing is written. None: it
    is about the applicant."""
    enters: NewPerson | None = None
    """Who is entered as a person when nobody has the subject's identifier yet; None: then the
    grant is refused."""
    when: Expression | None = None
    replaces: Replaced | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a document is valid: for a duration, until the holder reaches an age, until a day
    that an expression gives, or (with none of these) without an end."""

    when: Expression | None
    duration: Duration | None = None
    until_age: int | None = None
    until: Expression | None = None


@dataclass(frozen=True, slots=True)
class PublicListing:
    """That what was granted stands in a public register, and what anyone may see of it."""

    register: str
    """Code of the public register (`CountryPack.public_registers`)."""
    activity: Expression | None = None
    """Gives a code of the register's activities."""
    region: Expression | None = None
    """Gives a code of the country's regions."""
    holder: bool = False
    """Whether a person who holds one is named; organisations always are."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a grant gives, with a life of its own: a licence, a permit, a certificate."""

    kind: str
    title: Text
    officers: tuple[str, ...]
    """Roles of the issuing agency that may suspend, restore and revoke."""
    four_eyes: tuple[str, ...] = ()
    """Of `suspend`, `restore`, `revoke` those that a second officer must confirm."""
    reasons: Mapping[str, Text] = field(default_factory=lambda: EMPTY)
    """Why it may be suspended, restored, revoked; empty: for the definition's `reasons`."""
    services: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Id of the service for `renew`, `change`, `duplicate`."""
    public: PublicListing | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """The document that a grant makes."""

    template: str
    title: Text
    seal: str
    """Code of the agency whose seal signs."""
    language: Expression | None
    data: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class Issues:
    """What a grant makes."""

    valid: tuple[Validity, ...]
    """The first whose `when` holds decides; none: what is issued does not expire."""
    document: Issued | None = None
    """None: the grant is only entered into registers."""
    entries: tuple[RegisterEntry, ...] = ()
    entitlement: Entitlement | None = None
    """What the document proves."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to the applicant; `{reference}`, `{service}`, `{due}`, `{comment}` and
    `{reason}` are filled in."""

    title: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Renewal:
    """Reminders before what was issued ends, and how it is renewed."""

    remind: tuple[Duration, ...]
    text: Text | None = None
    opens: Duration | None = None
    """How long before the end it may be renewed; None: at any time."""
    service: str | None = None
    """The service that renews it; None: the one that granted it."""
    prefill: Literal["", "previous"] = ""
    """`previous`: the renewal begins with the answers of the last case."""
    anew: tuple[str, ...] = ()
    """Questions that are asked anew all the same (the number of a receipt)."""


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


@dataclass(frozen=True, slots=True)
class RecordOrder:
    """What to enter into a register on a grant."""

    key: str
    register: str
    subject: str | None
    """Identifier of whom it is about; None: the applicant."""
    data: Mapping[str, Any]
    valid_from: dt.date
    valid_until: dt.date | None
    enters: PersonOrder | None = None
    replaces: str | None = None
    """The data source whose records the new one replaces."""
    replaces_number: str | None = None
    """The number of those that it replaces; None: all."""


@dataclass(frozen=True, slots=True)
class PersonOrder:
    """Whom to enter when nobody has the identifier of a record's subject yet."""

    name: str
    born_on: dt.date


@dataclass(frozen=True, slots=True)
class EntitlementOrder:
    """What to enter among the entitlements on a grant."""

    kind: str
    title: Text
    valid_from: dt.date
    valid_until: dt.date | None
    reminders: tuple[dt.date, ...]
    """The days on which the holder is reminded, the earliest first."""
    register: str = ""
    """The public register that lists it; "" for none."""
    activity: str = ""
    region: str = ""
    names_person: bool = False
    """Whether the public register may name a person who holds it."""
