"""What other packages get to see of parties: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from pencere.blocks.parties import rules
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
class Life:
    """When a person was born and died, as far as that is known."""

    born_on: dt.date | None
    ended_on: dt.date | None


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
    """The right of `holder` to act for `grantor`."""

    id: UUID
    grantor: PartyView
    holder: PartyView
    kind: str
    scopes: frozenset[str]
    source: str
    valid_from: dt.date
    valid_until: dt.date | None = None
    limit_minor: int | None = None
    """The most that one step may cost, in minor units of `limit_currency`; None: any amount."""
    limit_currency: str = ""
    may_delegate: bool = False
    parent_id: UUID | None = None
    given_by_id: UUID | None = None
    ended_at: dt.datetime | None = None
    """When it ended before its day."""
    ended_because: str = ""

    def covers(self, scope: str) -> bool:
        """Whether it covers `scope` (`licence.apply`)."""
        return rules.covers(self.scopes, [scope])

    def lets_see(self, names: Collection[str]) -> bool:
        """Whether by it one sees a thing of the grantor that goes by `names`."""
        return rules.lets_see(self.kind, self.scopes, names)

    @property
    def case(self) -> str:
        """The one matter that it is for (`application:PX-…`), "" for one that isn't so narrow."""
        return rules.case_of(self.scopes)

    def is_live(self, today: dt.date) -> bool:
        """Whether one may act by it on `today`."""
        return (
            self.ended_at is None
            and self.grantor.ended_on is None
            and self.valid_from <= today
            and (self.valid_until is None or today <= self.valid_until)
        )

    def allows(self, amount_minor: int | None, currency: str) -> bool:
        """Whether a step that costs so much lies within the limit; None is nothing to pay."""
        return rules.is_within_limit(
            amount_minor, currency, limit_minor=self.limit_minor, of=self.limit_currency
        )


@dataclass(frozen=True, slots=True)
class NewMandate:
    """A mandate to be written down."""

    grantor_id: UUID
    holder_id: UUID
    kind: str
    scopes: frozenset[str]
    source: str
    valid_from: dt.date
    valid_until: dt.date | None
    limit_minor: int | None = None
    limit_currency: str = ""
    may_delegate: bool = False
    parent_id: UUID | None = None
    given_by_id: UUID | None = None
