"""A screen that stands in a hall, for tests."""

from django.test import Client
from django.utils import timezone

from zhigong.base.actor import SYSTEM
from zhigong.base.terminals import TERMINAL_COOKIE
from zhigong.registry.unions.models import Union
from zhigong.screens.kiosk.models import Kiosk
from zhigong.screens.kiosk.operations import pair_kiosk, register_kiosk


def hall_screen(union: Union, *, name: str = "大厅1号机") -> tuple[Kiosk, Client]:
    """Return a screen of a union that was set up, and the browser on it."""
    kiosk, code = register_kiosk(actor=SYSTEM, at=timezone.now(), union=union, name=name)
    client = Client()
    client.cookies[TERMINAL_COOKIE] = pair_kiosk(at=timezone.now(), code=code, address="10.0.0.9")
    kiosk.refresh_from_db()
    return kiosk, client
