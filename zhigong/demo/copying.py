"""Putting whole tables into the database, for empty installations only."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import polars as pl
from django.db import connection, models
from psycopg import sql


def copy_frame(model: type[models.Model], frame: pl.DataFrame) -> int:
    r"""COPY a frame whose columns are the table's columns; return the number of rows.

    Lists must be given as PostgreSQL array literals, bytes as ``\x`` hexadecimal.
    """
    buffer = BytesIO()
    frame.write_csv(buffer, include_header=False, null_value="\\N", quote_style="necessary")
    names = sql.SQL(",").join(map(sql.Identifier, frame.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N')").format(
        sql.Identifier(model._meta.db_table), names
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(buffer.getbuffer())
    return frame.height


def follow_ids(*tables: type[models.Model]) -> None:
    """Let the sequences go on after the ids that were given by hand."""
    with connection.cursor() as cursor:
        for model in tables:
            table = model._meta.db_table
            cursor.execute(
                sql.SQL(
                    "SELECT setval(pg_get_serial_sequence({0}, 'id'),"
                    " coalesce((SELECT max(id) FROM {1}), 0) + 1, false)"
                ).format(sql.Literal(table), sql.Identifier(table))
            )


@contextmanager
def bare_tables(*tables: type[models.Model]) -> Iterator[None]:
    """Take indexes, foreign keys and triggers off while a large table is filled.

    They are put back as they were; building an index once is several times quicker than keeping it
    through five million rows.
    """
    names = [model._meta.db_table for model in tables]
    keys = _rows(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        names,
    )
    indexes = _rows(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
        " WHERE i.indrelid::regclass::text = ANY(%s) AND c.oid IS NULL",
        names,
    )
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        for table, key, _ in keys:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{key}"')
        for index, _ in indexes:
            cursor.execute(f"DROP INDEX {index}")
    yield
    with connection.cursor() as cursor:
        for _, definition in indexes:
            cursor.execute(definition)
        for table, key, definition in keys:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{key}" {definition}')
        for name in names:
            cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')


def _rows(statement: str, names: list[str]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [names])
        rows: list[tuple[str, ...]] = cursor.fetchall()
    return rows
