"""What other rules would have made of a day's confirmations: shown to the officers who change
them. Only what the rules decide is asked again; contracts and vehicles stand as they were."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from pencere.blocks.parties import api as parties
from pencere.blocks.regimes import api as regimes
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import system
from pencere.kernel.text import Text
from pencere.systems.staff_permits import candidates, facts, regime, rules, words
from pencere.systems.staff_permits.access import LAW, SYSTEM
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
AT_ONCE = 2000
"""People who are looked up together."""


def preview(values: Mapping[str, Any], day: dt.date) -> regimes.Preview:
    """The confirmations of `day`, granted and refused, under `values`."""
    decided = _decided_on(day)
    purposes = {row["code"]: Text(row["title"]) for row in values["kinds"]}
    now = regime.in_force()
    return regimes.Preview(
        total=sum(map(len, decided.values())),
        cases=_replayed(decided, regime.rules_of(values), day),
        purposes={**(now.kinds if now else {}), **purposes},
        reasons=_reasons({**(now.barred if now else {}), **_groups(values)}),
    )


def _groups(values: Mapping[str, Any]) -> dict[str, Text]:
    return {row["code"]: Text(row["title"]) for row in values["barred"]}


def _reasons(groups: Mapping[str, Text]) -> dict[str, Any]:
    said: dict[str, Any] = {f"{f}.{code}": text for (f, code), text in words.PROBLEMS.items()}
    return said | {f"employee.barred-{code}": title for code, title in groups.items()}


Decided = tuple[Permit, str]
"""A permit and the code of why it was refused that day; "" when it was confirmed."""


def _decided_on(day: dt.date) -> Mapping[UUID, Sequence[Decided]]:
    """By employer, in the order of their confirmation."""
    begins, ends = clock.start_of(day), clock.start_of(day + rules.DAY)
    refused: dict[UUID, str] = {}
    for run in BulkRun.objects.filter(at__gte=begins, at__lt=ends, action="confirm").order_by("at"):
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
    employers = Employer.objects.in_bulk(list(decided))
    barred = _barred((each.employee_id for cases in decided.values() for each, _ in cases), of, day)
    for employer_id, cases in decided.items():
        asked = [each for each, was in cases if not was or _is_ruled(was)]
        trips = candidates.trips_of([each.pk for each in asked])
        wanted = [candidates.of_permit(each, trips.get(each.pk, ()), today=day) for each in asked]
        known = _facts(employers[employer_id], asked, of, barred, day)
        why = rules.decide(wanted, known, of, today=day)
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


Barred = Mapping[UUID, tuple[str, ...]]
"""By person, the codes of the groups without permits to which they belong."""


def _barred(people: Iterable[UUID], of: rules.Rules, day: dt.date) -> Barred:
    """Whom registers put into a group that day. It is read for figures: a trial looks somebody up
    for no decision, so that it is no look at them for their journal to tell of."""
    fields: defaultdict[str, list[str]] = defaultdict(list)
    for group in of.barred:
        fields[group.register].append(
            group.field or registers.declaration(group.register).fields[0].key
        )
    found: dict[UUID, tuple[str, ...]] = {}
    subjects = list(dict.fromkeys(people)) if fields else []
    for first in range(0, len(subjects), AT_ONCE):
        told = registers.read_for_figures(
            actor=system(SYSTEM),
            subjects=subjects[first : first + AT_ONCE],
            fields={code: list(dict.fromkeys(keys)) for code, keys in fields.items()},
            day=day,
            purpose="regime-preview",
            justification=LAW,
        )
        for who, records in told.items():
            found[who] = tuple(
                group.code
                for group in of.barred
                if any(facts.is_meant(group, each.data) for each in records.get(group.register, ()))
            )
    return found


def _facts(
    employer: Employer, permits: Sequence[Permit], of: rules.Rules, barred: Barred, day: dt.date
) -> Facts:
    """As things stood at the beginning of the day, where contracts and vehicles are good."""
    of_person: defaultdict[UUID, list[Permit]] = defaultdict(list)
    for each in permits:
        of_person[each.employee_id].append(each)
    known = parties.parties(list(of_person))
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
                contracts=tuple(Contract(each.contract) for each in own),
                barred=barred.get(who, ()),
                plates=frozenset(each.plate for each in own),
            )
            for who, own in of_person.items()
        },
        founders=frozenset(of_person),
        areas=areas,
        staff=facts.staff_of(employer, actor=system(SYSTEM)),
    )
