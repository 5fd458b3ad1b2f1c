"""How many appointments can be booked durably in a second, and that none is given twice.

`slots.bookings_per_s`: a thousand people book a thousand seats of a hundred times by several
threads; notice, journal and job are part of each. Reference: the same rows by bare INSERTs into a
table of the same columns, constraints and indexes, one transaction each, through the same driver
and as many connections.

`slots.double_bookings`: then a thousand others want a hundred times with one seat each, at once.
All are answered: a hundred are booked, the rest are told that the time is taken; anything else
stops the run. The value is how many seats two people have.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bench.figures import Figure, show
from bench.submit import owner_connection
from pencere.blocks.identity.models import Account
from pencere.blocks.parties.models import Party
from pencere.casework.appointments import api
from pencere.casework.appointments.models import Appointment, Exceptional
from pencere.kernel import clock
from pencere.kernel.actors import Actor
from pencere.kernel.ids import new_id
from pencere.kernel.text import Text

PEOPLE = int(os.environ.get("PENCERE_BENCH_PEOPLE", "1000"))
TIMES = PEOPLE // 10
THREADS = 4
PLACE = "economy.inspection"
TABLE = "appointments_appointment"
COPY = "bench_appointment"

Wish = tuple[Actor, api.Matter, dt.datetime]


def run() -> Iterator[Figure]:
    """Both figures."""
    seats = PEOPLE // TIMES
    answers, seconds = _by_threads(_wishes(after_days=2, capacity=seats), _book)
    _require(answers, booked=PEOPLE)
    yield Figure(
        "slots.bookings_per_s",
        PEOPLE / seconds,
        "bookings/s",
        _reference(),
        f"{seats} seats at each of {TIMES} times, {THREADS} connections, {_durability()}",
    )
    answers, seconds = _by_threads(_wishes(after_days=10, capacity=1), _book)
    _require(answers, booked=TIMES)
    yield Figure(
        "slots.double_bookings",
        _doubles(),
        "seats",
        None,
        f"{PEOPLE} people for {TIMES} seats, all answered in {seconds:.2f} s",
    )


def _require(answers: Sequence[str], *, booked: int) -> None:
    counted = Counter(answers)
    if (counted["booked"], counted["taken"]) != (booked, PEOPLE - booked):
        raise SystemExit(f"{booked} of {PEOPLE} should have been booked: {dict(counted)}")


def _wishes(*, after_days: int, capacity: int) -> list[Wish]:
    """What each of the people wants: one of the times of extra hours that begin on that day."""
    times = _open_times(clock.today() + dt.timedelta(days=after_days), capacity)
    return [_wish(number, times[number % TIMES]) for number in range(PEOPLE)]


def _open_times(day: dt.date, capacity: int) -> list[dt.datetime]:
    step = dt.timedelta(minutes=api.place(PLACE).pattern.minutes)
    begin = dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())
    Exceptional.objects.create(
        place=PLACE,
        kind=Exceptional.Kind.OPEN,
        starts_at=begin,
        ends_at=begin + step * TIMES,
        capacity=capacity,
        entered_by=_account(-1),
    )
    return [begin + step * number for number in range(TIMES)]


def _account(number: int) -> Account:
    party = Party.objects.create(
        kind=Party.Kind.PERSON,
        identifier=f"BENCH-{new_id().hex[-16:]}",
        name=f"Vətəndaş {number}",
        search_key=f"vetendas {number}",
    )
    return Account.objects.create(username=party.identifier, party=party)


def _wish(number: int, at: dt.datetime) -> Wish:
    account = _account(number)
    actor = Actor(
        kind="person",
        account_id=account.pk,
        party_id=account.party_id,
        label=Text({"az": f"Vətəndaş {number}"}),
        session="0123456789abcdef",
    )
    matter = api.Matter(
        application_id=new_id(),
        reference=f"BENCH-{number}",
        service="economy.bench",
        title=Text({"az": "Yoxlama"}),
        state="inspection",
        party=account.party_id,
        link="/applications/",
    )
    return actor, matter, at


def _book(wish: Wish) -> str:
    actor, matter, at = wish
    try:
        api.book(actor=actor, matter=matter, place_code=PLACE, starts_at=at)
    except api.TimeTaken:
        return "taken"
    return "booked"


def _by_threads(things: Sequence[Any], do: Callable[[Any], Any]) -> tuple[list[Any], float]:
    """What came of all things, and the seconds until the last one was done."""

    def worker(number: int) -> list[Any]:
        try:
            return [do(thing) for thing in things[number::THREADS]]
        finally:
            connection.close()

    begin = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        found = [each for part in pool.map(worker, range(THREADS)) for each in part]
    return found, time.perf_counter() - begin


def _reference() -> float:
    """The bare insert of those very rows, a transaction each, under the same constraints."""
    with owner_connection() as owner:
        owner.execute(f"DROP TABLE IF EXISTS {COPY}")
        owner.execute(f"CREATE TABLE {COPY} (LIKE {TABLE} INCLUDING ALL)")
        owner.execute(f"GRANT INSERT ON {COPY} TO {settings.DATABASES['default']['USER']}")
    names = [field.attname for field in Appointment._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {TABLE} WHERE service = 'economy.bench'")
        rows = cursor.fetchall()
    insert = f"INSERT INTO {COPY} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"

    def write(row: tuple[Any, ...]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, row)

    _written, seconds = _by_threads(rows, write)
    with owner_connection() as owner:
        owner.execute(f"DROP TABLE {COPY}")
    return len(rows) / seconds


def _doubles() -> int:
    """Seats of the rush that more than one has; counted without the index that forbids them."""
    rows = Appointment.objects.filter(service="economy.bench", status="booked")
    seats = Counter(rows.values_list("place", "starts_at", "seat"))
    return sum(count - 1 for count in seats.values())


def _durability() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, synchronous = cursor.fetchone()
    return f"fsync={fsync}, synchronous_commit={synchronous}"


if __name__ == "__main__":
    show(run())
