"""Of what kind the mandate was by which somebody applied for another."""

from __future__ import annotations

from django.db import migrations, models

KNOWN = """
UPDATE applications_application AS application
SET mandate_kind = mandate.kind
FROM parties_mandate AS mandate
WHERE mandate.id = application.mandate_id
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("parties", "0002_mandate_kinds")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="mandate_kind",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
