"""What the registers say about the people of an employer, set-wise: some statements for one
permit as for ten thousand. Each person sees in the journal that it was asked, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel.actors import Actor, system
from pencere.kernel.pack import pack
from pencere.kernel.rows import select
from pencere.systems.staff_permits import rules
from pencere.systems.staff_permits.access import LAW, PURPOSE, SYSTEM
from pencere.systems.staff_permits.models import LIVE, Employer
from pencere.systems.staff_permits.rules import Candidate, Contract, Facts, Person, Rules

Days = tuple[dt.date, dt.date]


def facts_about(
    employer: Employer,
    candidates: Sequence[Candidate],
    of: Rules,
    *,
    actor: Actor,
    besides: Collection[UUID] = (),
) -> Facts:
    """All that decides whether these permits can be confirmed together. The employer is locked
    by the caller; `besides` are live permits that don't count."""
    people = list(dict.fromkeys(each.employee for each in candidates))
    with_plates = [each.employee for each in candidates if each.plate]
    plates = plates_of([*dict.fromkeys(with_plates), employer.pk]) if with_plates else {}
    areas = {each.terms.activity for each in candidates}
    held, used = live_days(employer, besides=besides)
    return Facts(
        people=people_of(employer, people, of, actor=actor, plates=plates),
        founders=founders_of(employer) if _has_founder(candidates) else frozenset(),
        employer_plates=plates.get(employer.pk, frozenset()),
        held={who: held[who] for who in people if who in held},
        areas={area: used[area] for area in areas if area in used},
        staff=staff_of(employer, actor=actor) if _are_limited(areas, of) else 0,
    )


def _has_founder(candidates: Iterable[Candidate]) -> bool:
    return any(each.form == rules.FOUNDER for each in candidates)


def _are_limited(areas: Iterable[str], of: Rules) -> bool:
    return any(of.shares.get(area) is not None for area in areas)


def people_of(
    employer: Employer,
    people: Sequence[UUID],
    of: Rules,
    *,
    actor: Actor,
    plates: Mapping[UUID, frozenset[str]] | None = None,
) -> Mapping[UUID, Person]:
    """What is known of each of these people."""
    known = parties.parties(people)
    contracts = contracts_of(employer, people, actor=actor)
    barred = barred_of(people, of)
    plates = plates or {}
    return {
        who: Person(
            born_on=known[who].born_on if who in known else None,
            is_dead=who in known and known[who].ended_on is not None,
            contracts=contracts.get(who, ()),
            barred=barred.get(who, ()),
            plates=plates.get(who, frozenset()),
        )
        for who in people
    }


def contracts_of(
    employer: Employer, people: Sequence[UUID], *, actor: Actor
) -> Mapping[UUID, tuple[Contract, ...]]:
    """The contracts of these people with the employer that hold today, the latest first."""
    sources = pack().staff_registers()
    found: defaultdict[UUID, list[Contract]] = defaultdict(list)
    for record in registers.find_by_counterpart(
        actor=actor,
        register=sources.contracts,
        counterpart=employer.identifier,
        purpose=PURPOSE,
        justification=LAW,
        subjects=people,
        fields=[sources.position, sources.started_on, sources.ended_on],
    ):
        ended_on = day_of(record.data.get(sources.ended_on)) or record.valid_until
        found[record.subject].append(Contract(record.number, ended_on))
    return {who: tuple(contracts) for who, contracts in found.items()}


