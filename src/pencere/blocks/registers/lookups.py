"""Reading about many people at once: for what is decided a batch at a time, counted or listed. One
SELECT and one INSERT, in which the journal has one row for each person found by their document,
however many registers were asked about them, or one for all of whom nobody is shown."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from pencere.blocks.registers import journal_actions
from pencere.blocks.registers.declarations import RegisterDeclaration, declaration, expiry
from pencere.blocks.registers.queries import canonical_number, check_may_read
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.errors import Refused
from pencere.kernel.journal.api import JSON, Entry, Justification, record_many
from pencere.kernel.rows import array, select

Fields: TypeAlias = Mapping[str, Sequence[str]]
"""By register, the fields that are read."""
_OTHER = "/"

# Of one number there may be several records: owners one after the other, a card that was ended.
# The subquery is read from the index by number for each asked one; the second half from the
# index of a person's current records.
_FIND = """
WITH found AS MATERIALIZED (
    SELECT r.register, r.number, r.subject_id, r.data, r.valid_from, r.valid_until
    FROM unnest(%s::varchar[], %s::varchar[]) AS asked (register, number)
    JOIN registers_record r ON r.register = asked.register AND r.number = asked.number
        AND r.superseded_at IS NULL AND r.number <> ''
)
SELECT r.register, r.number, r.subject_id, r.valid_from, r.valid_until, {own} FROM found AS r
UNION ALL
SELECT r.register, '', r.subject_id, r.valid_from, r.valid_until, {other}
FROM (SELECT DISTINCT subject_id FROM found) AS one
JOIN registers_record r ON r.subject_id = one.subject_id AND r.superseded_at IS NULL
    AND r.register = ANY(%s::varchar[]) AND r.valid_from <= %s
    AND (r.valid_until IS NULL OR r.valid_until >= %s)
"""

_OF_SUBJECTS = """
SELECT r.register, r.subject_id, r.valid_from, r.valid_until, {other} FROM registers_record r
WHERE r.subject_id = ANY(%s) AND r.superseded_at IS NULL AND r.register = ANY(%s::varchar[])
    AND r.valid_from <= %s AND (r.valid_until IS NULL OR r.valid_until >= %s)
"""


_NUMBERS = """
SELECT subject_id, number FROM registers_record
WHERE subject_id = ANY(%s) AND register = %s AND superseded_at IS NULL AND number <> ''
    AND (valid_until IS NULL OR valid_until >= %s)
"""


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """What was read of one record."""

    data: Mapping[str, JSON]
    """The asked fields."""
    valid_from: dt.date
    valid_until: dt.date | None
    expires_on: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the register says so on this day; that what it tells of has expired is another
        matter."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Whom a number led to."""

    subject: UUID
    register: str
    number: str
    record: FoundRecord
    """The one with the number: the one that holds today, else the one that held last."""
    others: Mapping[str, Sequence[FoundRecord]]
    """What the other registers say of the person today."""


def find_many_by_number(
    *,
    actor: Actor,
    numbers: Mapping[str, Collection[str]],
    fields: Fields,
    also: Fields,
    purpose: str,
    justification: Justification,
    action: str = journal_actions.FOUND,
    about: Mapping[str, str] | None = None,
) -> Mapping[str, FoundPerson]:
    """Whom numbers lead to, by number in canonical form; those that lead to nobody are left out.

    `numbers` and `fields` by register in which they are looked up; `also` are registers that are
    asked about everybody found; a register may be both, and is read for both. `about` says by
    number for which matter, for the journal, where a row names all that was read of a person
    (`reads_in`). For the platform and for officers whom a law lets read all of these; raises
    Refused and Invalid as `read` does.
    """
    declared = {code: _ours(code) for code in (*numbers, *also)}
    wanted = {
        code: tuple(
            dict.fromkeys(
                declared[code].field(key).key
                for key in (*fields.get(code, ()), *also.get(code, ()))
            )
        )
        for code in declared
    }
    if actor.kind == "person":
        raise Refused(code="register-not-open")
    check_may_read(
        actor=actor,
        subject=UUID(int=0),
        registers=list(declared.values()),
        purpose=purpose,
        justification=justification,
        fields=wanted,
    )
    found = _people(numbers, declared, wanted, also)
    record_many(
        entries=[
            Entry(
                actor=actor,
                action=action,
                subject=person.subject,
                about=(about or {}).get(number, ""),
                register=person.register,
                fields=(
                    *wanted[person.register],
                    *_named([code for code in also if code != person.register], wanted),
                ),
                purpose=purpose,
                justification=justification,
            )
            for number, person in found.items()
        ]
    )
    return found


