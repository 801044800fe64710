"""What a limit rests on, in templates."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from zhigong.base.holidays import calendar_of

register = template.Library()


@register.filter
def provisional(day: date | None, place: str = "") -> str:
    """Return words for a last day whose year has no published holidays yet, else nothing."""
    if day is None or not calendar_of(place).is_provisional(day):
        return ""
    return _("（%(year)d年节假日安排尚未公布，暂按此日推算）") % {"year": day.year}
