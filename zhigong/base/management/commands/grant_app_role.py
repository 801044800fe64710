"""Give the application's database role what it needs, and no more."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from psycopg import sql

from zhigong.base.models import AppendOnly


class Command(BaseCommand):
    """`manage.py grant_app_role ROLE`: run as the owner after every migration."""

    help = "Grant the application's role its rights; append-only tables stay append-only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", nargs="?", default="zhigong_app")

    def handle(self, *args: Any, **options: Any) -> None:
        role = sql.Identifier(options["role"])
        with connection.cursor() as cursor:
            for text in (
                "GRANT USAGE ON SCHEMA public TO {role}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
                "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}",
                "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
                "GRANT TEMPORARY ON DATABASE {database} TO {role}",
            ):
                name = sql.Identifier(connection.settings_dict["NAME"])
                cursor.execute(sql.SQL(text).format(role=role, database=name))
            for table in append_only_tables():
                cursor.execute(
                    sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}").format(
                        table=sql.Identifier(table), role=role
                    )
                )


def append_only_tables() -> list[str]:
    """Return the tables nobody changes: the append-only ones and every history."""
    models = apps.get_models(include_auto_created=True)
    return sorted(
        {m._meta.db_table for m in models if issubclass(m, AppendOnly)}
        | {m._meta.db_table for m in models if hasattr(m, "pgh_tracked_model")}
    )
