"""What other rules would have made of a day's confirmations: shown to the officers who change
them. Only what the rules decide is asked again; contracts and vehicles stand as they were."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from pencere.blocks.parties import api as parties
from pencere.blocks.regimes import api as regimes
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.text import Text
from pencere.systems.staff_permits import candidates, facts, regime, rules, words
from pencere.systems.staff_permits.access import SYSTEM
from pencere.systems.staff_permits.models import BulkRun, Employer, Permit
from pencere.systems.staff_permits.rules import Contract, Facts, Person

_RULED = frozenset(
    {
        "kind.unknown",
        "activity.unknown",
        "activity.limit",
        "starts_on.too-far",
        "ends_on.too-long",
        "region.no-permit-needed",
        "trips.needed",
        "trips.not-of-this-kind",
        "trips.too-long",
        "employee.too-old",
    }
)
"""Refusals that the regime's values decide, besides those of barred groups."""


def preview(values: Mapping[str, Any], day: dt.date) -> regimes.Preview:
    """The confirmations of `day`, granted and refused, under `values`."""
    decided = _decided_on(day)
    purposes = {row["code"]: Text(row["title"]) for row in values["kinds"]}
    now = regime.in_force()
    return regimes.Preview(
        total=sum(map(len, decided.values())),
        cases=_replayed(decided, regime.rules_of(values), day),
        purposes={**(now.kinds if now else {}), **purposes},
        reasons=_reasons(values),
    )


def _reasons(values: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {f"{f}.{code}": text for (f, code), text in words.PROBLEMS.items()}
    for row in values["barred"]:
        said[f"employee.barred-{row['code']}"] = Text(row["title"])
    return said


Decided = tuple[Permit, str]
"""A permit and the code of why it was refused that day; "" when it was confirmed."""


def _decided_on(day: dt.date) -> Mapping[UUID, Sequence[Decided]]:
    """By employer, in the order of their confirmation."""
    begins, ends = clock.start_of(day), clock.start_of(day + rules.DAY)
    refused: dict[UUID, str] = {}
    for run in BulkRun.objects.filter(at__gte=begins, at__lt=ends, action="confirm"):
        for permit_id, field, code in run.refused:
            refused[UUID(permit_id)] = f"{field}.{code}"
    confirmed = Q(confirmed_at__gte=begins, confirmed_at__lt=ends)
    found: defaultdict[UUID, list[Decided]] = defaultdict(list)
    for permit in Permit.objects.filter(confirmed | Q(pk__in=refused, state="draft")).order_by(
        "confirmed_at", "id"
    ):
        was = "" if permit.confirmed_at else refused[permit.pk]
        found[permit.employer_id].append((permit, was))
    return found


def _replayed(
    decided: Mapping[UUID, Sequence[Decided]], of: rules.Rules, day: dt.date
) -> Iterator[regimes.Replayed]:
    for employer_id, cases in decided.items():
        employer = Employer.objects.get(pk=employer_id)
        asked = [each for each, was in cases if not was or _is_ruled(was)]
        trips = candidates.trips_of([each.pk for each in asked])
        wanted = [candidates.of_permit(each, trips.get(each.pk, ()), today=day) for each in asked]
        why = rules.decide(wanted, _facts(employer, asked, of, day), of, today=day)
        for permit, was in cases:
            is_asked = not was or _is_ruled(was)
            yield regimes.Replayed(
                at=permit.confirmed_at or clock.start_of(day),
                purpose=permit.kind,
                was=was,
                would_be=".".join(why.get(permit.pk, ())) if is_asked else was,
                subject=permit.employee_id,
            )


def _is_ruled(code: str) -> bool:
    return code in _RULED or code.startswith("employee.barred-")


def _facts(employer: Employer, permits: Sequence[Permit], of: rules.Rules, day: dt.date) -> Facts:
    """As things stood at the beginning of the day, where contracts and vehicles are good."""
    people = list(dict.fromkeys(each.employee_id for each in permits))
    known, barred = parties.parties(people), facts.barred_of(people, of)
    begins = clock.start_of(day)
    areas: defaultdict[str, list[facts.Days]] = defaultdict(list)
    before = Permit.objects.filter(employer=employer, confirmed_at__lt=begins, ends_on__gte=day)
    for area, first, last in before.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=begins)
    ).values_list("activity", "starts_on", "ends_on"):
        areas[area].append((first, last))
    return Facts(
        people={
            who: Person(
                born_on=known[who].born_on if who in known else None,
                contracts=tuple(
                    Contract(each.contract) for each in permits if each.employee_id == who
                ),
                barred=barred.get(who, ()),
                plates=frozenset(each.plate for each in permits if each.employee_id == who),
            )
            for who in people
        },
        founders=frozenset(people),
        areas=areas,
        staff=facts.staff_of(employer, actor=system(SYSTEM)),
    )
