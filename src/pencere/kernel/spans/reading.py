"""Reading each row of a growing table exactly once, in the order in which transactions end.

Ids and times say nothing of that order: a transaction that began early may commit late, and who
reads "everything after the last id" loses its rows. Here each row bears the number of its
transaction (a column `bigint DEFAULT pg_current_xact_id()::text::bigint`), and a reader takes
those below the oldest transaction that still writes: whatever is below has ended, and nothing
will be added there any more. What a reader makes of the rows is written in the same transaction
as its mark, so that a crash leaves both or neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from pencere.kernel import clock

LAST = 2**63 - 1
MOVED = dt.timedelta(minutes=1)
"""Loading a dump into another cluster takes longer than this, and its clock is not off by more."""

_BEGIN = "INSERT INTO spans_mark (name, xact) VALUES (%s, 0) ON CONFLICT (name) DO NOTHING"
_READ = """
SELECT xact, since, reached_at, pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint
FROM spans_mark WHERE name = %s FOR UPDATE
"""
_ADVANCE = "UPDATE spans_mark SET xact = %s, since = %s, reached_at = %s WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Span:
    """Transactions from one number (included) to another (not included)."""

    after: int
    before: int
    since: dt.datetime | None = None
    """Rows from before this moment bear numbers of another cluster, and were read."""
    rest: int = LAST
    """From this number on, rows are of another cluster and were not read."""

    @property
    def is_empty(self) -> bool:
        """Whether no transaction lies in it."""
        return self.after >= self.before and self.rest == LAST

    def condition(self, xact: str, at: str) -> tuple[str, list[Any]]:
        """What follows WHERE, with its parameters: the rows of the span. `xact` and `at` are
        columns: number of the transaction, and when the row was written."""
        statement = f"({xact} >= %s AND {xact} < %s"
        values: list[Any] = [self.after, self.before]
        if self.since is not None:
            statement += f" AND {at} >= %s"
            values.append(self.since)
        statement += ")"
        if self.rest != LAST:
            statement += f" OR {xact} >= %s"
            values.append(self.rest)
        return f"({statement})", values


@contextmanager
def next_span(name: str) -> Iterator[Span]:
    """The transactions that ended since the reader `name` last read; read when the block ends
    well. Others of that name wait. Opens a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BEGIN, [name])
        cursor.execute(_READ, [name])
        mark, since, reached_at, horizon, newest = cursor.fetchone()
        now = clock.now()
        if mark > newest:
            yield Span(0, horizon, since=reached_at, rest=mark)
            since = now - MOVED
        else:
            # a horizon never goes back, but another reader may have seen a later one
            horizon = max(mark, horizon)
            yield Span(mark, horizon, since=since)
        cursor.execute(_ADVANCE, [horizon, since, now, name])


def unread(name: str, *, xact: str, at: str) -> str:
    """A condition in SQL: the rows that the reader `name` has not read yet. For a statement that
    also reads what the reader made: both are of one instant, and add up to everything that is
    there. `xact` and `at` are columns, as for `Span.condition`.

    The mark stands in it twice: as it is now, which tells the planner how few rows that are, and
    as the statement itself will see it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT xact, since FROM spans_mark WHERE name = %s", [name])
        known = cursor.fetchone()
    if known is None:
        return "true"
    mark = f"(SELECT mark.xact FROM spans_mark mark WHERE mark.name = '{name}')"  # noqa: S608
    condition = f"{xact} >= {known[0]} AND {xact} >= {mark}"
    if known[1] is not None:
        condition += f" AND {at} >= '{known[1].isoformat()}'"
    return condition


def reached_at(name: str) -> dt.datetime | None:
    """When the reader read last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reached_at FROM spans_mark WHERE name = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else None
