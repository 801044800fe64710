"""Fill an empty installation with the demo."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhigong.base import clock
from zhigong.demo.scales import SCALES
from zhigong.demo.start import AlreadyInUse, start_demo


class Command(BaseCommand):
    """`manage.py load_demo --scale S --as-of D`: does nothing when that demo is there already."""

    help = "Fill an empty installation with the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="district")
        parser.add_argument("--as-of", type=date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ZHIGONG.env == "prod":
            raise CommandError("演示数据只能装入演示环境。")
        try:
            start_demo(
                scale=options["scale"], on=options["as_of"] or clock.today(), say=self.stderr.write
            )
        except AlreadyInUse as error:
            raise CommandError(str(error)) from error
