"""What was done in somebody's name is found by whose name it was."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX journal_entry_on_behalf ON journal_entry"
            " (on_behalf_of, at DESC, seq DESC) WHERE on_behalf_of IS NOT NULL",
            "DROP INDEX journal_entry_on_behalf",
        ),
    ]
