"""What whoever acts may see of the party in whose name they act: one question for all pages.

Documents and notices hang on matters (applications) that a floor above keeps; it says here by
which names a mandate may cover them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from pencere.blocks.parties import rules
from pencere.kernel.actors import Actor

Matters = Mapping[str, Collection[str]]
"""By `application:PX-…`: the matter itself, its service, the scope that the service names."""

_keepers: list[Callable[[UUID], Matters]] = []


def on_matters(keeper: Callable[[UUID], Matters]) -> Callable[[UUID], Matters]:
    """Ask `keeper` for the matters of a party. Without any there are none."""
    if keeper not in _keepers:
        _keepers.append(keeper)
    return keeper


def matters_of(party_id: UUID) -> Matters:
    """All matters of a party with their names; some queries, so not for whoever sees all."""
    found: dict[str, Collection[str]] = {}
    for keeper in _keepers:
        found.update(keeper(party_id))
    return found


def sees(actor: Actor, names: Collection[str]) -> bool:
    """Whether `actor` sees a thing, which goes by `names`, of the party in whose name they act:
    for themselves whatever it is, for another what the mandate covers."""
    if actor.on_behalf_of is None:
        return True
    return rules.lets_see(actor.mandate_kind, actor.mandate_scopes, names)


def sees_all(actor: Actor) -> bool:
    """Whether `actor` sees whatever the party in whose name they act sees."""
    if actor.on_behalf_of is None:
        return True
    return rules.stands_for_all(actor.mandate_kind, actor.mandate_scopes)
