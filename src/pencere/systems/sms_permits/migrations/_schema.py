"""Decisions in SQL: partitioned by the country's day, and refusing to be changed.

Days live in a schema of their own, `sms_permits_days`, of which the app role sees nothing: it
reaches rows only through the parent table.
"""

CREATE = """
CREATE SCHEMA sms_permits_days;

CREATE TABLE sms_permits_decision (
    day date NOT NULL,
    id uuid NOT NULL,
    subject uuid,
    document text NOT NULL,
    purpose text NOT NULL,
    sender text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('sms', 'web')),
    asked_at timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    valid_from timestamptz,
    valid_until timestamptz,
    ordinal smallint CHECK (ordinal > 0),
    permit_day date,
    permit_id uuid,
    is_extension boolean NOT NULL,
    certificate text NOT NULL,
    district text NOT NULL,
    language text NOT NULL,
    rules uuid,
    PRIMARY KEY (day, id),
    -- No race passes: who decided on the same past of a person takes the same place of the day.
    CONSTRAINT sms_permits_one_place_of_the_day UNIQUE (subject, day, ordinal),
    CONSTRAINT sms_permits_outcome_is_whole CHECK (CASE outcome
        WHEN 'granted' THEN subject IS NOT NULL AND ordinal IS NOT NULL AND reason = ''
            AND valid_until > valid_from AND purpose <> '' AND document <> ''
            AND is_extension = (permit_id IS NOT NULL) AND is_extension = (certificate <> '')
        WHEN 'repeated' THEN subject IS NOT NULL AND ordinal IS NULL AND reason = ''
            AND valid_until > valid_from AND permit_id IS NOT NULL AND NOT is_extension
        WHEN 'refused' THEN ordinal IS NULL AND reason <> '' AND permit_id IS NULL
            AND valid_from IS NULL
        WHEN 'told' THEN ordinal IS NULL AND reason <> '' AND permit_id IS NULL
            AND valid_from IS NULL AND subject IS NULL
        ELSE false END)
) PARTITION BY RANGE (day);

CREATE INDEX sms_permits_decision_by_sender ON sms_permits_decision (sender, decided_at)
    WHERE sender <> '';
CREATE INDEX sms_permits_decision_in_time ON sms_permits_decision USING brin (decided_at)
    WITH (pages_per_range = 32);

CREATE FUNCTION sms_permits_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'decisions are only ever added: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER sms_permits_decision_is_immutable BEFORE UPDATE OR DELETE ON sms_permits_decision
    FOR EACH ROW EXECUTE FUNCTION sms_permits_refuse_change();
CREATE TRIGGER sms_permits_decision_is_kept BEFORE TRUNCATE ON sms_permits_decision
    FOR EACH STATEMENT EXECUTE FUNCTION sms_permits_refuse_change();

CREATE TABLE sms_permits_days.rest PARTITION OF sms_permits_decision DEFAULT;

-- Makes the days from yesterday to `ahead` days from now that are not there yet; returns how many
-- it made. ATTACH rather than PARTITION OF, since that lets writers go on meanwhile. A day of
-- which rows already lie in `rest` stays there.
CREATE FUNCTION sms_permits_make_days(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' SET timezone = 'UTC' AS $$
DECLARE
    that date;
    name text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pencere.sms_permits.days'));
    FOR that IN SELECT current_date + n FROM generate_series(-1, least(ahead, 60)) AS n
    LOOP
        name := 'd' || to_char(that, 'YYYY_MM_DD');
        CONTINUE WHEN to_regclass('sms_permits_days.' || name) IS NOT NULL
            OR EXISTS (SELECT FROM sms_permits_days.rest WHERE day = that);
        EXECUTE format('CREATE TABLE sms_permits_days.%I (LIKE public.sms_permits_decision'
                       ' INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
        EXECUTE format('ALTER TABLE public.sms_permits_decision ATTACH PARTITION'
                       ' sms_permits_days.%I FOR VALUES FROM (%L) TO (%L)', name, that, that + 1);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- Removes whole days before `oldest`, but never the last 30; returns how many.
CREATE FUNCTION sms_permits_drop_days(oldest date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' SET timezone = 'UTC' AS $$
DECLARE
    name text;
    dropped integer := 0;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class WHERE relnamespace = 'sms_permits_days'::regnamespace
            AND relkind = 'r' AND relname ~ '^d\\d{4}_\\d\\d_\\d\\d$'
            AND to_date(relname, '"d"YYYY_MM_DD') < least(oldest, current_date - 30)
    LOOP
        EXECUTE format('DROP TABLE sms_permits_days.%I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;

SELECT sms_permits_make_days(14);
"""

DROP = """
DROP TABLE sms_permits_decision;
DROP FUNCTION sms_permits_make_days, sms_permits_drop_days, sms_permits_refuse_change;
DROP SCHEMA sms_permits_days;
"""
