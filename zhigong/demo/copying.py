"""Putting whole tables into the database, for empty installations only."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO

import polars as pl
from django.db import connection, models
from psycopg import sql


def copy_frame(model: type[models.Model], frame: pl.DataFrame, *, is_frozen: bool = False) -> int:
    r"""COPY a frame whose columns are the table's columns; return the number of rows.

    Lists must be given as PostgreSQL array literals, bytes as ``\x`` hexadecimal.

    :param is_frozen: the table was emptied by ``bare_tables`` in this transaction: its rows are
        written as if they had always been there, so that what is counted next is read from indexes
        alone.
    """
    buffer = BytesIO()
    frame.write_csv(buffer, include_header=False, null_value="\\N", quote_style="necessary")
    names = sql.SQL(",").join(map(sql.Identifier, frame.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N'{})").format(
        sql.Identifier(model._meta.db_table), names, sql.SQL(", FREEZE" if is_frozen else "")
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
    """Take indexes, unique constraints and triggers off while a large table is filled.

    They are put back as they were; building an index once is several times quicker than keeping it
    through five million rows. Foreign keys of and to it must be off already (``unreferring``), or
    an index could not be made before they were looked at. The tables must be empty, and are
    emptied, so that rows can be written frozen.
    """
    names = [model._meta.db_table for model in tables]
    unique = _constraints("u", names)
    indexes = _rows(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid"
        " WHERE i.indrelid::regclass::text = ANY(%s) AND c.oid IS NULL",
        names,
    )
    _execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER' for name in names)
    _drop(unique)
    _execute(f"DROP INDEX {index}" for index, _ in indexes)
    _execute([f"TRUNCATE {', '.join(names)}"])
    yield
    _execute(definition for _, definition in indexes)
    _add(unique)
    _execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER' for name in names)


@contextmanager
def unreferring(*tables: type[models.Model]) -> Iterator[None]:
    """Take the foreign keys of and to tables off while they are filled, and put them back.

    Put back, a key is checked for the whole table by one join; kept on, it is looked up row by row
    at the commit, which for the two million references of a province took longer than a minute.
    """
    names = [model._meta.db_table for model in tables]
    keys = [*dict.fromkeys(_constraints("f", names) + _constraints("f", names, "confrelid"))]
    _execute(["SET CONSTRAINTS ALL IMMEDIATE"])  # a table that waits for checks cannot be altered
    _drop(keys)
    yield
    _add(keys)
    _execute(["SET CONSTRAINTS ALL DEFERRED"])


_Constraint = tuple[str, ...]  # table, name, definition


def _constraints(kind: str, names: list[str], side: str = "conrelid") -> list[_Constraint]:
    statement = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = %s AND {}::regclass::text = ANY(%s) ORDER BY conrelid, conname"
    )
    return _rows(statement.format(side), kind, names)


def _drop(constraints: Iterable[_Constraint]) -> None:
    _execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"' for table, name, _ in constraints)


def _add(constraints: Iterable[_Constraint]) -> None:
    _execute(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
        for table, name, definition in constraints
    )


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _rows(statement: str, *parameters: str | list[str]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[str, ...]] = cursor.fetchall()
    return rows
