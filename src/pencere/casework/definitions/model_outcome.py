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
    entitlement: Entitlement | None = None


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
    register: str | None = None
    register_data: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    replaces: str | None = None
    """The data source whose record the new one replaces."""


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
