from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0005_region_and_arrival'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='findings',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='step',
            name='findings',
            field=models.JSONField(default=dict),
        ),
    ]
