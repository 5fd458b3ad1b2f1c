"""What the app role can't do to the journal."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from tests.kernel.journal.people import write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET purpose = 'another'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "UPDATE journal_block SET count = 1",
        "DELETE FROM journal_block",
        "INSERT INTO journal_era (era, chain, system_identifier)"
        " SELECT 9, chain, 1 FROM journal_era",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "SELECT * FROM journal_months.rest",
        "DROP TABLE journal_entry",
        "SELECT journal_begin_era_if_moved()",
    ],
)
def test_the_app_role_is_refused(statement: str) -> None:
    write()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("column", ["xid", "era", "seq"])
def test_a_writer_does_not_choose_the_place_of_a_row(column: str) -> None:
    value = "'5'::xid8" if column == "xid" else "5"
    with (
        pytest.raises(DatabaseError, match=r"permission denied|non-DEFAULT"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT INTO journal_entry ({column}) VALUES ({value})")
