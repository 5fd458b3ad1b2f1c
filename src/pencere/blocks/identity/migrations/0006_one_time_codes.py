import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0005_delete_attempts"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handle", models.UUIDField(unique=True)),
                ("purpose", models.CharField(max_length=16)),
                ("about", models.CharField(max_length=64)),
                ("channel", models.CharField(max_length=8)),
                ("claim", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("account", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("party", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party")),
            ],
            options={
                "indexes": [models.Index(models.F("about"), models.F("purpose"), name="code_by_details")],
            },
        ),
    ]
