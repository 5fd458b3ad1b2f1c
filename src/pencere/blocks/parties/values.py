"""What other packages get to see of parties: plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class PartyView:
    """A person, foreigner or organisation, as far as it is named to the platform."""

    id: UUID
    kind: str
    """`person`, `foreigner` or `organisation`."""
    identifier: str
    name: str
    born_on: dt.date | None = None
    ended_on: dt.date | None = None
    """Day of death or of dissolution."""

    @property
    def is_person(self) -> bool:
        """Whether this is a human being, citizen or foreigner."""
        return self.kind != "organisation"


@dataclass(frozen=True, slots=True)
class AgencyView:
    """A state agency."""

    code: str
    title: Text
    short_title: Text
    site: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class PostView:
    """A post that an account holds in an agency."""

    id: UUID
    agency: str
    title: Text
    roles: frozenset[str]
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class MandateView:
    """The right to act for `grantor`."""

    id: UUID
    grantor: PartyView
    kind: str
    scopes: frozenset[str]
    source: str
    valid_until: dt.date | None = None

    def covers(self, scope: str) -> bool:
        """Whether it covers `scope` (`licence.apply`)."""
        return "*" in self.scopes or scope in self.scopes
