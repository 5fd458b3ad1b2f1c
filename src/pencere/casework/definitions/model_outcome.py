"""What follows a decision, as a definition states it: document, register entry, notices,
renewal. `model.py` offers all of this again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
