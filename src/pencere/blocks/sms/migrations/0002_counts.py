from django.db import migrations, models

XACT = """
-- The number of the transaction that wrote the row, by which it is counted once.
ALTER TABLE sms_inbound ADD COLUMN xact bigint NOT NULL
    DEFAULT pg_current_xact_id()::text::bigint;
CREATE INDEX sms_inbound_by_xact ON sms_inbound (xact);
-- The number of the transaction that marked it as sent.
ALTER TABLE sms_outbound ADD COLUMN sent_xact bigint;
CREATE INDEX sms_outbound_by_xact ON sms_outbound (sent_xact) WHERE sent_xact IS NOT NULL;
"""
NO_XACT = """
ALTER TABLE sms_inbound DROP COLUMN xact;
ALTER TABLE sms_outbound DROP COLUMN sent_xact;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sms', '0001_initial'),
        ('spans', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(XACT, NO_XACT),
        migrations.CreateModel(
            name='DelayCount',
            fields=[
                ('pk', models.CompositePrimaryKey('day', 'number', 'hour', 'bucket', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('number', models.TextField()),
                ('hour', models.SmallIntegerField()),
                ('bucket', models.SmallIntegerField()),
                ('count', models.BigIntegerField()),
            ],
            options={
                'db_table': 'sms_delay_count',
            },
        ),
        migrations.CreateModel(
            name='ReceivedCount',
            fields=[
                ('pk', models.CompositePrimaryKey('day', 'number', 'hour', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('number', models.TextField()),
                ('hour', models.SmallIntegerField()),
                ('count', models.BigIntegerField()),
            ],
            options={
                'db_table': 'sms_received_count',
            },
        ),
    ]
