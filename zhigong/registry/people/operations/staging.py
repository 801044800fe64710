"""The statements of the bulk enrolment: staging, comparison, and the set-based writes.

One comparison serves the dry run and the commit. Identities are compared by blind index, never by
ciphertext; an empty cell of a roster says nothing and leaves what is recorded.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import polars
from django.db import connection

from zhigong.registry.people.operations import concealing
from zhigong.registry.people.operations.concealing import Part

TEXT, WHOLE, DAY, FLAG = polars.String, polars.Int64, polars.Date, polars.Boolean

# What a row may say. Missing columns are taken as empty; ``row``, ``union_id``, ``name`` and
# ``id_number`` are wanted. Numbers and names come in the kernel's normal form.
ROW_SCHEMA: dict[str, type[polars.DataType]] = {
    "row": WHOLE, "union_id": WHOLE, "employer_id": WHOLE, "name": TEXT, "id_number": TEXT,
    "id_kind": TEXT, "phone": TEXT, "birth_on": DAY, "sex": TEXT, "ethnicity": TEXT,
    "political_status": TEXT, "education": TEXT, "household_kind": TEXT, "household_region": TEXT,
    "skill_level": TEXT, "starts_on": DAY, "joined_on": DAY, "join_way": TEXT, "migrant": FLAG,
    "dispatched": FLAG, "new_form_group": TEXT, "employment_form": TEXT, "post": TEXT,
}  # fmt: skip
_SECRET = ("id_number", "phone")
_SQL_TYPES = {TEXT: "text", WHOLE: "bigint", DAY: "date", FLAG: "boolean"}

PERSON_COLUMNS = (
    "name", "id_kind", "birth_on", "sex", "ethnicity", "political_status", "education",
    "household_kind", "household_region", "skill_level",
)  # fmt: skip
MEMBERSHIP_COLUMNS = (
    "employer_id", "joined_on", "join_way", "migrant", "dispatched", "new_form_group",
    "employment_form", "post",
)  # fmt: skip


def prepared(rows: polars.DataFrame) -> polars.DataFrame:
    """Return the rows with every column of ``ROW_SCHEMA`` in its type; empty texts become null.

    :raises polars.exceptions.PolarsError: a column does not fit its type.
    """
    present = set(rows.columns)
    return rows.select(
        (
            polars.col(name).cast(kind)
            if name in present
            else polars.lit(None, dtype=kind).alias(name)
        )
        for name, kind in ROW_SCHEMA.items()
    ).with_columns(polars.col(polars.String).replace("", None))


def _copy(table: str, frame: polars.DataFrame) -> None:
    buffer = BytesIO()
    frame.write_csv(buffer, include_header=False)
    columns = ", ".join(frame.columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(buffer.getbuffer())


def _run(sql: str, *arguments: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments or None)
        return int(cursor.rowcount)


def _differs(alias: str, column: str) -> str:
    return f"(s.{column} IS NOT NULL AND s.{column} IS DISTINCT FROM {alias}.{column})"


def stage(part: Part) -> None:
    """Load prepared rows, without their secrets, into ``enrol_row`` of this transaction."""
    plain = part.rows.drop(_SECRET).with_columns(
        polars.Series(name, values, dtype=TEXT) for name, values in part.blinds.items()
    )
    columns = [f"{name} {_SQL_TYPES[ROW_SCHEMA[name]]}" for name in ROW_SCHEMA if name in plain]
    _run("DROP TABLE IF EXISTS pg_temp.enrol_row, pg_temp.enrol_plan, pg_temp.enrol_secret")
    _run(
        f"CREATE TEMPORARY TABLE enrol_row ({', '.join(columns)}, id_blind uuid, phone_blind uuid)"
        " ON COMMIT DROP"
    )
    _copy("enrol_row", plain)
    _run("ANALYZE enrol_row (row, id_blind, union_id)")


def known_blinds(blinds: Sequence[str | None]) -> set[str]:
    """Return which blind indexes, in hexadecimal, belong to a recorded person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT replace(id_blind::text, '-', '') FROM people_person"
            " WHERE id_blind = ANY (%s::uuid[])",
            [[blind for blind in blinds if blind]],
        )
        return {blind for (blind,) in cursor.fetchall()}


