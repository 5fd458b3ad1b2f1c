"""What has been set can't be rewritten: the database itself refuses it."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION regimes_version_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a regime is neither changed nor deleted';
END $$;
CREATE TRIGGER version_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON regimes_version
    FOR EACH STATEMENT EXECUTE FUNCTION regimes_version_is_kept();

CREATE FUNCTION regimes_period_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.replaced_at IS NULL AND NEW.replaced_at IS NOT NULL
        AND (NEW.id, NEW.regime_id, NEW.version_id, NEW.starts_at, NEW.known_from)
            = (OLD.id, OLD.regime_id, OLD.version_id, OLD.starts_at, OLD.known_from)
        AND NEW.ends_at IS NOT DISTINCT FROM OLD.ends_at
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a period can only be replaced by a later one';
END $$;
CREATE TRIGGER period_is_kept BEFORE UPDATE OR DELETE ON regimes_period
    FOR EACH ROW EXECUTE FUNCTION regimes_period_is_kept();

CREATE FUNCTION regimes_proposal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status = 'waiting'
        AND (NEW.regime_id, NEW.kind, NEW.ends_regime, NEW.reason, NEW.law, NEW.proposed_by_id,
             NEW.timeline)
            = (OLD.regime_id, OLD.kind, OLD.ends_regime, OLD.reason, OLD.law, OLD.proposed_by_id,
               OLD.timeline)
        AND (NEW.values, NEW.valid_from, NEW.valid_until, NEW.based_on_id, NEW.replaces_id)
            IS NOT DISTINCT FROM (OLD.values, OLD.valid_from, OLD.valid_until, OLD.based_on_id,
                                  OLD.replaces_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was proposed is not changed any more';
END $$;
CREATE TRIGGER proposal_is_kept BEFORE UPDATE OR DELETE ON regimes_proposal
    FOR EACH ROW EXECUTE FUNCTION regimes_proposal_is_kept();
"""
BACKWARDS = """
DROP TRIGGER version_is_kept ON regimes_version;
DROP FUNCTION regimes_version_is_kept();
DROP TRIGGER period_is_kept ON regimes_period;
DROP FUNCTION regimes_period_is_kept();
DROP TRIGGER proposal_is_kept ON regimes_proposal;
DROP FUNCTION regimes_proposal_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("regimes", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
