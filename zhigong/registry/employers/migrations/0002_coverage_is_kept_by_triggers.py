"""Keep ``covered_by`` equal to the open affiliation, and affiliations apart in time."""

from django.db import migrations

SQL = """
CREATE FUNCTION employers_affiliations_do_not_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    twice bigint;
BEGIN
    SELECT n.employer_id INTO twice
    FROM changed n
    JOIN employers_affiliation a ON a.employer_id = n.employer_id AND a.id <> n.id
    WHERE a.starts_on < coalesce(n.ends_before, 'infinity')
        AND n.starts_on < coalesce(a.ends_before, 'infinity')
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'employer % is covered by two unions on one day', twice
            USING ERRCODE = 'exclusion_violation',
            CONSTRAINT = 'affiliation_periods_do_not_overlap';
    END IF;
    UPDATE employers_employer AS e
    SET covered_by_id = now_open.union_id
    FROM (
        SELECT c.employer_id, a.union_id
        FROM (SELECT DISTINCT employer_id FROM changed) c
        LEFT JOIN employers_affiliation a
            ON a.employer_id = c.employer_id AND a.ends_before IS NULL
    ) now_open
    WHERE e.id = now_open.employer_id
        AND e.covered_by_id IS DISTINCT FROM now_open.union_id;
    RETURN NULL;
END $$;

CREATE FUNCTION employers_affiliation_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE employers_employer AS e SET covered_by_id = NULL
    FROM changed c
    WHERE c.employer_id = e.id AND c.ends_before IS NULL
        AND NOT EXISTS (
            SELECT FROM employers_affiliation a
            WHERE a.employer_id = e.id AND a.ends_before IS NULL
        );
    RETURN NULL;
END $$;

CREATE TRIGGER affiliation_periods_do_not_overlap_inserted
    AFTER INSERT ON employers_affiliation REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION employers_affiliations_do_not_overlap();

CREATE TRIGGER affiliation_periods_do_not_overlap_updated
    AFTER UPDATE ON employers_affiliation REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION employers_affiliations_do_not_overlap();

CREATE TRIGGER employer_is_uncovered_by_removal
    AFTER DELETE ON employers_affiliation REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION employers_affiliation_removed();
"""

UNDO = """
DROP TRIGGER IF EXISTS affiliation_periods_do_not_overlap_inserted ON employers_affiliation;
DROP TRIGGER IF EXISTS affiliation_periods_do_not_overlap_updated ON employers_affiliation;
DROP TRIGGER IF EXISTS employer_is_uncovered_by_removal ON employers_affiliation;
DROP FUNCTION IF EXISTS employers_affiliations_do_not_overlap();
DROP FUNCTION IF EXISTS employers_affiliation_removed();
"""


class Migration(migrations.Migration):
    dependencies = [("employers", "0001_initial")]

    operations = [migrations.RunSQL(SQL, UNDO)]
