"""Reading plain rows: for the few statements that every page sends.

Django makes a statement anew from its expressions each time, which takes four times as long
as sending it and reading the answer. Where that counts, a read names its columns itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def select(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows that `statement` finds; json comes as text, as the driver is set up by Django."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
