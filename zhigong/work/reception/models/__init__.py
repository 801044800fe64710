"""Tables of halls, numbers, duty, reception days and expert teams."""

from zhigong.work.reception.models.halls import Hall, HallDay, HallHours, MatterGroup, Window
from zhigong.work.reception.models.numbers import Call, Ticket, TicketCase

__all__ = [
    "Call",
    "Hall",
    "HallDay",
    "HallHours",
    "MatterGroup",
    "Ticket",
    "TicketCase",
    "Window",
]
