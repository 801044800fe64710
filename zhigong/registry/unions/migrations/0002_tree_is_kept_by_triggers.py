"""Keep the tree true in the database: ancestors, no cycle, no two positions at a time."""

from django.db import migrations

# Key of the advisory lock of the tree: inserts share it, moves hold it alone.
TREE = """
CREATE FUNCTION unions_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above int[];
    county int;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM pg_advisory_xact_lock_shared(hashtext('unions_tree'));
    ELSE
        PERFORM pg_advisory_xact_lock(hashtext('unions_tree'));
    END IF;
    IF NEW.parent_id IS NULL THEN
        NEW.ancestors := ARRAY[NEW.id];
        NEW.county_id := NEW.id;
    ELSE
        SELECT ancestors, county_id INTO above, county
        FROM unions_union WHERE id = NEW.parent_id;
        IF NEW.id = ANY (above) OR NEW.parent_id = NEW.id THEN
            RAISE EXCEPTION 'union % cannot stand below itself', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'union_has_no_cycle';
        END IF;
        IF above IS NULL THEN
            RAISE EXCEPTION 'union % has no parent row %', NEW.id, NEW.parent_id
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'union_parent_exists';
        END IF;
        NEW.ancestors := above || NEW.id;
        NEW.county_id := CASE WHEN NEW.kind = 'federation' THEN NEW.id ELSE county END;
    END IF;
    NEW.level := cardinality(NEW.ancestors) - 1;
    RETURN NEW;
END $$;

CREATE TRIGGER union_knows_its_ancestors_inserted
    BEFORE INSERT ON unions_union
    FOR EACH ROW EXECUTE FUNCTION unions_place();

CREATE TRIGGER union_knows_its_ancestors_moved
    BEFORE UPDATE OF parent_id, kind ON unions_union
    FOR EACH ROW
    WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id OR OLD.kind IS DISTINCT FROM NEW.kind)
    EXECUTE FUNCTION unions_place();

-- One UPDATE carries the subtree along. A statement that moves several unions may have placed a
-- row before the row above it: the walk upwards below finds a cycle made that way.
CREATE FUNCTION unions_carry_subtree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own int[];
    own_county int;
BEGIN
    IF EXISTS (
        WITH RECURSIVE up (id) AS (
            SELECT NEW.parent_id
            UNION
            SELECT u.parent_id FROM unions_union u JOIN up ON u.id = up.id
        )
        SELECT FROM up WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'union % cannot stand below itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'union_has_no_cycle';
    END IF;
    SELECT ancestors, county_id INTO own, own_county FROM unions_union WHERE id = NEW.id;
    UPDATE unions_union AS u
    SET ancestors = own || u.ancestors[array_position(u.ancestors, NEW.id) + 1 :],
        level = cardinality(own) + cardinality(u.ancestors)
            - array_position(u.ancestors, NEW.id) - 1,
        county_id = coalesce(
            (
                SELECT f.id FROM unions_union f
                WHERE f.id = ANY (u.ancestors[array_position(u.ancestors, NEW.id) + 1 :])
                    AND f.kind = 'federation'
                ORDER BY array_position(u.ancestors, f.id) DESC LIMIT 1
            ),
            own_county
        )
    WHERE u.ancestors @> ARRAY[NEW.id] AND u.id <> NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER union_carries_its_subtree
    AFTER UPDATE OF parent_id, kind ON unions_union
    FOR EACH ROW
    WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id OR OLD.kind IS DISTINCT FROM NEW.kind)
    EXECUTE FUNCTION unions_carry_subtree();
"""

POSITIONS = """
CREATE FUNCTION unions_positions_do_not_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    twice int;
BEGIN
    SELECT n.union_id INTO twice
    FROM changed n
    JOIN unions_position p ON p.union_id = n.union_id AND p.id <> n.id
    WHERE p.starts_on < coalesce(n.ends_before, 'infinity')
        AND n.starts_on < coalesce(p.ends_before, 'infinity')
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'union % has two positions on one day', twice
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'position_periods_do_not_overlap';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER position_periods_do_not_overlap_inserted
    AFTER INSERT ON unions_position REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION unions_positions_do_not_overlap();

CREATE TRIGGER position_periods_do_not_overlap_updated
    AFTER UPDATE ON unions_position REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION unions_positions_do_not_overlap();
"""

UNDO = """
DROP TRIGGER IF EXISTS union_knows_its_ancestors_inserted ON unions_union;
DROP TRIGGER IF EXISTS union_knows_its_ancestors_moved ON unions_union;
DROP TRIGGER IF EXISTS union_carries_its_subtree ON unions_union;
DROP TRIGGER IF EXISTS position_periods_do_not_overlap_inserted ON unions_position;
DROP TRIGGER IF EXISTS position_periods_do_not_overlap_updated ON unions_position;
DROP FUNCTION IF EXISTS unions_place();
DROP FUNCTION IF EXISTS unions_carry_subtree();
DROP FUNCTION IF EXISTS unions_positions_do_not_overlap();
"""


class Migration(migrations.Migration):
    dependencies = [("unions", "0001_initial")]

    operations = [migrations.RunSQL(TREE + POSITIONS, UNDO)]
