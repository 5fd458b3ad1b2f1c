"""Trying other rules on a day that has been: each request is decided once more.

What a message said and what the register said of its document can't change with the rules; who
is too old, must stay at home, or had enough permits can. Nobody is shown here: whoever shows who
they are journals that.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection
from django.utils import timezone

from pencere.blocks.parties import api as parties
from pencere.blocks.regimes.api import Preview, Replayed
from pencere.blocks.registers import api as registers
from pencere.kernel import rows
from pencere.kernel.actors import system
from pencere.kernel.journal.api import Justification
from pencere.kernel.text import Text
from pencere.systems.sms_permits import people, rules
from pencere.systems.sms_permits.rules import Granted, Past, Person, Reason, Request, Rules
from pencere.systems.sms_permits.words import REASONS

AT_ONCE = 2000
"""Requests of which the people are looked up together."""
ACTOR = system("sms_permits")
_OF_THE_RULES = frozenset(
    {
        Reason.NO_REGIME,
        Reason.AGE,
        Reason.BARRED,
        Reason.NOT_NEEDED,
        Reason.HOURS,
        Reason.PURPOSE_LIMIT,
        Reason.TOTAL_LIMIT,
    }
)
"""Refusals that other rules could have made a permit of."""
_BLOCKED = frozenset({Reason.SENDER_BLOCKED, Reason.PERSON_BLOCKED})

# Person by person, so that what was granted meanwhile is remembered of one at a time.
_REQUESTS = (
    "SELECT id, subject, document, purpose, decided_at, outcome, reason, district"
    " FROM sms_permits_decision WHERE day = %s AND outcome <> 'told' AND NOT is_extension"
    " ORDER BY subject, decided_at, id"
)
_BEFORE = (
    "SELECT subject, id, day, purpose, valid_from, valid_until, is_extension"
    " FROM sms_permits_decision WHERE subject = ANY(%s::uuid[]) AND day BETWEEN %s AND %s"
    " AND ordinal >= 1"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    id: UUID
    subject: UUID | None
    document: str
    purpose: str
    at: dt.datetime
    outcome: str
    reason: str
    district: str

    @property
    def is_of_the_rules(self) -> bool:
        """Whether rules decide about it at all: it had a purpose and led to a living person."""
        is_open = not self.reason or self.reason in _OF_THE_RULES | _BLOCKED
        return is_open and self.subject is not None and bool(self.purpose)


def preview(new: Rules, day: dt.date) -> Preview:
    """What `new` rules would have made of a day's requests."""
    found = rows.select(
        "SELECT count(*) FROM sms_permits_decision"
        " WHERE day = %s AND outcome <> 'told' AND NOT is_extension",
        [day],
    )
    return Preview(
        total=found[0][0],
        cases=replayed(new, day),
        purposes={each.code: Text(each.title) for each in new.purposes},
        reasons={code.value: words for code, words in REASONS.items()},
    )


def replayed(new: Rules, day: dt.date) -> Iterator[Replayed]:
    """Each request of the day, each person's in their order, with what it came to and would have
    come to. Read as it is used: there may be millions."""
    present: UUID | None = None
    granted: list[Granted] = []
    with connection.chunked_cursor() as cursor:
        cursor.execute(_REQUESTS, [day])
        while chunk := [_Asked(*row) for row in cursor.fetchmany(AT_ONCE)]:
            subjects = {each.subject for each in chunk if each.subject and each.is_of_the_rules}
            persons, before = _persons(subjects, new, day), _past(subjects, day)
            for each in chunk:
                if each.subject != present:
                    present = each.subject
                    granted = list(before.get(each.subject, ())) if each.subject else []
                yield _replayed(each, persons, granted, new)


def _replayed(
    asked: _Asked, persons: Mapping[UUID, Person], granted: list[Granted], new: Rules
) -> Replayed:
    """One request under the new rules; what is granted is added to `granted`."""
    would_be = asked.reason
    if asked.is_of_the_rules and asked.subject is not None:
        request = Request(asked.id, asked.purpose, asked.document)
        past = Past(
            granted,
            is_sender_blocked=asked.reason == Reason.SENDER_BLOCKED,
            is_person_blocked=asked.reason == Reason.PERSON_BLOCKED,
        )
        local = timezone.localtime(asked.at)
        person = replace(persons[asked.subject], district=asked.district)
        verdict = rules.decide(request, person, past, new, at=asked.at, local=local)
        would_be = verdict.reason.value if verdict.reason else ""
        if verdict.outcome == "granted" and verdict.valid_from and verdict.valid_until:
            granted.append(
                Granted(
                    asked.id, local.date(), asked.purpose, verdict.valid_from, verdict.valid_until
                )
            )
    return Replayed(asked.at, asked.purpose, asked.reason, would_be, asked.subject)


def _past(subjects: Collection[UUID], day: dt.date) -> Mapping[UUID, Sequence[Granted]]:
    """Permits of the days before, which are as they were."""
    found: defaultdict[UUID, list[Granted]] = defaultdict(list)
    first, last = day - dt.timedelta(days=rules.LOOK_BACK), day - dt.timedelta(days=1)
    for subject, *permit in rows.select(_BEFORE, [rows.array(subjects), first, last]):
        found[subject].append(Granted(*permit))
    return found


def _persons(subjects: Collection[UUID], new: Rules, day: dt.date) -> dict[UUID, Person]:
    """The people asked about: their documents were in order, or there would be another reason."""
    lives = parties.lives(subjects)
    told: Mapping[UUID, Mapping[str, Sequence[registers.FoundRecord]]] = {}
    if fields := people.fields_of_groups(new):
        told = registers.read_for_figures(
            actor=ACTOR,
            subjects=subjects,
            fields=fields,
            day=day,
            purpose="regime-preview",
            justification=Justification("law", people.LAW),
        )
    document = rules.Document(dt.date.min, None, None)
    return {
        subject: Person(
            id=subject,
            document=document,
            born_on=lives[subject].born_on if subject in lives else None,
            groups=people.groups(told.get(subject, {}), new),
        )
        for subject in subjects
    }
