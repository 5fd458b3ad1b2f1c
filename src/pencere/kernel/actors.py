"""Who acts: the answer to "who, for whom, in which post, over which channel" of one request.

An actor is a plain value. `blocks.identity` makes it from a session; jobs use `system`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from pencere.kernel.text import Text

Assurance = Literal["none", "low", "substantial", "high"]
ASSURANCE_ORDER: tuple[Assurance, ...] = ("none", "low", "substantial", "high")


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts now. `kind` decides which of the other values are there."""

    kind: Literal["person", "officer", "system", "public"]
    account_id: UUID | None = None
    party_id: UUID | None = None
    """The natural person behind the account."""
    on_behalf_of: UUID | None = None
    """The party that this person acts for by a mandate; None when for themselves."""
    mandate_id: UUID | None = None
    mandate_kind: str = ""
    """By which right: `director`, `parent`, `attorney`, …"""
    mandate_scopes: frozenset[str] = frozenset()
    post_id: UUID | None = None
    agency: str | None = None
    roles: frozenset[str] = frozenset()
    label: Text = field(default_factory=lambda: Text({}))
    """How the journal names them to others: agency and post of an officer, name of a person."""
    session: str | None = None
    channel: Literal["web", "api", "job", "sms", "command"] = "web"
    assurance: Assurance = "none"
    authenticated_at: dt.datetime | None = None
    methods: tuple[str, ...] = ()
    """How the person signed in, as RFC 8176 names it (`amr`)."""
    address: str | None = None
    """The network address that the request came from."""

    @property
    def case(self) -> str:
        """The one case (`application:PX-…`) to which the mandate in use is limited, else ""."""
        return next((one for one in self.mandate_scopes if one.startswith("application:")), "")

    @property
    def applicant_id(self) -> UUID | None:
        """The party in whose name this actor applies and sees a cabinet."""
        return self.on_behalf_of or self.party_id

    def is_at_least(self, level: Assurance) -> bool:
        """Whether the sign-in was at `level` or above."""
        return ASSURANCE_ORDER.index(self.assurance) >= ASSURANCE_ORDER.index(level)

    def has_role(self, role: str, *, agency: str) -> bool:
        """Whether this is an officer of `agency` whose post carries `role`."""
        return self.kind == "officer" and self.agency == agency and role in self.roles


PUBLIC = Actor(kind="public")


def system(name: str) -> Actor:
    """The platform itself, as the part called `name` (a job, a command)."""
    return Actor(kind="system", label=Text({"en": name}), channel="job")
