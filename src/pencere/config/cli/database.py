"""Schema and rights of the database."""

from __future__ import annotations

import os

GRANTS = """
GRANT USAGE ON SCHEMA public TO pencere_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pencere_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO pencere_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO pencere_app;
"""


def migrate_as_owner() -> None:
    """Extensions, migrations, the cache table, then the app role's rights."""
    os.environ["PENCERE_DB_ROLE"] = "owner"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        for extension in ("pg_trgm", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(GRANTS)
