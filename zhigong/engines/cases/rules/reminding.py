"""Decide when unions may be reminded of limits: nobody is woken by an office. Pure."""

from datetime import datetime

from zhigong.kernel.working_calendar import WorkingCalendar

OPENS, CLOSES = 9, 17  # hours of the local clock


def is_office_hour(moment: datetime, calendar: WorkingCalendar) -> bool:
    """Whether a moment of the local clock lies in the hours of a working day.

    Make-up days (调休) count as working days, holidays do not.
    """
    return calendar.is_working_day(moment.date()) and OPENS <= moment.hour < CLOSES
