"""The one router the routes of programmes and cases are declared on."""

from ninja import Router

router = Router(tags=["事项与办件"])
