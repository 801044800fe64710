"""Print the accounts of the demo, one for each role."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhigong.base.errors import UserError
from zhigong.registry.accounts.operations import demo_accounts


class Command(BaseCommand):
    """Print logins that everybody may use; there are none outside the demo."""

    requires_system_checks = ()  # it only reads, and the start of the demo waits for it
    help = "Print the accounts of the demo (role, login, password, TOTP secret, union, screen)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--json``."""
        parser.add_argument("--json", action="store_true", help="one JSON list on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them; exit 1 outside the demo."""
        try:
            accounts = demo_accounts()
        except UserError as error:
            self.stderr.write(error.message)
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=1))
            return
        for one in accounts:
            self.stdout.write(
                f"{one['role']:<18}{one['login']:<14}{one['password']:<14}"
                f"{one['totp_secret']:<34}{one['union']:<14}{one['screen']}"
            )
