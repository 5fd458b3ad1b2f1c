"""Background work: a job exists exactly when what it follows from does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from pencere.kernel import clock, jobs

done: list[Any] = []


@jobs.task(name="test.note", queue="test", retry=2)
def note(*, what: str) -> None:
    """Note that it ran."""
    if what == "fails":
        raise RuntimeError(what)
    done.append(what)


@jobs.task(name="test.hurry", queue="test", is_awaited=True)
def hurry(*, what: str) -> None:
    """Note that it ran."""
    done.append(what)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


pytestmark = pytest.mark.django_db


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'test.note'")
        return int(cursor.fetchone()[0])


def test_a_job_runs_once_with_its_arguments() -> None:
    jobs.defer(note, what="first")
    jobs.defer(note, what="second")
    assert done == []
    assert jobs.run_waiting() == 2
    assert done == ["first", "second"]
    assert jobs.run_waiting() == 0


def test_what_a_person_waits_for_goes_first() -> None:
    jobs.defer(note, what="a document")
    jobs.defer(hurry, what="a phone")
    jobs.run_waiting()
    assert done == ["a phone", "a document"]


def test_a_rolled_back_transaction_leaves_no_job() -> None:
    with transaction.atomic():
        jobs.defer(note, what="never")
        assert _waiting() == 1
        transaction.set_rollback(True)
    assert _waiting() == 0


def test_many_jobs_are_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        jobs.defer_many(note, [{"what": str(number)} for number in range(50)])
    assert len(queries) == 1
    jobs.defer_many(note, [])
    assert jobs.run_waiting() == 50
    assert done[-1] == "49"


def test_a_job_waits_for_its_time() -> None:
    with clock.frozen_at("2026-11-20T08:00:00+00:00"):
        jobs.defer_at(note, clock.now() + dt.timedelta(hours=1), what="later")
        assert jobs.run_waiting() == 0
    with clock.frozen_at("2026-11-20T09:00:01+00:00"):
        assert jobs.run_waiting() == 1


def test_a_failing_job_says_so_and_stays() -> None:
    jobs.defer(note, what="fails")
    with pytest.raises(RuntimeError, match="fails"):
        jobs.run_waiting()
    assert _waiting() == 1


def test_a_task_can_be_called_at_once() -> None:
    note(what="now")
    assert done == ["now"]


def test_the_kernels_own_work_is_planned() -> None:
    planned = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert {"journal.seal", "journal.make-months", "files.sweep", "jobs.forget-done"} <= planned


def test_jobs_that_were_done_long_ago_are_forgotten() -> None:
    jobs.defer(note, what="old")
    jobs.run_waiting()
    jobs.forget_done(timestamp=0)
    assert _waiting() == 1
    with clock.frozen_at(clock.now() + dt.timedelta(days=2)):
        jobs.forget_done(timestamp=0)
    assert _waiting() == 0
