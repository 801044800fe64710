"""Print one log-in per role of the demo."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from zhigong.demo.staff import CAST, PASSWORD, Cast, place_of
from zhigong.registry.unions.models import Union


class Command(BaseCommand):
    """`manage.py demo_accounts --json`: only where a demo is loaded; exit 1 elsewhere."""

    help = "Print the demo's accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        unions = list(Union.objects.select_related("parent").order_by("id")[:2_000])
        if settings.ZHIGONG.env == "prod" or not unions:
            self.stderr.write("这里没有演示数据。")
            raise SystemExit(1)
        rows = [_row(cast, unions) for cast in CAST]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                f"{row['title']:<8} {row['login']:<12} {row['password']:<14} {row['screen']}"
            )


def _row(cast: Cast, unions: list[Union]) -> dict[str, str]:
    return {
        "role": cast.role,
        "title": cast.name or "会员",
        "login": cast.login,
        "password": PASSWORD,
        "totp_secret": cast.totp_secret,
        "union": place_of(unions, cast.place).code,
        "screen": cast.screen,
    }
