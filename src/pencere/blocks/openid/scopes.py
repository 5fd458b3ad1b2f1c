"""What can be asked about a person, in words for them, and where each claim comes from.

The country pack's `openid.yaml` declares it: which register holds a birthday is the country's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal

import yaml
from django.conf import settings
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pencere.blocks.registers import api as registers
from pencere.kernel.pack import pack
from pencere.kernel.text import Text

OPENID = "openid"
OFFLINE = "offline_access"
MANDATE = "mandate"
API = "api."
"""Begins the scopes of our own API: `api.read` is its `read`. They are what an app may do in the
person's name. The desk is never given to other systems' tokens."""
STANDARD = (OPENID, OFFLINE)
"""Scopes of the protocol itself: about nobody's data."""


def _in_each_language(given: dict[str, str]) -> dict[str, str]:
    wanted = {code for code, _name in settings.LANGUAGES}
    if given.keys() != wanted or not all(words.strip() for words in given.values()):
        raise ValueError(f"give the words in {', '.join(sorted(wanted))}")
    return given


Words = Annotated[dict[str, str], AfterValidator(_in_each_language)]


class Source(BaseModel):
    """Where a claim's value stands: with the party, the account or in a register's field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    party: Literal["name", "identifier", "kind", "born_on"] | None = None
    account: Literal["email", "phone", "language"] | None = None
    register_code: str | None = Field(default=None, alias="register")
    field: str | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Source:
        if sum(one is not None for one in (self.party, self.account, self.register_code)) != 1:
            raise ValueError("name one of party, account, register")
        if (self.register_code is None) != (self.field is None):
            raise ValueError("a register needs a field")
        if self.register_code is not None and self.field is not None:
            registers.declaration(self.register_code).field(self.field)
        return self


class Claim(BaseModel):
    """A claim: its words, and its sources of which the first that has a value counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words
    sources: tuple[Source, ...] = Field(alias="from", min_length=1)

    @property
    def words(self) -> Text:
        """What people call it."""
        return Text(self.title)


class Scope(BaseModel):
    """Claims that are asked for together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words
    why: Words
    """What the person reads before agreeing."""
    claims: dict[str, Claim] = {}

    @property
    def words(self) -> Text:
        """What people call it."""
        return Text(self.title)

    @property
    def explanation(self) -> Text:
        """What agreeing means."""
        return Text(self.why)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    scopes: dict[str, Scope]


@cache
def scopes() -> Mapping[str, Scope]:
    """The scopes that tell of a person, by name."""
    text = (pack().root / "openid.yaml").read_text(encoding="utf-8")
    return MappingProxyType(_File.model_validate(yaml.safe_load(text)).scopes)


@cache
def claims() -> Mapping[str, Claim]:
    """Every claim by name."""
    return MappingProxyType(
        {name: claim for scope in scopes().values() for name, claim in scope.claims.items()}
    )


def known() -> tuple[str, ...]:
    """All scopes that a client can be registered for, the protocol's first."""
    return (*STANDARD, *scopes())


def claims_of(names: Iterable[str]) -> tuple[str, ...]:
    """The claims of these scopes, in the order of the file."""
    wanted = set(names)
    return tuple(
        name for code, scope in scopes().items() if code in wanted for name in scope.claims
    )
