"""What came is acknowledged after it has been committed, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest
from django.db import OperationalError

from pencere.blocks.sms.gateway.inlet import DatabaseAway, Inlet


class Database:
    """Writes lists of numbers, except as long as it is away; never writes a 13."""

    def __init__(self, away_for: int = 0) -> None:
        self.away_for = away_for
        self.written: list[int] = []
        self.batches: list[int] = []

    def take(self, items: Sequence[int]) -> None:
        self.batches.append(len(items))
        if self.away_for:
            self.away_for -= 1
            raise OperationalError
        if 13 in items:
            raise ValueError("the words of row 13")
        self.written += items


Story = Callable[[Inlet[int]], list["asyncio.Future[None]"]]


def told(database: Database, story: Story, *, hold: float = 60.0) -> list[BaseException | None]:
    """What each who waits is told at the end: None for "it is yours"."""

    async def run() -> list[BaseException | None]:
        inlet = Inlet(
            asyncio.get_running_loop(), database.take, name="test", hold=hold, pause=0.001
        )
        futures = story(inlet)
        inlet.start()
        await asyncio.wait(futures)
        await asyncio.to_thread(inlet.close)
        return [future.exception() for future in futures]

    return asyncio.run(run())


@pytest.mark.django_db
def test_what_comes_together_is_written_together() -> None:
    database = Database()
    assert told(database, lambda inlet: [inlet.put(each) for each in range(5)]) == [None] * 5
    assert database.batches == [5]


@pytest.mark.django_db
def test_while_the_database_is_away_nothing_is_acknowledged_and_nothing_lost() -> None:
    database = Database(away_for=3)
    assert told(database, lambda inlet: [inlet.put(each) for each in range(5)]) == [None] * 5
    assert database.written == [0, 1, 2, 3, 4]
    assert len(database.batches) == 4


@pytest.mark.django_db
def test_after_a_while_the_centre_is_asked_to_come_again() -> None:
    database = Database(away_for=10**6)
    (answer,) = told(database, lambda inlet: [inlet.put(1)], hold=0.0)
    assert isinstance(answer, DatabaseAway)
    assert database.written == []


@pytest.mark.django_db
def test_what_cannot_be_written_holds_up_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    database = Database()
    answers = told(database, lambda inlet: [inlet.put(each) for each in range(11, 16)])
    assert [type(answer) for answer in answers] == [
        type(None),
        type(None),
        DatabaseAway,
        type(None),
        type(None),
    ]
    assert sorted(database.written) == [11, 12, 14, 15]
    assert "could not be taken in: ValueError" in caplog.text
    assert "the words of row 13" not in caplog.text


@pytest.mark.django_db
def test_at_the_end_what_is_left_is_written_first() -> None:
    database = Database()

    async def run() -> list[BaseException | None]:
        inlet = Inlet(asyncio.get_running_loop(), database.take, name="test")
        inlet.start()
        futures = [inlet.put(each) for each in range(3)]
        await asyncio.to_thread(inlet.close)
        await asyncio.wait(futures)
        return [future.exception() for future in futures]

    assert asyncio.run(run()) == [None] * 3
    assert database.written == [0, 1, 2]
