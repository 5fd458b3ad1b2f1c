import django.contrib.postgres.fields
from django.db import migrations, models

from pencere.blocks.sms.migrations import _schema


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='InboundMessage',
            fields=[
                ('day', models.DateField()),
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('centre', models.TextField()),
                ('sender', models.TextField()),
                ('recipient', models.TextField()),
                ('text', models.TextField()),
                ('received_at', models.DateTimeField()),
                ('delivery_key', models.TextField()),
                ('handled_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'sms_inbound',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='OutboundMessage',
            fields=[
                ('day', models.DateField()),
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('centre', models.TextField()),
                ('recipient', models.TextField()),
                ('sender', models.TextField()),
                ('text', models.TextField()),
                ('in_reply_to', models.UUIDField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('not_before', models.DateTimeField(null=True)),
                ('not_after', models.DateTimeField(null=True)),
                ('status', models.TextField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('failed', 'Failed'), ('expired', 'Expired')], default='waiting')),
                ('sent_at', models.DateTimeField(null=True)),
                ('centre_message_ids', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('delivered_ids', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('error', models.TextField(default='')),
            ],
            options={
                'db_table': 'sms_outbound',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='MessagePart',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('centre', models.TextField()),
                ('sender', models.TextField()),
                ('recipient', models.TextField()),
                ('reference', models.IntegerField()),
                ('total', models.SmallIntegerField()),
                ('number', models.SmallIntegerField()),
                ('octets', models.BinaryField()),
                ('data_coding', models.SmallIntegerField()),
                ('received_at', models.DateTimeField()),
                ('delivery_key', models.TextField()),
                ('joined_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'sms_part',
                'managed': False,
            },
        ),
        # Tables, partitions and functions: Django knows none of them.
        migrations.RunSQL(_schema.CREATE, _schema.DROP),
    ]
