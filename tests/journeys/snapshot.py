"""A loaded database kept aside: loading the demo takes a minute, copying it a second."""

import shutil
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, connections


class Snapshot:
    """A copy of the test database and of the files that belong to it.

    :param folder: where the files are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_taken = False

    @property
    def _names(self) -> tuple[str, str]:
        present = str(connection.settings_dict["NAME"])
        return present, f"{present}_demo"

    def take(self, files: Path) -> None:
        """Keep what the database holds now, and its files."""
        present, kept = self._names
        shutil.copytree(files, self.folder, dirs_exist_ok=True)
        _copy(present, kept)
        self.is_taken = True

    def restore(self, files: Path) -> None:
        """Put the database back as it was kept, and its files into a folder."""
        present, kept = self._names
        shutil.copytree(self.folder, files, dirs_exist_ok=True)
        _copy(kept, present)
        # What this process remembers is of rows that are gone.
        ContentType.objects.clear_cache()
        cache.clear()

    def drop(self) -> None:
        """Keep nothing any more."""
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self._names[1]}" WITH (FORCE)')


def _copy(source: str, target: str) -> None:
    """Make a database anew from another one, to which nobody stays connected."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [source],
        )
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
