"""A mandate for one case: whoever keeps cases, on a floor above, says here which there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pencere.kernel.actors import Actor
from pencere.kernel.errors import NotFound
from pencere.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Case:
    """One case in which somebody may be let act."""

    about: str
    """`application:PX-…`, as the journal names it."""
    title: Text
    address: str
    """Path of its page."""
    may_be_represented: bool
    """Whether its rules let a representative act in it at all."""


class Keeper(Protocol):
    """Finds a case in which `actor` may act, None for what isn't its kind of thing or theirs."""

    def __call__(self, *, actor: Actor, about: str) -> Case | None: ...


_keepers: list[Keeper] = []


def on_case(keeper: Keeper) -> Keeper:
    """Ask `keeper` for cases. Without any there is none."""
    if keeper not in _keepers:
        _keepers.append(keeper)
    return keeper


def case(*, actor: Actor, about: str) -> Case:
    """The case in which `actor` may act. Raises NotFound."""
    for keeper in _keepers:
        found = keeper(actor=actor, about=about)
        if found is not None:
            return found
    raise NotFound
