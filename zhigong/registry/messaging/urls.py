"""The addresses of the inbox and the outbox."""

from django.urls import path

from zhigong.registry.messaging.views import inbox, outbox

desk = [
    path("", inbox.desk, name="inbox"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:delivery_id>/retry/", outbox.retry, name="retry"),
]

portal = [
    path("", inbox.portal, name="mine"),
    path("<int:message_id>/read/", inbox.read, name="read"),
    path("read/", inbox.read_all, name="read_all"),
]
