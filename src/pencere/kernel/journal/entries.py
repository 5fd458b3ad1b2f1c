"""The values that go into the journal and come out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias
from uuid import UUID

from pencere.kernel.actors import Actor
from pencere.kernel.text import Text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

JSON: TypeAlias = (
    "str | int | float | bool | list[JSON] | tuple[JSON, ...] | Mapping[str, JSON] | None"
)
JustificationKind: TypeAlias = Literal[
    "self",
    "application",
    "law",
    "consent",
    "mandate",
    "correction",
    "security",
    "duty",
    "emergency",
]


@dataclass(frozen=True, slots=True)
class Justification:
    """What entitled somebody to what they did, and where that can be looked up."""

    kind: JustificationKind
    reference: str = ""
    """Of an application its reference number, of a law its article, of a consent its id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row to be written: who did what, to whose data, why."""

    actor: Actor
    action: str
    """A declared word (`declare`)."""
    subject: UUID | None = None
    """The party whom it is about; None when it is about nobody in particular."""
    about: str = ""
    """The thing that it is about: `application:PX-…`, `document:3F7K-…`."""
    register: str = ""
    fields: tuple[str, ...] = ()
    purpose: str = ""
    justification: Justification | None = None
    params: Mapping[str, JSON] = field(default_factory=dict)
    """Values for the placeholders in the action's words; no secrets."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a person is shown it."""

    seq: int
    at: dt.datetime
    action: str
    words: _StrPromise
    """What was done, in the language that is active when it is shown."""
    actor_label: Text
    actor_kind: str
    agency: str
    """Code of the actor's agency, empty when they act for none."""
    is_own: bool
    """Whether the actor is the subject themselves."""
    register: str
    fields: tuple[str, ...]
    purpose: str
    """A code, or words in the language that is active when the row is read."""
    justification: Justification | None
    channel: str
    about: str
    subject: UUID | None
    on_behalf_of: UUID | None
    mandate: UUID | None
    """By which right the actor acted for another."""
    params: Mapping[str, JSON]
    session: str
    """A pseudonym of the session, empty without one."""
    address: str
    """The network address that it came from: for the eyes of the actor and of the subject."""
