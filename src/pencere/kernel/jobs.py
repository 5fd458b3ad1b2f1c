"""Background work, through one facade over Procrastinate: a job is enqueued in the caller's
transaction, so it exists exactly when what it follows from was committed.

Jobs live in `jobs.py` of each package and are found there. They may run more than once
(a worker can die after the work and before the mark), so each is written to bear that. Their
arguments are JSON: ids as text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, cast

import procrastinate
from django.db import connection, transaction
from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.types import JobToDefer
from psycopg.types.json import Jsonb

from pencere.kernel import clock, rows

P = ParamSpec("P")


_AWAITED = 10
_tasks: dict[str, Task[Any]] = {}


class Task(Generic[P]):
    """A function that can be put off to a worker; called directly, it runs at once."""

    def __init__(self, inner: Any, function: Callable[P, None]) -> None:
        self._inner = inner
        self._function = function
        self.name: str = inner.name

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self._function(*args, **kwargs)


def task(
    *,
    name: str,
    queue: str = "default",
    retry: int = 5,
    lock: str | None = None,
    is_awaited: bool = False,
) -> Callable[[Callable[P, None]], Task[P]]:
    """Make a function of keyword arguments a task.

    `name` is stored with each job, so it outlives a rename of the function. After a failure it
    is tried again up to `retry` times, after 2, 4, 8, … seconds. Jobs with the same `lock` run
    one after another, whatever the number of workers. What `is_awaited` by a person who looks
    at a page goes before all that is not.
    """
    strategy = (
        procrastinate.RetryStrategy(max_attempts=retry, exponential_wait=2) if retry else False
    )

    def decorate(function: Callable[P, None]) -> Task[P]:
        inner = app.task(
            name=name,
            queue=queue,
            retry=strategy,
            lock=lock,
            priority=_AWAITED if is_awaited else 0,
        )(function)
        made = Task(inner, function)
        _tasks[name] = made
        return made

    return decorate


def periodic(*, cron: str) -> Callable[[Task[P]], Task[P]]:
    """Run the task by `cron` (five fields, or six with seconds last), once for all workers.

    The task gets `timestamp`, the second for which it was due.
    """

    def decorate(decorated: Task[P]) -> Task[P]:
        app.periodic(cron=cron)(decorated._inner)
        return decorated

    return decorate


def named(name: str) -> Task[Any]:
    """The task called `name`: for a module that is itself called by it. LookupError when there is
    none, or before all applications are ready."""
    return _tasks[name]


def defer(deferred: Task[P], /, *args: P.args, **kwargs: P.kwargs) -> None:
    """Enqueue one job in the current transaction."""
    _enqueue(deferred, [kwargs])


def defer_at(deferred: Task[P], at: dt.datetime, /, *args: P.args, **kwargs: P.kwargs) -> None:
    """Enqueue one job that isn't begun before `at`."""
    _enqueue(deferred, [kwargs], schedule_at=at)


def defer_many(deferred: Task[P], calls: Sequence[Mapping[str, Any]]) -> None:
    """Enqueue a job for each of `calls` (their keyword arguments) with one statement."""
    if calls:
        _enqueue(deferred, calls)


_ENQUEUE = sql.queries["defer_jobs"].replace("%(jobs)s", "%s").strip().rstrip(";")
"""Procrastinate's own statement, whose answer, the jobs' numbers, nobody here waits for."""


def _enqueue(deferred: Task[P], calls: Sequence[Mapping[str, Any]], **options: Any) -> None:
    deferrer = deferred._inner.configure(**options)
    made = [deferrer.make_new_job(**call) for call in calls]
    enqueued = [
        JobToDefer(
            queue_name=job.queue,
            task_name=job.task_name,
            priority=job.priority,
            lock=job.lock,
            queueing_lock=job.queueing_lock,
            args=cast(Any, Jsonb(job.task_kwargs)),
            scheduled_at=job.scheduled_at,
        )
        for job in made
    ]
    rows.write(_ENQUEUE, [enqueued])


def run_waiting(*, limit: int = 1000) -> int:
    """Run what waits and is due, here and now, as a worker would order it; returns how many.

    For tests and for commands that must see their own jobs done. A job that fails raises.
    """
    done = 0
    while done < limit and (found := _next_waiting()):
        number, name, arguments = found
        with transaction.atomic():
            app.tasks[name].func(**arguments)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [number]
                )
        done += 1
    return done


def _next_waiting() -> tuple[int, str, dict[str, Any]] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY priority DESC, id LIMIT 1",
            [clock.now()],
        )
        found: tuple[int, str, Any] | None = cursor.fetchone()
    if found is None:
        return None
    number, name, arguments = found
    return number, name, json.loads(arguments) if isinstance(arguments, str) else arguments


@dataclass(frozen=True, slots=True)
class JobsState:
    """How the background work stands."""

    due: int
    """Jobs that could run now and don't yet."""
    failed: int
    """Jobs that failed for good and wait for somebody to look."""
    last_heartbeat: dt.datetime | None
    """The last sign of life of any worker."""


def state() -> JobsState:
    """Counts of the jobs' table, which `forget_done` keeps small."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'todo'"
            "  AND (scheduled_at IS NULL OR scheduled_at <= %s)),"
            " count(*) FILTER (WHERE status = 'failed'),"
            " (SELECT max(last_heartbeat) FROM procrastinate_workers)"
            " FROM procrastinate_jobs WHERE status IN ('todo', 'failed')",
            [clock.now()],
        )
        due, failed, heartbeat = cursor.fetchone()
    return JobsState(due=due, failed=failed, last_heartbeat=heartbeat)


KEPT = dt.timedelta(days=1)
"""How long a job that was done is still to be seen. Failed ones stay until somebody looks."""


@periodic(cron="33 * * * *")
@task(name="jobs.forget-done", queue="housekeeping")
def forget_done(*, timestamp: int) -> None:
    """Each hour: remove what was done long ago, so that the table stays small."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs job WHERE status = 'succeeded' AND NOT EXISTS ("
            " SELECT FROM procrastinate_events event"
            " WHERE event.job_id = job.id AND event.at >= %s)",
            [clock.now() - KEPT],
        )