def barred_of(people: Sequence[UUID], of: Rules) -> Mapping[UUID, tuple[str, ...]]:
    """By person, the groups without permits in which a register names them."""
    wanted: defaultdict[str, list[rules.Barred]] = defaultdict(list)
    for group in of.barred:
        if group.register in registers.declarations():
            wanted[group.register].append(group)
    if not wanted or not people:
        return {}
    answers = registers.read_many(
        actor=system(SYSTEM),
        subjects=people,
        registers=list(wanted),
        purpose=PURPOSE,
        justification=LAW,
        fields={
            code: fields
            for code, groups in wanted.items()
            if (fields := [group.field for group in groups if group.field])
        },
    )
    found = {}
    for who, by_register in answers.items():
        groups = tuple(
            group.code
            for code, answer in by_register.items()
            for group in wanted[code]
            if any(is_meant(group, record.data) for record in answer.records)
        )
        if groups:
            found[who] = groups
    return found


def is_meant(group: rules.Barred, data: Mapping[str, object]) -> bool:
    """Whether a record of the group's register puts somebody into it."""
    return not group.values or str(data.get(group.field)) in group.values


def founders_of(employer: Employer) -> frozenset[UUID]:
    """Who founds or leads the employer: a sole trader themselves."""
    if employer.is_trader:
        return frozenset({employer.pk})
    sources = pack().staff_registers()
    answer = registers.read(
        actor=system(SYSTEM),
        subject=employer.pk,
        registers=[sources.organisations],
        purpose=PURPOSE,
        justification=LAW,
        fields={sources.organisations: [sources.head]},
    )[sources.organisations]
    heads = (record.data.get(sources.head) for record in answer.records)
    return frozenset(UUID(str(head)) for head in heads if head)


def owners_of(plate: str, employee: UUID, employer: Employer) -> str:
    """Who of the two owns the vehicle: `employee`, `employer`, or nobody ("")."""
    plates = plates_of([employee, employer.pk])
    return owner_among(plate, plates, employee, employer)


def owner_among(
    plate: str, plates: Mapping[UUID, frozenset[str]], employee: UUID, employer: Employer
) -> str:
    """As `owners_of`, where the plates of both were read before."""
    if plate in plates.get(employee, ()):
        return "employee"
    return "employer" if plate in plates.get(employer.pk, ()) else ""


def plates_of(owners: Sequence[UUID]) -> Mapping[UUID, frozenset[str]]:
    """The plates of the vehicles that each of these parties owns."""
    register = pack().staff_registers().vehicles
    answers = registers.read_many(
        actor=system(SYSTEM),
        subjects=owners,
        registers=[register],
        purpose=PURPOSE,
        justification=LAW,
        fields={register: [registers.declaration(register).number_field or ""]},
    )
    return {
        owner: frozenset(record.number for record in answer[register].records)
        for owner, answer in answers.items()
    }


def staff_of(employer: Employer, *, actor: Actor) -> int:
    """How many people have an employment contract with the employer."""
    return staffs([employer.identifier], actor=actor)[employer.identifier]


def staffs(identifiers: Collection[str], *, actor: Actor) -> Mapping[str, int]:
    """As `staff_of`, of several employers at once, by identifier."""
    sources = pack().staff_registers()
    return registers.count_by_counterpart(
        actor=actor,
        register=sources.contracts,
        counterparts=identifiers,
        purpose=PURPOSE,
        justification=LAW,
        last_day_field=sources.ended_on,
    )


_LIVE = """
SELECT employee_id, activity, starts_on, ends_on FROM staff_permits_permit
WHERE employer_id = %s AND state = ANY(%s) AND id <> ALL(%s)
"""


def live_days(
    employer: Employer, *, besides: Collection[UUID] = ()
) -> tuple[Mapping[UUID, Sequence[Days]], Mapping[str, Sequence[Days]]]:
    """The days of the employer's live permits: by employee, and by activity area."""
    by_person: defaultdict[UUID, list[Days]] = defaultdict(list)
    by_area: defaultdict[str, list[Days]] = defaultdict(list)
    for who, area, first, last in select(_LIVE, [employer.pk, list(LIVE), list(besides)]):
        by_person[who].append((first, last))
        by_area[area].append((first, last))
    return by_person, by_area


def day_of(value: object) -> dt.date | None:
    """The day that a record writes; None for none."""
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
