"""Acts about many permits at once: confirm, extend, end, revoke. Each permit that can't be done
is left as it is and says why; the others go through. A repeat with the same key gives the first
answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Conflict, Invalid, NotFound, Refused, TooLarge
from pencere.kernel.ids import new_id, reference_number
from pencere.systems.staff_permits import (
    access,
    candidates,
    changing,
    facts,
    queries,
    regime,
    rules,
    words,
)
from pencere.systems.staff_permits.actions import NUMBER_LENGTH, one_line
from pencere.systems.staff_permits.models import LIVE, BulkRun, Dispatch, Employer, Event, Permit
from pencere.systems.staff_permits.rules import Problem
from pencere.systems.staff_permits.values import AreaUse, Filters, Outcome, Refusal

MOST = 20_000
"""Permits in one act."""
MOST_REASON = 500
State = Permit.State
Chosen = Collection[UUID] | Filters
"""Permits by id, or all that a list shows."""


@transaction.atomic
def confirm(*, actor: Actor, chosen: Chosen, key: str) -> Outcome:
    """Confirm drafts: from now on they hold within their days and stand still.

    Raises as `access.employer_of` does, Refused (code "out-of-business"), Unavailable when no
    regime is in force, TooLarge, Invalid for a bad key.
    """
    employer = access.employer_of(actor, locked=True)
    if known := _known(employer, key, "confirm"):
        return known
    _require_in_business(employer)
    now = regime.current()
    permits, refused = sorted_out(employer, chosen, {State.DRAFT}, "not-a-draft")
    trips, today = candidates.trips_of([each.pk for each in permits]), clock.today()
    wanted = [candidates.of_permit(each, trips.get(each.pk, ()), today=today) for each in permits]
    found = facts.facts_about(employer, wanted, now.rules, actor=actor)
    refused |= rules.decide(wanted, found, now.rules, today=today)
    good = [each for each in permits if each.pk not in refused]
    if good:
        changing.confirm_rows([each.pk for each in good], actor=actor, version=now.version_id)
        changing.journal(words.CONFIRMED, good, actor=actor)
        changing.follow_up()
    return _answered(employer, "confirm", key, actor, done=len(good), refused=refused)


@transaction.atomic
def extend(*, actor: Actor, chosen: Chosen, until: dt.date, key: str) -> Outcome:
    """Let permits be followed by ones that say the same and hold until `until`, confirmed at
    once: each begins on the day after its predecessor's last, or today. Raises as `confirm`."""
    employer = access.employer_of(actor, locked=True)
    if known := _known(employer, key, "extend"):
        return known
    _require_in_business(employer)
    now, today = regime.current(), clock.today()
    permits, refused = sorted_out(employer, chosen, {*LIVE, State.ENDED}, "not-extendable")
    followed = _followed([each.pk for each in permits])
    refused |= dict.fromkeys(followed, ("permit", "extended-already"))
    old = {new_id(): each for each in permits if each.pk not in followed}
    wanted = [_following(id_, each, until=until, today=today) for id_, each in old.items()]
    found = facts.facts_about(employer, wanted, now.rules, actor=actor)
    why = rules.decide(wanted, found, now.rules, today=today)
    refused |= {old[id_].pk: problem for id_, problem in why.items()}
    made = [
        _follower(each.id, old[each.id], each, actor=actor, version=now.version_id)
        for each in wanted
        if each.id not in why
    ]
    if made:
        Permit.objects.bulk_create(made, batch_size=1000)
        ids = [each.pk for each in made]
        changing.put_events(ids, Event.Kind.EXTENDED, actor=actor)
        changing.put_dispatches(ids, Dispatch.Kind.GRANT)
        changing.journal(words.EXTENDED, made, actor=actor)
        changing.follow_up()
    return _answered(employer, "extend", key, actor, done=len(made), refused=refused)


@transaction.atomic
def revoke(*, actor: Actor, chosen: Chosen, reason: str, key: str) -> Outcome:
    """Revoke live permits at once, for a reason that employee and ministry are told."""
    reason = one_line(reason)
    if not reason or len(reason) > MOST_REASON:
        raise Invalid(_("Write in a sentence why."), code="reason", field="reason")
    return _close(actor, chosen, key, "revoke", State.REVOKED, "employer", reason)


@transaction.atomic
def end(*, actor: Actor, chosen: Chosen, key: str) -> Outcome:
    """End live permits today, since they aren't needed any more."""
    return _close(actor, chosen, key, "end", State.ENDED, "ended-by-employer", "")


def _close(
    actor: Actor,
    chosen: Chosen,
    key: str,
    action: str,
    state: str,
    reason_code: str,
    reason: str,
) -> Outcome:
    employer = access.employer_of(actor, locked=True)
    if known := _known(employer, key, action):
        return known
    permits, refused = sorted_out(employer, chosen, set(LIVE), "not-live")
    done = changing.close_rows(
        permits, state=state, reason_code=reason_code, reason=reason, actor=actor
    )
    return _answered(employer, action, key, actor, done=done, refused=refused)


def outcome(*, actor: Actor, run_id: UUID) -> Outcome:
    """What an earlier act did. Raises NotFound for another employer's."""
    run = BulkRun.objects.filter(employer=access.employer_of(actor), pk=run_id).first()
    if run is None:
        raise NotFound
    return _outcome(run)


