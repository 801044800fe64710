"""Tables of halls, numbers, duty, reception days and expert teams."""

from zhigong.work.reception.models.halls import Hall, HallDay, HallHours, MatterGroup, Window
from zhigong.work.reception.models.numbers import Call, Ticket, TicketCase
from zhigong.work.reception.models.receiving import Appointment, ReceptionDay
from zhigong.work.reception.models.roster import Adviser, Duty, DutySwap, DutyVisit
from zhigong.work.reception.models.teams import Assignment, ExpertTeam

__all__ = [
    "Adviser",
    "Appointment",
    "Assignment",
    "Call",
    "Duty",
    "DutySwap",
    "DutyVisit",
    "ExpertTeam",
    "Hall",
    "HallDay",
    "HallHours",
    "MatterGroup",
    "ReceptionDay",
    "Ticket",
    "TicketCase",
    "Window",
]
