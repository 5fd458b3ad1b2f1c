"""What the app role may do with the journal: read it and add to it, nothing else.

`pencere migrate` runs these statements as the owner, in the same transaction as its general
grants and after them. A writer may not name `seq`, `era` or `xid`: they place a row in the
order of sealing, and a row that could choose its place could be slipped in behind the seal.
"""

from __future__ import annotations

from pencere.kernel.journal.actions import COLUMNS

TABLES = ("journal_entry", "journal_block", "journal_era")


def statements(app_role: str) -> list[str]:
    """SQL that leaves `app_role` exactly its rights on the journal; may be run again."""
    tables = ", ".join(TABLES)
    return [
        f"REVOKE ALL ON {tables} FROM PUBLIC, {app_role}",
        f"GRANT SELECT ON {tables} TO {app_role}",
        f"GRANT INSERT ({', '.join(COLUMNS)}) ON journal_entry TO {app_role}",
        f"GRANT INSERT ON journal_block TO {app_role}",
        f"REVOKE ALL ON FUNCTION journal_begin_era_if_moved() FROM PUBLIC, {app_role}",
        "SELECT journal_begin_era_if_moved()",
    ]
