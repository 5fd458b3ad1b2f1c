"""Whether rows can become drafts: the registers are asked about all of them at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pencere.blocks.parties import api as parties
from pencere.blocks.parties.api import PartyView
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.pack import pack
from pencere.systems.staff_permits import actions, facts, finding, regime, rules
from pencere.systems.staff_permits.access import LAW, PURPOSE
from pencere.systems.staff_permits.actions import Checked
from pencere.systems.staff_permits.importing.reading import Meanings, Problem, draft_of
from pencere.systems.staff_permits.models import Employer, ImportRow, Permit
from pencere.systems.staff_permits.values import Draft, Found

Days = tuple[dt.date, dt.date]
OPEN = ("draft", "confirmed", "sent", "received")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row."""

    state: str
    problems: Sequence[Problem] = ()
    checked: Checked | None = None


def check(
    employer: Employer,
    rows: Sequence[ImportRow],
    *,
    actor: Actor,
    meanings: Meanings,
) -> list[Verdict]:
    """A verdict for each row, in their order, after the rows of the same list that were checked
    before. Of two that speak of the same person and day the first is good."""
    read = [draft_of(row.cells, meanings) for row in rows]
    drafts = [draft for draft, _wrong in read if draft is not None]
    known = _known(employer, drafts, actor=actor)
    taken = _taken(employer, rows, [each.id for each in known.people.values()])
    found = []
    for draft, wrong in read:
        verdict = (
            Verdict(ImportRow.State.BAD, wrong)
            if draft is None
            else _verdict(employer, draft, known, taken)
        )
        found.append(verdict)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read about the people of some rows."""

    people: Mapping[str, PartyView]
    contracts: Mapping[UUID, Sequence[registers.Record]]
    plates: Mapping[UUID, frozenset[str]]
    founders: frozenset[UUID]


def _known(employer: Employer, drafts: Sequence[Draft], *, actor: Actor) -> _Known:
    canonical = {each for draft in drafts if (each := _identifier(draft))}
    people = parties.people_by_identifiers(canonical)
    ids = {each: people[_identifier(each)].id for each in drafts if _identifier(each) in people}
    employed = [who for draft, who in ids.items() if draft.form == rules.EMPLOYMENT]
    driven = [who for draft, who in ids.items() if draft.plate]
    return _Known(
        people=people,
        contracts=_contracts(employer, employed, actor=actor) if employed else {},
        plates=facts.plates_of([*dict.fromkeys(driven), employer.pk]) if driven else {},
        founders=facts.founders_of(employer)
        if any(draft.form == rules.FOUNDER for draft in drafts)
        else frozenset(),
    )


def _identifier(draft: Draft) -> str:
    return pack().normalise_person_identifier(draft.identifier) or ""


def _contracts(
    employer: Employer, people: Sequence[UUID], *, actor: Actor
) -> Mapping[UUID, Sequence[registers.Record]]:
    sources = pack().staff_registers()
    found: defaultdict[UUID, list[registers.Record]] = defaultdict(list)
    for record in registers.find_by_counterpart(
        actor=actor,
        register=sources.contracts,
        counterpart=employer.identifier,
        purpose=PURPOSE,
        justification=LAW,
        subjects=list(dict.fromkeys(people)),
        fields=[sources.position, sources.started_on, sources.ended_on],
    ):
        found[record.subject].append(record)
    return found


def _verdict(
    employer: Employer, draft: Draft, known: _Known, taken: Mapping[UUID, list[Days]]
) -> Verdict:
    if not _identifier(draft):
        return _bad("identifier", "form", draft.identifier)
    found = _found(draft, known)
    if isinstance(found, str):
        field, _dot, code = found.partition(".")
        return _bad(field, code, draft.name if field == "name" else draft.identifier)
    draft = actions.filled_in(draft, found)
    problems = actions.problems_of(draft)
    vehicle_of = _owner(employer, draft, found, known, problems)
    if found.ended_on is not None and found.ended_on < draft.ends_on:
        problems.setdefault("ends_on", "after-contract")
    if draft.form == rules.EMPLOYMENT and draft.contract != found.contract:
        problems.setdefault("contract", "unknown")
    if problems:
        return Verdict(ImportRow.State.BAD, [(f, c, _said(draft, f)) for f, c in problems.items()])
    days = taken[found.party_id]
    if any(draft.starts_on <= last and first <= draft.ends_on for first, last in days):
        return Verdict(ImportRow.State.DOUBLE, [("employee", "double", found.identifier)])
    days.append((draft.starts_on, draft.ends_on))
    return Verdict(
        ImportRow.State.GOOD, checked=Checked(found.party_id, found.name, draft, vehicle_of)
    )


def _bad(field: str, code: str, said: str) -> Verdict:
    return Verdict(ImportRow.State.BAD, [(field, code, said)])


def _said(draft: Draft, field: str) -> str:
    value = getattr(draft, field, "")
    return value.isoformat() if isinstance(value, dt.date) else str(value)[:80]


def _owner(
    employer: Employer, draft: Draft, found: Found, known: _Known, problems: dict[str, str]
) -> str:
    if not draft.plate or "plate" in problems:
        return ""
    owner = facts.owner_among(draft.plate, known.plates, found.party_id, employer)
    if not owner and regime.current().rules.owned_vehicles_only:
        problems["plate"] = "not-owned"
    return owner or "other"


def _found(draft: Draft, known: _Known) -> Found | str:
    """The employee of a row, or field and code of why nobody is."""
    person = known.people.get(_identifier(draft))
    if draft.form == rules.EMPLOYMENT:
        return _employed(person, draft, known) if person else "identifier.unknown"
    if draft.form == rules.FOUNDER:
        if person is None or person.id not in known.founders:
            return "form.no-founder"
    elif person is None or not finding.is_name_of(draft.name, person.name):
        return "name.unknown" if draft.name else "name.required"
    return Found(person.id, person.identifier, person.name)


def _employed(person: PartyView, draft: Draft, known: _Known) -> Found | str:
    """With the contract that the row names, else the latest that holds."""
    sources, today = pack().staff_registers(), clock.today()
    contracts = sorted(
        known.contracts.get(person.id, ()),
        key=lambda record: record.number != draft.contract.strip().upper(),
    )
    for record in contracts:
        ended_on = facts.day_of(record.data.get(sources.ended_on)) or record.valid_until
        if ended_on is None or ended_on >= today:
            return Found(
                person.id,
                person.identifier,
                person.name,
                contract=record.number,
                position=str(record.data.get(sources.position) or ""),
                ended_on=ended_on,
            )
    return "identifier.unknown"


def _taken(
    employer: Employer, rows: Sequence[ImportRow], people: Sequence[UUID]
) -> defaultdict[UUID, list[Days]]:
    """The days that these people have already, by permits or by other rows of the list."""
    found: defaultdict[UUID, list[Days]] = defaultdict(list)
    permits = Permit.objects.filter(employer=employer, employee_id__in=people, state__in=OPEN)
    for who, first, last in permits.values_list("employee_id", "starts_on", "ends_on"):
        found[who].append((first, last))
    others = ImportRow.objects.filter(
        run_id=rows[0].run_id, employee__in=people, state=ImportRow.State.GOOD
    ).exclude(pk__in=[row.pk for row in rows])
    for other in others.only("employee", "starts_on", "ends_on"):
        if other.employee and other.starts_on and other.ends_on:
            found[other.employee].append((other.starts_on, other.ends_on))
    return found
