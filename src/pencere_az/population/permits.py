"""Two days of messages for the demonstration: yesterday, and today until now.

The messages are made up from a seed; all that follows from them is not: each goes through the
channel and is decided by the rules in force with the clock set to its moment, as it would have
been. Only the SMS centre, which took the answers and handed them over, is pretended.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction

from pencere.blocks.sms import api as sms
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.rows import select
from pencere.kernel.text import Text
from pencere.systems.sms_permits import api as permits
from pencere_az.population.personas import PERSONAS

CENTRE = "demo"
PEOPLE = 520
"""How many of the made-up people write on a day."""
IN_CABINET = 24
"""How many ask in their cabinet."""
SLICE = 20 * 60
"""Seconds; what comes within them is decided together, so that it is made in no time."""
BUSY = (1, 0, 0, 0, 0, 1, 3, 8, 14, 20, 22, 20, 15, 12, 12, 14, 16, 18, 15, 10, 6, 4, 2, 1)
"""How many write in each hour, compared with the others."""
_DAY = dt.timedelta(days=1)
_PURPOSES, _OFTEN = ("2", "1", "3"), (70, 24, 6)

# In the order of ids, so that the same people are chosen each time.
_WRITERS = """
SELECT k.subject_id, p.name, c.data->>'phone', k.number FROM registers_record k
JOIN parties_party p ON p.id = k.subject_id AND p.ended_on IS NULL
JOIN registers_record c ON c.subject_id = k.subject_id AND c.register = 'digital.contacts'
    AND c.superseded_at IS NULL AND c.data ? 'phone'
WHERE k.register IN ('interior.identity-cards', 'migration.residence-cards')
    AND k.superseded_at IS NULL AND k.number <> '' AND k.subject_id <> ALL(%s)
ORDER BY k.subject_id LIMIT 4000
"""
# The centre takes an answer within some seconds, and the phone has it soon after; one phone of a
# hundred is switched off.
_TAKEN = """
UPDATE sms_outbound o SET centre = %s, attempts = 1,
    sent_at = o.asked_at + make_interval(secs => 0.6 + mod(h.how, 23) / 10.0),
    sent_xact = pg_current_xact_id()::text::bigint,
    status = CASE WHEN mod(h.how, 100) = 0 THEN 'sent' ELSE 'delivered' END,
    delivered_at = CASE WHEN mod(h.how, 100) <> 0
        THEN o.asked_at + make_interval(secs => 3 + mod(h.how, 47) / 10.0) END
