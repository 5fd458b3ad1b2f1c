"""The channel's tables in SQL: messages partitioned by day, queues as partial indexes.

Days live in a schema of their own, `sms_days`, of which the app role sees nothing: it reaches
rows only through the parent tables. Functions of the owner make days ahead and drop old ones,
so that the app role needs no right to create or drop a table.
"""

CREATE = """
CREATE SCHEMA sms_days;

CREATE TABLE sms_inbound (
    day date NOT NULL,
    id uuid NOT NULL,
    centre text NOT NULL,
    sender text NOT NULL,
    recipient text NOT NULL,
    text text NOT NULL,
    received_at timestamptz NOT NULL,
    delivery_key text NOT NULL CHECK (delivery_key <> ''),
    handled_at timestamptz,
    PRIMARY KEY (day, id)
) PARTITION BY RANGE (day);

-- A redelivery by the centre finds itself here.
CREATE UNIQUE INDEX sms_inbound_once ON sms_inbound (day, centre, delivery_key);
-- The queue of what waits for a decision, in order of age: ids are UUIDv7.
CREATE INDEX sms_inbound_waiting ON sms_inbound (recipient, id) WHERE handled_at IS NULL;

CREATE TABLE sms_outbound (
    day date NOT NULL,
    id uuid NOT NULL,
    centre text NOT NULL,
    recipient text NOT NULL,
    sender text NOT NULL,
    text text NOT NULL,
    in_reply_to uuid,
    asked_at timestamptz,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    not_before timestamptz,
    not_after timestamptz,
    status text NOT NULL DEFAULT 'waiting'
        CHECK (status IN ('waiting', 'sent', 'delivered', 'failed', 'expired')),
    sent_at timestamptz,
    centre_message_ids text[] NOT NULL DEFAULT '{}',
    delivered_ids text[] NOT NULL DEFAULT '{}',
    delivered_at timestamptz,
    attempts smallint NOT NULL DEFAULT 0,
    error text NOT NULL DEFAULT '',
    PRIMARY KEY (day, id),
    CHECK (status <> 'waiting' OR sent_at IS NULL),
    CHECK (status NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL)
) PARTITION BY RANGE (day);

-- The outbox in order of age.
CREATE INDEX sms_outbound_waiting ON sms_outbound (centre, due_at, id)
    WHERE status = 'waiting';
-- A receipt names the centre's own number of what was sent; a long text has several.
CREATE INDEX sms_outbound_by_number ON sms_outbound ((centre_message_ids[1]))
    WHERE centre_message_ids <> '{}';
CREATE INDEX sms_outbound_by_numbers ON sms_outbound USING gin (centre_message_ids)
    WHERE cardinality(centre_message_ids) > 1;

-- Parts of long messages, as they came: acknowledged when they stand here. Joined ones stay, so
-- that a redelivery or a straggler is known. Few, so days are not worth their while.
CREATE TABLE sms_part (
    id uuid PRIMARY KEY,
    centre text NOT NULL,
    sender text NOT NULL,
    recipient text NOT NULL,
    reference integer NOT NULL,
    total smallint NOT NULL CHECK (total BETWEEN 2 AND 255),
    number smallint NOT NULL CHECK (number BETWEEN 1 AND total),
    octets bytea NOT NULL,
    data_coding smallint NOT NULL,
    received_at timestamptz NOT NULL,
    delivery_key text NOT NULL CHECK (delivery_key <> ''),
    joined_at timestamptz,
    UNIQUE (centre, delivery_key)
);
CREATE INDEX sms_part_by_message ON sms_part (sender, recipient, reference, centre);
CREATE INDEX sms_part_waiting ON sms_part (received_at) WHERE joined_at IS NULL;

-- Receipts that came before the answer to the submit was recorded: tried again, then forgotten.
CREATE TABLE sms_receipt (
    centre text NOT NULL,
    number text NOT NULL,
    state text NOT NULL,
    error text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (centre, number, state)
);

-- Each gateway process says every few seconds how it stands with each of its centres.
CREATE TABLE sms_gateway (
    gateway uuid NOT NULL,
    centre text NOT NULL,
    bound smallint NOT NULL,
    wanted smallint NOT NULL,
    last_error text NOT NULL,
    seen_at timestamptz NOT NULL,
    bound_at timestamptz,
    PRIMARY KEY (gateway, centre)
) WITH (fillfactor = 50);

CREATE TABLE sms_days.inbound_rest PARTITION OF sms_inbound DEFAULT;
CREATE TABLE sms_days.outbound_rest PARTITION OF sms_outbound DEFAULT;

-- Makes the days from yesterday to `ahead` days from `today` that are not there yet; returns how
-- many tables it made. ATTACH rather than PARTITION OF, since that lets writers go on meanwhile.
-- A day of which rows already lie in the default partition stays there. Rows leave the queues'
-- indexes by thousands a second: vacuum often.
CREATE FUNCTION sms_make_days(today date, ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    d date;
    kind text;
    name text;
    is_taken boolean;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pencere.sms.days'));
    FOREACH kind IN ARRAY ARRAY['inbound', 'outbound'] LOOP
        FOR d IN SELECT generate_series(today - 1, today + least(ahead, 60), interval '1 day') LOOP
            name := kind || '_' || to_char(d, 'YYYY_MM_DD');
            CONTINUE WHEN to_regclass('sms_days.' || name) IS NOT NULL;
            EXECUTE format('SELECT EXISTS (SELECT FROM sms_days.%I WHERE day = %L)',
                           kind || '_rest', d) INTO is_taken;
            CONTINUE WHEN is_taken;
            EXECUTE format('CREATE TABLE sms_days.%I (LIKE public.%I'
                           ' INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)'
                           ' WITH (autovacuum_vacuum_scale_factor = 0.05,'
                           ' autovacuum_vacuum_threshold = 20000,'
                           ' autovacuum_analyze_scale_factor = 0.1)', name, 'sms_' || kind);
            EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION sms_days.%I'
                           ' FOR VALUES FROM (%L) TO (%L)', 'sms_' || kind, name, d, d + 1);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

-- Drops the days before `first_kept`, which is never after the day before yesterday; returns how
-- many tables went.
CREATE FUNCTION sms_drop_days(first_kept date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    first date := least(first_kept, current_date - 2);
    name text;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pencere.sms.days'));
    FOR name IN
        SELECT tablename FROM pg_tables WHERE schemaname = 'sms_days'
            AND tablename ~ '^(inbound|outbound)_\\d{4}_\\d\\d_\\d\\d$'
            AND to_date(right(tablename, 10), 'YYYY_MM_DD') < first
    LOOP
        EXECUTE format('DROP TABLE sms_days.%I', name);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM sms_days.inbound_rest WHERE day < first;
    DELETE FROM sms_days.outbound_rest WHERE day < first;
    RETURN dropped;
END $$;

SELECT sms_make_days(current_date, 7);
"""

DROP = """
DROP TABLE sms_inbound, sms_outbound, sms_part, sms_receipt, sms_gateway;
DROP FUNCTION sms_make_days, sms_drop_days;
DROP SCHEMA sms_days;
"""
