"""Limit of a page: the SQL it cannot do without, alone, in milliseconds."""

from collections.abc import Sequence
from time import perf_counter

import psycopg

BY_NAME = """
WITH h AS MATERIALIZED (
    SELECT id FROM people_person
    WHERE name_bigrams @> %(grams)s::text[] AND name LIKE %(like)s LIMIT 20000)
SELECT m.id, p.name, u.name FROM h JOIN people_person p ON p.id = h.id
JOIN people_membership m ON m.person_id = p.id AND m.ends_before IS NULL
JOIN unions_union u ON u.id = m.union_id
WHERE u.ancestors && ARRAY(SELECT id FROM unions_union WHERE code = %(union)s)
ORDER BY m.county_id, m.name_py, m.id LIMIT 51
"""
FIRST_PAGE = """
SELECT m.id, p.name, u.name FROM people_membership m JOIN people_person p ON p.id = m.person_id
JOIN unions_union u ON u.id = m.union_id
WHERE m.county_id = %(county)s AND m.ends_before IS NULL
ORDER BY m.county_id, m.name_py, m.id LIMIT 51
"""
COVERAGE = """
SELECT f.union_id, f.indicator, f.cell, sum(f.value) FROM indicators_fact f
JOIN unions_union u ON u.id = f.union_id
WHERE u.id = %(root)s OR u.parent_id = %(root)s GROUP BY 1, 2, 3
"""


def milliseconds(url: str, statement: str, parameters: Sequence[dict[str, object]]) -> list[float]:
    """Run a statement once for each set of parameters, planned each time, and time each run."""
    found = []
    with psycopg.connect(url, prepare_threshold=None) as connection:
        for given in parameters:
            began = perf_counter()
            connection.execute(statement, given).fetchall()
            found.append((perf_counter() - began) * 1000)
    return found
