"""What the lists are filtered by stands at the end of the indexes they are walked along."""

import django.db.models.fields.json
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_findings'),
        ('parties', '0003_mandates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='application',
            name='application_queue',
        ),
        migrations.RemoveIndex(
            model_name='application',
            name='application_closed',
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(models.F('agency'), models.F('queue_role'), models.F('queue_at'), models.F('id'), models.F('service'), models.F('state'), models.F('region'), django.db.models.fields.json.KeyTransform('kind', 'checks'), models.F('version_id'), condition=models.Q(('stage', 'todo')), name='application_queue'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(models.F('agency'), models.F('queue_role'), models.OrderBy(models.F('closed_at'), descending=True), models.OrderBy(models.F('id'), descending=True), models.F('service'), models.F('state'), models.F('region'), django.db.models.fields.json.KeyTransform('kind', 'checks'), models.F('version_id'), condition=models.Q(('stage', 'closed')), name='application_closed'),
        ),
    ]
