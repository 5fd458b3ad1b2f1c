"""The history of an entitlement can only grow: the database itself refuses anything else."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION entitlements_history_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of an entitlement is neither changed nor deleted';
END $$;
CREATE TRIGGER history_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON entitlements_lifeevent
    FOR EACH STATEMENT EXECUTE FUNCTION entitlements_history_is_kept();
"""
BACKWARDS = """
DROP TRIGGER history_is_kept ON entitlements_lifeevent;
DROP FUNCTION entitlements_history_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
