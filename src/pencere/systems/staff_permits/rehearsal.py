"""What confirming would do, before it is done: the same decision on the same facts, and nothing
is changed. The registers are asked as they will be, so the employees see that they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.systems.staff_permits import access, bulk, candidates, facts, regime, rules
from pencere.systems.staff_permits.models import Permit
from pencere.systems.staff_permits.values import Refusal

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would be sent, and what would be left as it is."""

    good: int
    by_kind: Mapping[str, int]
    by_activity: Mapping[str, int]
    first: Sequence[Permit]
    """Of those that would be sent, the first few."""
    refused: Sequence[Refusal]


def of_confirming(*, actor: Actor, chosen: bulk.Chosen) -> Rehearsal:
    """As `bulk.confirm` would decide now. Raises as that does."""
    employer = access.employer_of(actor)
    now, today = regime.current(), clock.today()
    permits, refused = bulk.sorted_out(employer, chosen, {Permit.State.DRAFT}, "not-a-draft")
    trips = candidates.trips_of([each.pk for each in permits])
    wanted = [candidates.of_permit(each, trips.get(each.pk, ()), today=today) for each in permits]
    found = facts.facts_about(employer, wanted, now.rules, actor=actor)
    refused |= rules.decide(wanted, found, now.rules, today=today)
    good = [each for each in permits if each.pk not in refused]
    named = {each.pk: each for each in permits}
    return Rehearsal(
        good=len(good),
        by_kind=Counter(each.kind for each in good),
        by_activity=Counter(each.activity for each in good),
        first=good[:SHOWN],
        refused=[
            Refusal(
                permit_id=id_,
                number=named[id_].number if id_ in named else "",
                name=named[id_].employee_name if id_ in named else "",
                field=field,
                code=code,
            )
            for id_, (field, code) in refused.items()
        ],
    )


def count(*, actor: Actor, chosen: bulk.Chosen, states: set[str]) -> int:
    """How many of the chosen permits are in these states."""
    employer = access.employer_of(actor)
    return len(bulk.sorted_out(employer, chosen, states, "not-live")[0])