def limits(*, actor: Actor) -> tuple[AreaUse, ...]:
    """How much of each activity area the employer uses, in the regime's order."""
    employer = access.employer_of(actor)
    now = regime.current()
    staff = facts.staff_of(employer, actor=actor)
    _people, areas = facts.live_days(employer)
    today, far = clock.today(), clock.today() + dt.timedelta(days=2 * 366)
    found = []
    for code, title in now.activities.items():
        share = now.rules.shares[code]
        days = [(max(a, today), min(b, far)) for a, b in areas.get(code, ()) if b >= today]
        found.append(
            AreaUse(
                code=code,
                title=title,
                used=rules.Use(len(days), days).most,
                allowed=None if share is None else rules.allowed(share, staff),
                share_percent=share,
                staff=staff,
            )
        )
    return tuple(found)


def sorted_out(
    employer: Employer, chosen: Chosen, states: set[str], otherwise: str
) -> tuple[list[Permit], dict[UUID, Problem]]:
    """The chosen permits in one of `states`, the oldest first, and why others can't be done."""
    if isinstance(chosen, Filters):
        rows = queries.matching(Permit.objects.filter(employer=employer), chosen)
        rows = rows.filter(state__in=states)
        wanted: Collection[UUID] = ()
    else:
        wanted = dict.fromkeys(chosen)
        rows = Permit.objects.filter(employer=employer, pk__in=list(wanted)[: MOST + 1])
    found = list(rows.order_by("id")[: MOST + 1])
    if max(len(found), len(wanted)) > MOST:
        raise TooLarge(_("These are too many at once. Choose %(count)s at most.") % {"count": MOST})
    refused: dict[UUID, Problem] = dict.fromkeys(wanted, ("permit", "not-found"))
    for each in found:
        refused.pop(each.pk, None)
        if each.state not in states:
            refused[each.pk] = ("permit", otherwise)
    return [each for each in found if each.pk not in refused], refused


def _followed(ids: Sequence[UUID]) -> set[UUID]:
    rows = Permit.objects.filter(follows_id__in=ids, state__in=LIVE)
    return {each for each in rows.values_list("follows_id", flat=True) if each}


def _following(id_: UUID, old: Permit, *, until: dt.date, today: dt.date) -> rules.Candidate:
    found = candidates.of_permit(old, (), today=today)
    starts_on = rules.extension_starts(old.ends_on, today)
    if old.state == State.ENDED and old.closed_at is not None:
        starts_on = today
    return replace(
        found,
        id=id_,
        terms=replace(found.terms, starts_on=starts_on, ends_on=until, is_extension=True),
    )


def _follower(
    id_: UUID, old: Permit, candidate: rules.Candidate, *, actor: Actor, version: UUID
) -> Permit:
    now = clock.now()
    return Permit(
        id=id_,
        number=reference_number(length=NUMBER_LENGTH),
        employer_id=old.employer_id,
        employee_id=old.employee_id,
        employee_name=old.employee_name,
        form=old.form,
        contract=old.contract,
        position=old.position,
        rank=old.rank,
        plate=old.plate,
        vehicle_of=old.vehicle_of,
        region=old.region,
        workplace=old.workplace,
        kind=old.kind,
        activity=old.activity,
        starts_on=candidate.terms.starts_on,
        ends_on=candidate.terms.ends_on,
        state=State.CONFIRMED,
        rules_version=version,
        follows=old,
        created_at=now,
        created_by=actor.account_id,
        confirmed_at=now,
        confirmed_by=actor.account_id,
    )


def _require_in_business(employer: Employer) -> None:
    if access.entered(employer.pk) is None:
        raise Refused(words.REASONS["out-of-business"], code="out-of-business")


def _known(employer: Employer, key: str, action: str) -> Outcome | None:
    """What an act with this key did before. Conflict when it was another kind of act."""
    run = BulkRun.objects.filter(employer=employer, key=access.require_key(key)).first()
    if run is None:
        return None
    if run.action != action:
        raise Conflict(_("This form is out of date. Load the page again."), code="key-used")
    return replace(_outcome(run), is_repeat=True)


def _answered(
    employer: Employer,
    action: str,
    key: str,
    actor: Actor,
    *,
    done: int,
    refused: Mapping[UUID, Problem],
) -> Outcome:
    run = BulkRun.objects.create(
        employer=employer,
        action=action,
        key=key,
        at=clock.now(),
        account=actor.account_id,
        done=done,
        refused=[[str(id_), field, code] for id_, (field, code) in refused.items()],
    )
    return _outcome(run)


def _outcome(run: BulkRun) -> Outcome:
    ids = [UUID(each[0]) for each in run.refused]
    named = {
        id_: (number, name)
        for id_, number, name in Permit.objects.filter(
            employer_id=run.employer_id, pk__in=ids
        ).values_list("id", "number", "employee_name")
    }
    return Outcome(
        run_id=run.pk,
        action=run.action,
        done=run.done,
        refused=tuple(
            Refusal(UUID(id_), *named.get(UUID(id_), ("", "")), field=field, code=_told(code))
            for id_, field, code in run.refused
        ),
    )


def _told(code: str) -> str:
    """The code as the employer learns it: why a register bars somebody is not theirs to know."""
    return "barred" if code.startswith("barred-") else code
