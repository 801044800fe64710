"""Bring the built-in roles to what the apps declare; ``migrate`` does so by itself."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from zhigong.base.actor import SYSTEM
from zhigong.registry.accounts.operations import sync_roles


class Command(BaseCommand):
    """Write the built-in roles."""

    help = "Bring the built-in roles to what the apps declare; prints the changed ones as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them and print the codes of those that changed."""
        self.stdout.write(json.dumps({"changed": sync_roles(actor=SYSTEM)}))
