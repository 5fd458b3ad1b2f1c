"""From an identifier to an employee: the registers say who works here.

An identifier alone never tells a name: either the register of contracts, the taxpayers' register
or the typed name has to fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Invalid, TooMany
from pencere.kernel.pack import pack
from pencere.kernel.text import fold
from pencere.kernel.throttle import api as throttle
from pencere.systems.staff_permits import facts
from pencere.systems.staff_permits.access import LAW, PURPOSE, employer_of
from pencere.systems.staff_permits.models import Employer, Permit
from pencere.systems.staff_permits.values import Found
from pencere.systems.staff_permits.words import problem_words

if TYPE_CHECKING:
    from pencere.blocks.parties.api import PartyView

LIMITS = {"staff-permits.find": throttle.Limit(count=3000, seconds=3600)}
"""Look-ups of one employer that found nobody: enough for a long list with slips."""
LEAST_NAMES = 2
"""How many words of a name must be typed, surname and given name."""


def find_employee(*, actor: Actor, identifier: str, form: str, name: str = "") -> Found:
    """The employee with this identifier, with what the register of contracts says.

    Raises Invalid for the field `identifier`, `name` or `form`; the message is the same whether
    there is nobody with this identifier or somebody who doesn't work here. Raises as
    `access.employer_of` does, and TooMany after many that found nobody.
    """
    return found_at(employer_of(actor), actor=actor, identifier=identifier, form=form, name=name)


def found_at(employer: Employer, *, actor: Actor, identifier: str, form: str, name: str) -> Found:
    """As `find_employee`, for an employer in whose name the actor was found to act."""
    if form not in Permit.Form.values:
        raise problem("form", "unknown")
    canonical = pack().normalise_person_identifier(identifier)
    if canonical is None:
        raise problem("identifier", "form")
    person = person_with(canonical)
    attempt = throttle.take(what=[("staff-permits.find", str(employer.pk))], limits=LIMITS)
    if not attempt.is_allowed:
        raise TooMany
    found = _found(employer, person, actor=actor, form=form, name=name) if person else None
    if found is None:
        raise problem(*_nobody(form, name))
    throttle.give_back(attempt)
    return found


def _nobody(form: str, name: str) -> tuple[str, str]:
    if form == Permit.Form.SERVICE:
        return ("name", "unknown") if name.strip() else ("name", "required")
    return ("form", "no-founder") if form == Permit.Form.FOUNDER else ("identifier", "unknown")


def person_with(canonical: str) -> PartyView | None:
    """The citizen or foreigner with this identifier."""
    return parties.party_by_identifier("person", canonical) or parties.party_by_identifier(
        "foreigner", canonical
    )


def _found(
    employer: Employer, person: PartyView, *, actor: Actor, form: str, name: str
) -> Found | None:
    if form == Permit.Form.EMPLOYMENT:
        return _with_contract(employer, person, actor=actor)
    if form == Permit.Form.FOUNDER:
        is_meant = person.id in facts.founders_of(employer)
    else:
        is_meant = is_name_of(name, person.name)
    return Found(person.id, person.identifier, person.name) if is_meant else None


def _with_contract(employer: Employer, person: PartyView, *, actor: Actor) -> Found | None:
    sources = pack().staff_registers()
    contracts = registers.find_by_counterpart(
        actor=actor,
        register=sources.contracts,
        counterpart=employer.identifier,
        purpose=PURPOSE,
        justification=LAW,
        subjects=[person.id],
        fields=[sources.position, sources.started_on, sources.ended_on],
    )
    today = clock.today()
    for record in contracts:
        ended_on = facts.day_of(record.data.get(sources.ended_on)) or record.valid_until
        if ended_on is None or ended_on >= today:
            return Found(
                party_id=person.id,
                identifier=person.identifier,
                name=person.name,
                contract=record.number,
                position=str(record.data.get(sources.position) or ""),
                started_on=facts.day_of(record.data.get(sources.started_on)),
                ended_on=ended_on,
            )
    return None


def is_name_of(typed: str, name: str) -> bool:
    """Whether what was typed is somebody's name: all its words, in any order and spelling."""
    words = fold(typed).split()
    return len(words) >= LEAST_NAMES and set(words) <= set(fold(name).split())


def problem(field: str, code: str) -> Invalid:
    """The error about one field."""
    return Invalid(problem_words(field, code), code=code, field=field)