def read_for_figures(
    *,
    actor: Actor,
    subjects: Collection[UUID],
    fields: Fields,
    day: dt.date,
    purpose: str,
    justification: Justification,
) -> Mapping[UUID, Mapping[str, Sequence[FoundRecord]]]:
    """What registers said on a day about many people, for figures in which nobody is shown: one
    row of the journal for all of them, about nobody in particular. For the platform alone; raises
    Refused and Invalid as `read` does. Whoever then shows who they are journals that."""
    declared = {code: _ours(code) for code in fields}
    if actor.kind != "system":
        raise Refused(code="register-not-open")
    wanted = {code: tuple(declared[code].field(key).key for key in fields[code]) for code in fields}
    check_may_read(
        actor=actor,
        subject=UUID(int=0),
        registers=list(declared.values()),
        purpose=purpose,
        justification=justification,
        fields=wanted,
    )
    rows = select(
        _OF_SUBJECTS.format(other=_projection(list(fields), wanted)),
        [list(subjects), list(fields), day, day],
    )
    found: defaultdict[UUID, defaultdict[str, list[FoundRecord]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for register, subject, valid_from, valid_until, data in rows:
        record = _record(declared[register], wanted[register], data, valid_from, valid_until)
        found[subject][register].append(record)
    if fields:
        first = next(iter(fields))
        rest = [code for code in fields if code != first]
        entry = Entry(
            actor=actor,
            action=journal_actions.READ_FOR_FIGURES,
            register=first,
            fields=(*wanted[first], *_named(rest, wanted)),
            purpose=purpose,
            justification=justification,
            params={"count": len(subjects)},
        )
        record_many(entries=[entry])
    return found


def numbers_of(
    *,
    actor: Actor,
    register: str,
    subjects: Sequence[UUID],
    purpose: str,
    justification: Justification,
) -> Mapping[UUID, Sequence[str]]:
    """The numbers of many people's documents, by subject, for a list that names none of them;
    whoever has none is left out. One row of the journal that is about nobody: the caller makes of
    it what leads back to no person. For the platform and for officers whom a law lets read the
    register; raises Refused as `read` does."""
    declared = _ours(register)
    if actor.kind == "person":
        raise Refused(code="register-not-open")
    check_may_read(
        actor=actor,
        subject=UUID(int=0),
        registers=[declared],
        purpose=purpose,
        justification=justification,
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for subject, number in select(_NUMBERS, [list(subjects), register, clock.today()]):
        found[subject].append(number)
    entry = Entry(
        actor=actor,
        action=journal_actions.READ,
        register=register,
        fields=(declared.number_field,) if declared.number_field else (),
        purpose=purpose,
        justification=justification,
        params={"count": len(found)},
    )
    record_many(entries=[entry])
    return dict(found)


def reads_in(register: str, fields: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a row of the journal says was read: by register, its fields. Fields of others than the
    row's register are written `register/field`."""
    read: defaultdict[str, list[str]] = defaultdict(list)
    if register:
        read[register] = []
    for field in fields:
        other, is_other, key = field.partition(_OTHER)
        read[other if is_other else register].append(key if is_other else field)
    yield from ((code, tuple(keys)) for code, keys in read.items())


def _named(codes: Sequence[str], wanted: Fields) -> Iterator[str]:
    return (f"{code}{_OTHER}{key}" for code in codes for key in wanted[code])


def _ours(code: str) -> RegisterDeclaration:
    declared = declaration(code)
    if declared.provider.kind != "tables":
        raise Refused(code="register-kept-elsewhere")
    return declared


def _people(
    numbers: Mapping[str, Collection[str]],
    declared: Mapping[str, RegisterDeclaration],
    wanted: Fields,
    also: Fields,
) -> dict[str, FoundPerson]:
    asked = sorted({(code, canonical_number(each)) for code in numbers for each in numbers[code]})
    if not asked:
        return {}
    today = clock.today()
    own = _projection(list(numbers), wanted)
    other = _projection(list(also), wanted)
    rows = select(
        _FIND.format(own=own, other=other),
        [array(code for code, _n in asked), array(n for _c, n in asked), list(also), today, today],
    )
    others: defaultdict[UUID, defaultdict[str, list[FoundRecord]]] = defaultdict(
        lambda: defaultdict(list)
    )
    best: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        register, number, subject, valid_from, valid_until, data = row
        record = _record(declared[register], wanted[register], data, valid_from, valid_until)
        if number:
            rank = (record.holds_on(today), valid_until or dt.date.max, valid_from, subject)
            if number not in best or rank > best[number][0]:
                best[number] = (rank, subject, register, record)
        else:
            others[subject][register].append(record)
    return {
        number: FoundPerson(subject, register, number, record, others.get(subject, {}))
        for number, (_rank, subject, register, record) in best.items()
    }


def _record(
    declared: RegisterDeclaration,
    keys: Sequence[str],
    data: str,
    valid_from: dt.date,
    valid_until: dt.date | None,
) -> FoundRecord:
    """With the fields that were asked of this register: the statement picks those of all."""
    read: dict[str, JSON] = json.loads(data)
    told = {key: read[key] for key in keys}
    return FoundRecord(told, valid_from, valid_until, expiry(declared, told))


def _projection(codes: Sequence[str], wanted: Fields) -> str:
    """SQL that picks what is wanted of any of the registers out of `r.data`; keys are those of
    declarations, which are plain words."""
    keys = sorted({key for code in codes for key in wanted[code]})
    picked = ", ".join(f"'{key}', r.data->'{key}'" for key in keys)
    return f"jsonb_build_object({picked})"