# A new person gets her number with the plan, so that her membership is written without a look for
# her; a dry run takes none.
_NUMBER = "nextval((SELECT pg_get_serial_sequence('people_person', 'id')))"
_PLAN = f"""
CREATE TEMPORARY TABLE enrol_plan ON COMMIT DROP AS
SELECT compared.*,
  CASE WHEN person_id IS NULL AND NOT repeated THEN {{number}}::bigint END AS new_person_id,
  CASE
    WHEN repeated THEN 'duplicate'
    WHEN is_dead THEN 'refuse'
    WHEN membership_id IS NULL THEN 'new'
    WHEN held_union_id <> union_id THEN 'transfer'
    WHEN person_changed OR membership_changed OR held_state = 'pending' THEN 'update'
    ELSE 'unchanged'
  END AS action
FROM (
  SELECT s.row, s.union_id, s.id_blind, p.id AS person_id, m.id AS membership_id,
    m.union_id AS held_union_id, m.state AS held_state, p.deceased_on IS NOT NULL AS is_dead,
    p.data_key, p.name AS held_name,
    row_number() OVER (PARTITION BY coalesce(p.id_blind, s.id_blind) ORDER BY s.row) > 1
      AS repeated,
    p.id IS NOT NULL AND {_differs("p", "name")} AS name_changed,
    p.id IS NOT NULL AND {_differs("p", "phone_blind")} AS phone_changed,
    p.id IS NOT NULL AND ({" OR ".join(_differs("p", c) for c in (*PERSON_COLUMNS, "phone_blind"))})
      AS person_changed,
    m.id IS NOT NULL AND ({" OR ".join(_differs("m", c) for c in MEMBERSHIP_COLUMNS)})
      AS membership_changed
  FROM enrol_row AS s
  LEFT JOIN people_person AS f ON f.id_blind = s.id_blind
  LEFT JOIN people_person AS p ON p.id = coalesce(f.merged_into_id, f.id)
  LEFT JOIN people_membership AS m ON m.person_id = p.id AND m.ends_before IS NULL
) AS compared
"""  # noqa: S608  column names are the constants above


RESULT_SCHEMA: dict[str, type[polars.DataType]] = {
    "row": WHOLE,
    "action": TEXT,
    "held_union_id": WHOLE,
}


def _fetched(sql: str, names: Iterable[str]) -> dict[str, Sequence[Any]]:
    """Return the columns of a result; of no rows, empty columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        columns: Iterable[Sequence[Any]] = zip(*cursor.fetchall(), strict=True)
        found = dict(zip(names, columns, strict=False))
        return {name: found.get(name, ()) for name in names}


def plan(*, is_dry: bool = False) -> polars.DataFrame:
    """Compare what is staged with what is recorded; the plan itself stays in ``enrol_plan``.

    Only a person of the row's own union is updated; one held elsewhere is offered a transfer.

    :param is_dry: nothing will be written after it.
    :returns: ``RESULT_SCHEMA``, in the order of the rows.
    """
    # The history triggers keep the plan they made for the size of their first statement, and one
    # made for a single row takes minutes for a batch.
    _run("DISCARD PLANS")
    _run("SET LOCAL work_mem = '64MB'")
    _run(_PLAN.format(number="NULL" if is_dry else _NUMBER))
    _run("ANALYZE enrol_plan (row, action, person_id, membership_id)")
    found = _fetched(
        "SELECT row, action, CASE WHEN action = 'transfer' THEN held_union_id END"
        " FROM enrol_plan ORDER BY row",
        RESULT_SCHEMA,
    )
    return polars.DataFrame(found, schema=RESULT_SCHEMA)


_LATE_SCHEMA: dict[str, type[polars.DataType]] = {
    "row": WHOLE,
    "held_key": polars.Binary,
    "held_name": TEXT,
    "is_new": FLAG,
}


def stage_secrets(part: Part) -> None:
    """Load the ciphers and search keys of what is new or changed into ``enrol_secret``.

    Those of new people were made ahead. Of a person recorded since they are dropped, as their key
    is not hers; of one changed, or gone since, they are made now.
    """
    _run(
        "CREATE TEMPORARY TABLE enrol_secret (row bigint, name_py text, name_py_initials text,"
        " name_bigrams text[], data_key bytea, id_cipher bytea, phone_cipher bytea,"
        " former_name_cipher bytea) ON COMMIT DROP"
    )
    if part.secrets.height:
        _copy("enrol_secret", part.secrets)
        _run(
            "DELETE FROM enrol_secret AS k USING enrol_plan AS e"
            " WHERE e.row = k.row AND e.person_id IS NOT NULL"
        )
    late = polars.DataFrame(
        _fetched(
            "SELECT e.row, CASE WHEN e.name_changed OR e.phone_changed THEN e.data_key END,"
            " CASE WHEN e.name_changed THEN e.held_name END, e.person_id IS NULL"
            " FROM enrol_plan AS e LEFT JOIN enrol_secret AS k USING (row)"
            " WHERE e.action IN ('new', 'update') AND k.row IS NULL"
            " AND (e.person_id IS NULL OR e.name_changed OR e.phone_changed) ORDER BY e.row",
            _LATE_SCHEMA,
        ),
        schema=_LATE_SCHEMA,
    )
    if late.height:
        found = late.join(part.rows.select("row", "name", "id_number", "phone"), on="row")
        _copy("enrol_secret", concealing.secrets_of(found))
    _run("ANALYZE enrol_secret (row)")


def _with_default(column: str) -> str:
    defaults = {"sex": "'0'", "birth_on": "NULL"}
    return f"coalesce(s.{column}, {defaults.get(column, chr(39) * 2)})"


def insert_people() -> int:
    """Insert the persons nobody knew; return how many."""
    inserted = [c for c in PERSON_COLUMNS if c != "birth_on"]
    return _run(
        f"""
        INSERT INTO people_person (id, {", ".join(inserted)}, birth_on, phone_blind, id_blind,
          name_py, name_py_initials, name_bigrams, data_key, id_cipher, phone_cipher, confidence)
        SELECT e.new_person_id, {", ".join(_with_default(c) for c in inserted)}, s.birth_on,
          s.phone_blind, s.id_blind, k.name_py, k.name_py_initials, k.name_bigrams, k.data_key,
          k.id_cipher, k.phone_cipher, ''
        FROM enrol_plan AS e JOIN enrol_row AS s USING (row) JOIN enrol_secret AS k USING (row)
        WHERE e.action = 'new' AND e.person_id IS NULL
        ORDER BY row
        """  # noqa: S608
    )


def has_changed_people() -> bool:
    """Say whether particulars of a known person are to be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM enrol_plan"
            " WHERE person_changed AND action IN ('new', 'update'))"
        )
        return bool(cursor.fetchone()[0])


