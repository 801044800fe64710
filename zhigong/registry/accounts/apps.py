"""The accounts app."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Declare abilities and menus, answer people's question, and keep the built-in roles true."""

    name = "zhigong.registry.accounts"
    label = "accounts"
    verbose_name = "账号与授权"

    def ready(self) -> None:
        """Plug in."""
        from zhigong.base import clock  # noqa: PLC0415
        from zhigong.registry.accounts import permissions, queries  # noqa: F401, PLC0415
        from zhigong.registry.people.contract import (  # noqa: PLC0415
            use_administrator_check,
            use_offices,
            use_user_names,
        )

        use_user_names(queries.names_of_users)
        use_offices(lambda asked: queries.offices_on(asked=asked, ability="people.open_identity"))
        use_administrator_check(
            lambda union_ids: queries.unions_with_administrator(
                union_ids=union_ids, on=clock.today()
            )
        )
        post_migrate.connect(_bring_roles_up_to_date, sender=self)


def _bring_roles_up_to_date(using: str = DEFAULT_DB_ALIAS, **_more: Any) -> None:
    """Write the built-in roles as the apps declare them; nothing changes when they are so already.

    It runs at the end of ``migrate`` alone, so a role can never lag behind the code that was
    migrated with it; a database on the way back to nothing is left alone.
    """
    from zhigong.base.actor import SYSTEM  # noqa: PLC0415
    from zhigong.registry.accounts.operations import sync_roles  # noqa: PLC0415

    tables = set(connections[using].introspection.table_names())
    if {"accounts_role", "audit_entry"} <= tables:
        sync_roles(actor=SYSTEM)
