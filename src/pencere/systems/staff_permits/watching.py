"""Whether live permits still may hold: looked at again when a register changes, when a day passes
that decides, and when the rules change. What no longer may is revoked, and everybody is told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver

from pencere.blocks.registers import api as registers
from pencere.kernel import clock, jobs
from pencere.kernel.actors import system
from pencere.kernel.pack import pack
from pencere.systems.staff_permits import access, changing, facts, regime, rules
from pencere.systems.staff_permits.models import LIVE, Employer, Event, Permit, Watch

AT_ONCE = 500
_ACTOR = system(access.SYSTEM)
State = Permit.State


@receiver(registers.changed)
def on_change(register: str, subject: UUID, holds_from: dt.date, **_more: object) -> None:
    """A record changed: whoever's permits it may decide about is looked at, and once more on the
    day from which it holds."""
    if register not in _deciding():
        return
    if not Permit.objects.filter(
        Q(employee_id=subject) | Q(employer_id=subject), state__in=LIVE
    ).exists():
        return
    jobs.defer(jobs.named("staff-permits.look-again"), subject=str(subject))
    if holds_from > clock.today():
        jobs.defer_at(
            jobs.named("staff-permits.look-again"), clock.start_of(holds_from), subject=str(subject)
        )


def _deciding() -> frozenset[str]:
    sources, now = pack().staff_registers(), regime.in_force()
    barred = [group.register for group in now.rules.barred] if now else []
    return frozenset([sources.contracts, sources.organisations, sources.traders, *barred])


def look_again(subject: UUID) -> int:
    """Look at the permits of a person or employer again; returns how many were revoked."""
    own = Permit.objects.filter(state__in=LIVE)
    of_person = own.filter(employee_id=subject).values_list("employer_id", flat=True)
    done = sum(look_at(employer, people=[subject]) for employer in of_person.order_by().distinct())
    return done + (look_at(subject) if own.filter(employer_id=subject).exists() else 0)


@transaction.atomic
def look_at(employer_id: UUID, *, people: Collection[UUID] | None = None) -> int:
    """Revoke those live permits of an employer that no longer may hold, of `people` alone where
    given; returns how many."""
    employer = Employer.objects.select_for_update(no_key=True).get(pk=employer_id)
    rows = Permit.objects.filter(employer=employer, state__in=LIVE)
    if people is not None:
        rows = rows.filter(employee_id__in=people)
    permits = list(rows.order_by("id"))
    if not permits:
        return 0
    if people is None and access.entered(employer.pk) is None:
        return _revoke(permits, "out-of-business")
    by_reason: defaultdict[str, list[Permit]] = defaultdict(list)
    for permit, reason in _reasons(employer, permits).items():
        by_reason[reason].append(permit)
    return sum(_revoke(those, reason) for reason, those in by_reason.items())


def _revoke(permits: Sequence[Permit], reason: str) -> int:
    return changing.close_rows(permits, state=State.REVOKED, reason_code=reason, actor=_ACTOR)


def _reasons(employer: Employer, permits: Sequence[Permit]) -> Mapping[Permit, str]:
    now, today = regime.in_force(), clock.today()
    if now is None:
        return {}
    who = list(dict.fromkeys(permit.employee_id for permit in permits))
    people = facts.people_of(employer, who, now.rules, actor=_ACTOR)
    has_founder = any(each.form == Permit.Form.FOUNDER for each in permits)
    founders = facts.founders_of(employer) if has_founder else frozenset()
    found = {}
    for permit in permits:
        person = people[permit.employee_id]
        reason = _reason(permit, person, founders, now.rules, today)
        if reason:
            found[permit] = reason
        else:
            _come_back(permit, person)
    return found


def _come_back(permit: Permit, person: rules.Person) -> None:
    """Look again on the day after the contract, where it ends before the permit does."""
    last = rules.works_until(person)
    if permit.form == Permit.Form.EMPLOYMENT and last is not None and last < permit.ends_on:
        day_after = clock.start_of(last + rules.DAY)
        jobs.defer_at(
            jobs.named("staff-permits.look-again"), day_after, subject=str(permit.employee_id)
        )


def _reason(
    permit: Permit,
    person: rules.Person,
    founders: Collection[UUID],
    of: rules.Rules,
    today: dt.date,
) -> str:
    if problem := rules.barring(person, of, today=today):
        return "dead" if problem[1] == "dead" else "barred"
    if permit.form == Permit.Form.EMPLOYMENT and not rules.works_on(person, today):
        return "contract-over"
    is_founder = permit.form == Permit.Form.FOUNDER
    return "contract-over" if is_founder and permit.employee_id not in founders else ""


def daily() -> int:
    """What a day brings: permits whose last day is over end, birthdays and the ends of contracts
    count, and changed rules are applied to all. Returns how many permits were closed."""
    return end_those_over() + _look_at_those_due()


def end_those_over() -> int:
    """Permits whose last day is over: nobody has to be told what the permit itself says."""
    done = 0
    while True:
        with transaction.atomic():
            over = list(
                Permit.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(state__in=LIVE, ends_on__lt=clock.today())
                .order_by("ends_on")[:AT_ONCE]
            )
            if not over:
                return done
            followed = set(
                Permit.objects.filter(follows__in=over, state__in=LIVE).values_list(
                    "follows_id", flat=True
                )
            )
            _end([each for each in over if each.pk in followed], State.SUPERSEDED)
            _end([each for each in over if each.pk not in followed], State.ENDED)
        done += len(over)


def _end(permits: Sequence[Permit], state: str) -> None:
    if not permits:
        return
    ids = [each.pk for each in permits]
    Permit.objects.filter(pk__in=ids).update(state=state, closed_at=clock.now(), reason_code="over")
    kind = Event.Kind.SUPERSEDED if state == State.SUPERSEDED else Event.Kind.ENDED
    changing.put_events(ids, kind, actor=_ACTOR, data={"reason_code": "over"}, is_told=True)


def _look_at_those_due() -> int:
    now, today = regime.in_force(), clock.today()
    watch = Watch.objects.filter(pk=1).first()
    if now is None:
        return 0
    rows = Permit.objects.filter(state__in=LIVE).order_by()
    is_new = watch is None or watch.version != now.version_id
    if not is_new and all(_is_ours(code) for code in _deciding()):
        rows = rows.filter(_born_too_early(now.rules, today))
    employers = rows.values_list("employer_id", flat=True).distinct()
    done = sum(look_at(employer) for employer in list(employers))
    Watch.objects.update_or_create(pk=1, defaults={"version": now.version_id, "at": clock.now()})
    return done


def _is_ours(code: str) -> bool:
    """Whether a register tells of its changes: one kept elsewhere has to be asked each day."""
    declared = registers.declarations().get(code)
    return declared is None or declared.provider.kind == "tables"


def _born_too_early(of: rules.Rules, today: dt.date) -> Q:
    if of.oldest is None:
        return Q(pk__in=[])
    return Q(employee__born_on__lte=rules.born_before(of.oldest, today))
