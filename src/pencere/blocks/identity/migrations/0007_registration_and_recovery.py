import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0006_one_time_codes"),
    ]

    operations = [
        migrations.AddField("account", "is_unseen", models.BooleanField(default=False)),
        migrations.AddField("account", "recovery_closed_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("password", "Password"), ("factor", "Factor")], max_length=8)),
                ("begun_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="recoveries", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(models.F("account"), models.F("kind"), name="recovery_by_account")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("account"),
                        models.F("kind"),
                        condition=models.Q(("done_at__isnull", True), ("stopped_at__isnull", True)),
                        name="recovery_runs_once",
                    )
                ],
            },
        ),
    ]
