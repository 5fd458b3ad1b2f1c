"""Who sees figures of permits, and who may see to whom a decision belongs."""

from __future__ import annotations

from pencere.kernel.actors import Actor
from pencere.kernel.pack import pack

REGIME = "sms-permits"
PERMITS = "permits"
SEE_FIGURES = frozenset({PERMITS, "regime", "head"})
"""Those who look after permits, set their rules, or lead the agency."""


def may_see_figures(actor: Actor) -> bool:
    """Whether an officer sees counts, and decisions without persons."""
    return _is_of_the_agency(actor) and not actor.roles.isdisjoint(SEE_FIGURES)


def may_see_persons(actor: Actor) -> bool:
    """Whether an officer may open a decision to see whose it is."""
    return _is_of_the_agency(actor) and PERMITS in actor.roles


def _is_of_the_agency(actor: Actor) -> bool:
    seeds = pack().regimes()
    keeper = seeds[REGIME].agency if REGIME in seeds else actor.agency
    return actor.kind == "officer" and actor.agency == keeper and actor.is_at_least("substantial")
