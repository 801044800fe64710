"""Limit of an export: one SELECT of ten columns, written by the fastest writer there is."""

import json
import os
import sys
from time import perf_counter

import psycopg
from rustpy_xlsxwriter import write_worksheet

_ROWS = """
SELECT p.name, p.sex, p.birth_on::text, p.ethnicity, p.education, u.name AS union_name, m.state,
    m.joined_on::text, m.join_way, m.post
FROM people_membership m JOIN people_person p ON p.id = m.person_id
JOIN unions_union u ON u.id = m.union_id
WHERE m.ends_before IS NULL ORDER BY m.county_id, m.name_py, m.id LIMIT 100000
"""


def main() -> None:
    """Write the workbook named on the command line and print seconds and rows."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        began = perf_counter()
        cursor = connection.execute(_ROWS)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        write_worksheet(rows, sys.argv[1], sheet_name="export")
        seconds = perf_counter() - began
    print(json.dumps({"seconds": seconds, "rows": len(rows)}))


if __name__ == "__main__":
    main()
