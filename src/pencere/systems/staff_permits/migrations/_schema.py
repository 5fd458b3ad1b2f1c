"""What Django can't say of the tables: a confirmed permit stands still, and history is added to."""

CREATE = """
CREATE FUNCTION staff_permits_stand_still() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a confirmed permit is kept' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'draft' THEN
        IF NEW.state NOT IN ('draft', 'confirmed') THEN
            RAISE EXCEPTION 'a draft is confirmed first' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.number, NEW.employer_id, NEW.employee_id, NEW.employee_name, NEW.form,
        NEW.contract, NEW.position, NEW.rank, NEW.plate, NEW.vehicle_of, NEW.region,
        NEW.workplace, NEW.kind, NEW.activity, NEW.starts_on, NEW.ends_on, NEW.rules_version,
        NEW.follows_id, NEW.revision, NEW.created_at, NEW.created_by, NEW.confirmed_at,
        NEW.confirmed_by)
       IS DISTINCT FROM
       (OLD.id, OLD.number, OLD.employer_id, OLD.employee_id, OLD.employee_name, OLD.form,
        OLD.contract, OLD.position, OLD.rank, OLD.plate, OLD.vehicle_of, OLD.region,
        OLD.workplace, OLD.kind, OLD.activity, OLD.starts_on, OLD.ends_on, OLD.rules_version,
        OLD.follows_id, OLD.revision, OLD.created_at, OLD.created_by, OLD.confirmed_at,
        OLD.confirmed_by)
    THEN
        RAISE EXCEPTION 'a confirmed permit stands still' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> OLD.state AND NOT (
        (OLD.state = 'confirmed' AND NEW.state IN ('sent', 'revoked', 'ended', 'superseded'))
        OR (OLD.state = 'sent'
            AND NEW.state IN ('received', 'refused', 'revoked', 'ended', 'superseded'))
        OR (OLD.state = 'received' AND NEW.state IN ('revoked', 'ended', 'superseded'))
    ) THEN
        RAISE EXCEPTION 'a permit does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER staff_permits_permit_stands_still
    BEFORE UPDATE OR DELETE ON staff_permits_permit
    FOR EACH ROW EXECUTE FUNCTION staff_permits_stand_still();

CREATE FUNCTION staff_permits_parts_stand_still() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_permit uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.permit_id ELSE OLD.permit_id END;
BEGIN
    IF EXISTS (SELECT FROM staff_permits_permit WHERE id = of_permit AND state <> 'draft') THEN
        RAISE EXCEPTION 'a confirmed permit stands still' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER staff_permits_trip_stands_still
    BEFORE INSERT OR UPDATE OR DELETE ON staff_permits_trip
    FOR EACH ROW EXECUTE FUNCTION staff_permits_parts_stand_still();

CREATE FUNCTION staff_permits_history_is_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM staff_permits_permit WHERE id = OLD.permit_id AND state <> 'draft')
        THEN
            RAISE EXCEPTION 'the history of a permit is kept' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF (NEW.id, NEW.permit_id, NEW.at, NEW.kind, NEW.who, NEW.data)
       IS DISTINCT FROM (OLD.id, OLD.permit_id, OLD.at, OLD.kind, OLD.who, OLD.data)
    THEN
        RAISE EXCEPTION 'the history of a permit is kept' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER staff_permits_event_is_kept
    BEFORE UPDATE OR DELETE ON staff_permits_event
    FOR EACH ROW EXECUTE FUNCTION staff_permits_history_is_added_to();
"""

DROP = """
DROP FUNCTION staff_permits_stand_still() CASCADE;
DROP FUNCTION staff_permits_parts_stand_still() CASCADE;
DROP FUNCTION staff_permits_history_is_added_to() CASCADE;
"""
