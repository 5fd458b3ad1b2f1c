"""From what registers and the platform say of somebody to what a decision needs to know."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from uuid import UUID

from pencere.blocks.parties import api as parties
from pencere.blocks.registers import api as registers
from pencere.kernel.actors import Actor
from pencere.kernel.journal.api import Justification
from pencere.kernel.pack import pack
from pencere.systems.sms_permits import journal_actions
from pencere.systems.sms_permits.messages import Writing
from pencere.systems.sms_permits.rules import Barred, Document, Person, Rules

LAW = "special-regime"
PURPOSE = "sms-permit"
Records = Mapping[str, Sequence[registers.FoundRecord]]


@cache
def writing() -> Writing:
    """How messages are written in the country."""
    said = pack().permit_messages()
    return Writing(
        series=said.series,
        languages=said.language_words,
        scripts=said.script_languages,
        help=said.help_words,
    )


def fields_of_groups(rules: Rules) -> dict[str, list[str]]:
    """The registers that say who must stay at home, with the fields that are read."""
    wanted: dict[str, list[str]] = {}
    for group in rules.barred:
        declared = registers.declaration(group.register)
        key = group.field or declared.fields[0].key
        if key not in wanted.setdefault(group.register, []):
            wanted[group.register].append(key)
    return wanted


def fields_of_home() -> dict[str, list[str]]:
    """The register that says in which district somebody lives."""
    said = pack().permit_messages()
    return {said.residence: [said.region]}


def fields_of_documents() -> dict[str, list[str]]:
    """The registers of documents, with the fields that decide whether one is in order."""
    said = pack().permit_messages()
    return {
        register: [
            key
            for key in (registers.declaration(register).expires_field, said.born_on)
            if key is not None
        ]
        for register in said.documents.values()
    }


def together(*wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """All fields that are read of each register, of which several things may be asked."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for fields in wanted:
        for register, keys in fields.items():
            found[register] += [key for key in keys if key not in found[register]]
    return dict(found)


def find(
    *, actor: Actor, documents: Mapping[str, tuple[str, str]], rules: Rules
) -> dict[str, Person]:
    """Whom documents lead to, by number: one SELECT in the registers and one row of the journal
    for each person. `documents` says of each number its kind and for which request it is."""
    registers_of = pack().permit_messages().documents
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    for number, (kind, _about) in documents.items():
        numbers[registers_of[kind]].append(number)
    wanted = fields_of_documents()
    found = registers.find_many_by_number(
        actor=actor,
        numbers=numbers,
        fields={code: wanted[code] for code in numbers},
        also=together(fields_of_home(), fields_of_groups(rules)),
        purpose=PURPOSE,
        justification=Justification("law", LAW),
        action=journal_actions.LOOKED_UP,
        about={number: about for number, (_kind, about) in documents.items()},
    )
    lives = parties.lives({each.subject for each in found.values()}) if found else {}
    return {
        number: person_of(each.subject, each.record, each.others, lives.get(each.subject), rules)
        for number, each in found.items()
    }


def groups(records: Records, rules: Rules) -> frozenset[str]:
    """Which groups the registers put somebody into."""
    return frozenset(
        group.code
        for group in rules.barred
        if any(_says_so(group, record) for record in records.get(group.register, ()))
    )


def _says_so(group: Barred, record: registers.FoundRecord) -> bool:
    return not group.field or str(record.data.get(group.field)) in group.values


def of_record(
    subject: UUID, record: registers.FoundRecord, others: Records, rules: Rules
) -> Person:
    """Somebody by one of their documents, with what the platform knows of their life."""
    return person_of(subject, record, others, parties.lives([subject]).get(subject), rules)


def person_of(
    subject: UUID,
    record: registers.FoundRecord,
    others: Records,
    life: parties.Life | None,
    rules: Rules,
) -> Person:
    """Somebody whom a document leads to."""
    said = pack().permit_messages()
    return Person(
        id=subject,
        document=Document(record.valid_from, record.valid_until, record.expires_on),
        born_on=_date(record.data.get(said.born_on)) or (life.born_on if life else None),
        died_on=life.ended_on if life else None,
        groups=groups(others, rules),
        district=_district(others),
    )


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _district(others: Records) -> str:
    said = pack().permit_messages()
    for record in others.get(said.residence, ()):
        name = record.data.get(said.region)
        if isinstance(name, str) and (code := district_named(name)):
            return code
    return ""


@lru_cache(maxsize=1000)
def district_named(name: str) -> str:
    """The code of a district by its name; empty for one that isn't known."""
    return pack().addresses().region_named(name)