def update_people() -> int:
    """Write changed particulars of known persons; return how many rows changed."""
    columns = (*PERSON_COLUMNS, "phone_blind")
    changed = ", ".join(f"{c} = coalesce(s.{c}, p.{c})" for c in columns)
    return _run(
        f"""
        UPDATE people_person AS p SET {changed},
          phone_cipher = coalesce(k.phone_cipher, p.phone_cipher),
          former_name_cipher = coalesce(k.former_name_cipher, p.former_name_cipher),
          name_py = coalesce(k.name_py, p.name_py),
          name_py_initials = coalesce(k.name_py_initials, p.name_py_initials),
          name_bigrams = coalesce(k.name_bigrams, p.name_bigrams)
        FROM enrol_plan AS e JOIN enrol_row AS s USING (row) LEFT JOIN enrol_secret AS k USING (row)
        WHERE p.id = e.person_id AND e.person_changed AND e.action IN ('new', 'update')
        """  # noqa: S608
    )


def insert_memberships(*, source: str, on: object) -> int:
    """Open the memberships of new members; return how many.

    A member who comes back starts no earlier than her last membership ended.
    """
    return _run(
        """
        INSERT INTO people_membership (person_id, union_id, county_id, employer_id, name_py, state,
          joined_on, join_way, starts_on, end_reason, migrant, dispatched, new_form_group,
          employment_form, post, source)
        SELECT coalesce(e.person_id, e.new_person_id), u.id, u.county_id, s.employer_id,
          coalesce(k.name_py, p.name_py) AS name_py, 'active', s.joined_on,
          coalesce(s.join_way, 'collective'),
          greatest(coalesce(s.starts_on, %s), CASE WHEN e.person_id IS NOT NULL THEN (
            SELECT max(ends_before) FROM people_membership WHERE person_id = e.person_id
          ) END), '', coalesce(s.migrant, false),
          coalesce(s.dispatched, false), coalesce(s.new_form_group, ''),
          coalesce(s.employment_form, ''), coalesce(s.post, ''), %s
        FROM enrol_plan AS e JOIN enrol_row AS s USING (row)
        JOIN unions_union AS u ON u.id = s.union_id
        LEFT JOIN enrol_secret AS k USING (row)
        LEFT JOIN people_person AS p ON p.id = e.person_id
        WHERE e.action = 'new'
        ORDER BY u.county_id, coalesce(k.name_py, p.name_py)
        """,
        on,
        source,
    )


def update_memberships(*, on: object) -> int:
    """Write changed particulars of memberships; a roster that names an applicant approves her."""
    changed = ", ".join(f"{c} = coalesce(s.{c}, m.{c})" for c in MEMBERSHIP_COLUMNS)
    return _run(
        f"""
        UPDATE people_membership AS m SET {changed},
          name_py = coalesce(k.name_py, m.name_py),
          state = CASE WHEN m.state = 'pending' THEN 'active' ELSE m.state END,
          starts_on = CASE WHEN m.state = 'pending' THEN %s ELSE m.starts_on END
        FROM enrol_plan AS e JOIN enrol_row AS s USING (row) LEFT JOIN enrol_secret AS k USING (row)
        WHERE m.id = e.membership_id AND e.action = 'update'
          AND (e.membership_changed OR e.name_changed OR m.state = 'pending')
        """,  # noqa: S608
        on,
    )


def insert_offers(*, actor_id: int | None, at: datetime) -> list[tuple[int, int, int]]:
    """Offer a transfer to members of other unions, unless one is under way.

    Return of each offer its id and the unions it leads from and to.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO people_transfer (person_id, from_membership_id, from_union_id, to_union_id,
              to_employer_id, state, asked_by, asked_at, objection, decision)
            SELECT e.person_id, e.membership_id, e.held_union_id, s.union_id, s.employer_id,
              'offered', %s, %s, '', ''
            FROM enrol_plan AS e JOIN enrol_row AS s USING (row)
            WHERE e.action = 'transfer'
            ON CONFLICT DO NOTHING
            RETURNING id, from_union_id, to_union_id
            """,
            [actor_id, at],
        )
        return cursor.fetchall()


def changed_union_ids() -> frozenset[int]:
    """Return the unions whose members or particulars this batch changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT union_id FROM enrol_plan WHERE action IN ('new', 'update')")
        return frozenset(union_id for (union_id,) in cursor.fetchall())
