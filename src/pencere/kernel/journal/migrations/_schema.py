"""The journal's tables in SQL: partitioned by month, and refusing to be changed.

Months live in a schema of their own, `journal_months`, of which the app role sees nothing: it
reaches rows only through the parent table, with the rights that `rights` leaves it.
"""

CREATE = """
CREATE SCHEMA journal_months;

CREATE TABLE journal_entry (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    era smallint NOT NULL DEFAULT 1,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_account uuid,
    actor_party uuid,
    on_behalf_of uuid,
    mandate uuid,
    post uuid,
    agency text NOT NULL,
    actor_label jsonb NOT NULL,
    action text NOT NULL CHECK (action <> ''),
    params jsonb NOT NULL,
    subject uuid,
    about text NOT NULL,
    register text NOT NULL,
    fields text[] NOT NULL,
    purpose text NOT NULL,
    justification_kind text NOT NULL,
    justification_reference text NOT NULL,
    channel text NOT NULL,
    session text NOT NULL,
    address text NOT NULL
) PARTITION BY RANGE (at);

CREATE INDEX journal_entry_by_position ON journal_entry (era, xid, seq);
CREATE INDEX journal_entry_by_subject ON journal_entry (subject, at DESC, seq DESC)
    WHERE subject IS NOT NULL;
CREATE INDEX journal_entry_by_about ON journal_entry (about, at, seq) WHERE about <> '';

CREATE TABLE journal_block (
    number bigint PRIMARY KEY,
    era smallint NOT NULL,
    last_xid xid8 NOT NULL,
    last_seq bigint NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    root bytea NOT NULL,
    marks bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL UNIQUE,
    signature bytea NOT NULL,
    public_key bytea NOT NULL,
    fingerprint text GENERATED ALWAYS AS (encode(sha256(public_key), 'hex')) STORED
);
-- What is in here is hash values: nothing to compress.
ALTER TABLE journal_block ALTER COLUMN marks SET STORAGE EXTERNAL;

CREATE TABLE journal_era (
    era smallint PRIMARY KEY,
    chain uuid NOT NULL,
    system_identifier bigint NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO journal_era (era, chain, system_identifier)
    SELECT 1, gen_random_uuid(), system_identifier FROM pg_control_system();

CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only ever added to: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER journal_entry_is_immutable BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_entry_is_kept BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_block_is_immutable BEFORE UPDATE OR DELETE ON journal_block
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_block_is_kept BEFORE TRUNCATE ON journal_block
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();

CREATE TABLE journal_months.rest PARTITION OF journal_entry DEFAULT;
CREATE TRIGGER is_kept BEFORE TRUNCATE ON journal_months.rest
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();

-- Makes the months from the last one to `ahead` months from now that are not there yet; returns
-- how many it made. ATTACH rather than PARTITION OF, since that lets writers go on meanwhile. A
-- month of which rows already lie in `rest` stays there.
CREATE FUNCTION journal_make_months(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' SET timezone = 'UTC' AS $$
DECLARE
    month timestamptz;
    name text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pencere.journal.months'));
    FOR month IN
        SELECT generate_series(date_trunc('month', now()) - interval '1 month',
                               date_trunc('month', now()) + make_interval(months => least(ahead, 36)),
                               interval '1 month')
    LOOP
        name := 'm' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass('journal_months.' || name) IS NOT NULL
            OR EXISTS (SELECT FROM journal_months.rest
                       WHERE at >= month AND at < month + interval '1 month');
        EXECUTE format('CREATE TABLE journal_months.%I (LIKE public.journal_entry'
                       ' INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
        EXECUTE format('ALTER TABLE public.journal_entry ATTACH PARTITION journal_months.%I'
                       ' FOR VALUES FROM (%L) TO (%L)', name, month, month + interval '1 month');
        EXECUTE format('CREATE TRIGGER is_kept BEFORE TRUNCATE ON journal_months.%I FOR EACH'
                       ' STATEMENT EXECUTE FUNCTION public.journal_refuse_change()', name);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- Transaction numbers begin anew when a backup is loaded into another cluster. Then a new era
-- begins, so that positions keep growing. Called by the owner, before anybody writes.
CREATE FUNCTION journal_begin_era_if_moved() RETURNS smallint LANGUAGE plpgsql AS $$
DECLARE
    here bigint := (SELECT system_identifier FROM pg_control_system());
    last journal_era := (SELECT e FROM journal_era e ORDER BY era DESC LIMIT 1);
BEGIN
    IF last.system_identifier IS DISTINCT FROM here THEN
        INSERT INTO journal_era (era, chain, system_identifier)
            VALUES (last.era + 1, last.chain, here) RETURNING * INTO last;
        EXECUTE format('ALTER TABLE journal_entry ALTER COLUMN era SET DEFAULT %s', last.era);
    END IF;
    RETURN last.era;
END $$;

SELECT journal_make_months(3);
"""

DROP = """
DROP TABLE journal_entry, journal_block, journal_era;
DROP FUNCTION journal_make_months, journal_begin_era_if_moved, journal_refuse_change;
DROP SCHEMA journal_months;
"""