FROM (SELECT day, id, abs(hashtext(recipient || text)::bigint) AS how FROM sms_outbound) AS h
WHERE h.day = o.day AND h.id = o.id AND o.status = 'waiting' AND o.in_reply_to IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who can write."""

    party: UUID
    name: str
    phone: str
    card: str


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """A message that somebody sends."""

    at: dt.datetime
    phone: str
    text: str


def make_permits(*, seed: int) -> int:
    """Make them where nobody has asked for a permit yet; returns how many messages came."""
    if select("SELECT FROM sms_permits_decision LIMIT 1", []):
        return 0
    chance = random.Random(f"{seed}:permits")  # noqa: S311  (made-up people, no secrets)
    named = [each.party_id for each in PERSONAS.values()]
    writers = [Writer(*row) for row in select(_WRITERS, [named])]
    now, today = clock.now(), clock.today()
    wishes = [
        wish
        for day in (today - _DAY, today)
        for wish in sorted(_of_day(chance, writers, clock.start_of(day)))
        if wish.at < now
    ]
    for _slice, together in groupby(wishes, key=lambda wish: int(wish.at.timestamp()) // SLICE):
        _answer(list(together), now)
    for count, each in enumerate(chance.sample(writers, min(IN_CABINET, len(writers)))):
        _ask(each, count, now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKEN, [CENTRE])
    permits.look_for_abuse()
    return len(wishes)


def _answer(together: Sequence[Wish], now: dt.datetime) -> None:
    """Have messages accepted and decided a second after the last of them."""
    at = min(together[-1].at + dt.timedelta(seconds=1), now)
    with clock.frozen_at(at):
        with transaction.atomic():
            sms.accept(
                [
                    sms.Incoming(
                        centre=CENTRE,
                        sender=wish.phone,
                        recipient=permits.short_number(),
                        text=wish.text,
                        received_at=at - dt.timedelta(milliseconds=300 + 7 * place),
                    )
                    for place, wish in reversed(list(enumerate(reversed(together))))
                ]
            )
        sms.handle_waiting()


def _ask(who: Writer, count: int, now: dt.datetime) -> None:
    label = Text(dict.fromkeys(("az", "ru", "en"), who.name))
    actor = Actor(kind="person", party_id=who.party, label=label)
    with clock.frozen_at(now - (count + 1) * dt.timedelta(minutes=71)):
        permits.ask(actor=actor, purpose="medical" if count % 3 else "shopping", key="demo")


def _of_day(
    chance: random.Random, writers: Sequence[Writer], midnight: dt.datetime
) -> Iterator[Wish]:
    for who in chance.sample(writers, min(PEOPLE, len(writers))):
        yield from _of_writer(chance, who, midnight)
    yield from _of_personas(midnight)
    if len(writers) > PEOPLE // 10:
        yield from _abuse(chance, writers, midnight)


def _of_writer(chance: random.Random, who: Writer, midnight: dt.datetime) -> Iterator[Wish]:
    """One message on most days, two or three on some: too early, or for something else."""
    at = midnight + _time(chance)
    purpose = chance.choices(_PURPOSES, _OFTEN)[0]
    how = chance.choices(list(_WRITTEN), list(_WRITTEN.values()))[0]
    if chance.random() < 0.1:
        yield Wish(at - dt.timedelta(minutes=2), who.phone, chance.choice(_MISTAKES)(who.card))
    yield Wish(at, who.phone, how(purpose, who.card))
    if chance.random() < 0.22:
        again = purpose if chance.random() < 0.7 else chance.choice(_PURPOSES)
        later = dt.timedelta(minutes=chance.randrange(5, 420))
        yield Wish(at + later, who.phone, how(again, who.card))


def _time(chance: random.Random) -> dt.timedelta:
    hour = chance.choices(range(24), BUSY)[0]
    return dt.timedelta(hours=hour, seconds=chance.randrange(3600))


def _cyrillic(purpose: str, card: str) -> str:
    return f"{purpose} {card.translate(str.maketrans('AEKMOCTX', 'АЕКМОСТХ'))}"


_WRITTEN: dict[Callable[[str, str], str], int] = {
    lambda purpose, card: f"{purpose} {card}": 50,
    lambda purpose, card: f"{purpose}#{card}": 14,
    lambda purpose, card: f"{purpose}{card}".lower(): 10,
    lambda purpose, card: f"{purpose} {card[:2]} {card[2:]}": 10,
    lambda purpose, card: f"{purpose}-{card} ru": 6,
    _cyrillic: 6,
    lambda purpose, card: f"en {purpose} {card}": 4,
}
_MISTAKES: Sequence[Callable[[str], str]] = (
    lambda card: card,
    lambda card: f"2 {card[:-2]}",
    lambda card: f"2 {card}5",
    lambda card: f"8 {card}",
    lambda card: f"2 AA{card[:1:-1]}",
    lambda card: "2",
    lambda card: "?",
    lambda card: "Salam, evdən çıxmaq istəyirəm",
    lambda card: "KÖMƏK",
)


def _of_personas(midnight: dt.datetime) -> Iterator[Wish]:
    """Those whom everybody knows: Rauf is too old, Elvin has just come from abroad."""
    for key, hour, text in (
        ("aysel", 9, "2 {}"),
        ("aysel", 11, "2 {}"),
        ("elchin", 10, "2#{}"),
        ("rauf", 10, "2 {}"),
        ("elvin", 12, "2 {}"),
        ("nigar", 8, "1 {}"),
        ("leyla", 17, "2 {} ru"),
        ("zaur", 18, "3 {}"),
    ):
        place = list(PERSONAS).index(key) + 1
        at = midnight + dt.timedelta(hours=hour, minutes=place * 3)
        yield Wish(at, PERSONAS[key].phone, text.format(PERSONAS[key].card_number))


def _abuse(
    chance: random.Random, writers: Sequence[Writer], midnight: dt.datetime
) -> Iterator[Wish]:
    """What the officers' desk is there for: one phone for many, many funerals, guessed numbers,
    a phone that never stops."""
    helper, mourner, guesser, caller = writers[7], writers[11], writers[17], writers[23]
    for place, other in enumerate(chance.sample(writers, 14)):
        at = midnight + dt.timedelta(hours=9, minutes=place * 11)
        yield Wish(at, helper.phone, f"2 {other.card}")
    for place in range(5):
        at = midnight + dt.timedelta(hours=6, minutes=place * 190)
        yield Wish(at, mourner.phone, f"3 {mourner.card}")
    for place in range(16):
        at = midnight + dt.timedelta(hours=13, minutes=place * 7)
        yield Wish(at, guesser.phone, f"2 AA{9_000_000 + chance.randrange(999_999)}")
    for place in range(32):
        at = midnight + dt.timedelta(hours=15, seconds=place * 14)
        yield Wish(at, caller.phone, f"2 {caller.card}")
