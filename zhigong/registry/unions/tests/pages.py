"""Ask for pages as an actor, through every middleware but the one that looks for a user."""

from django.conf import settings
from django.test import Client

from zhigong.base.actor import Actor

ACTOR_MIDDLEWARE = "zhigong.registry.accounts.middleware.ActorMiddleware"
OWN_MIDDLEWARE = "zhigong.registry.unions.tests.pages.ActAs"


class ActAs:
    """Middleware that takes the actor the test client was given."""

    actor: Actor

    def __init__(self, get_response):
        self._get_response = get_response

    def __call__(self, request):
        request.actor = ActAs.actor
        return self._get_response(request)


def client_for(actor, override) -> Client:
    """Return a client whose requests are ``actor``'s; ``override`` is pytest's ``settings``."""
    ActAs.actor = actor
    override.MIDDLEWARE = [
        OWN_MIDDLEWARE if name == ACTOR_MIDDLEWARE else name for name in settings.MIDDLEWARE
    ]
    return Client()
