"""States and codes of numbers, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TicketState(models.TextChoices):
    """Where somebody with a number is."""

    BOOKED = "booked", _("已预约")
    WAITING = "waiting", _("等候中")
    CALLED = "called", _("办理中")
    DONE = "done", _("已办完")
    LEFT = "left", _("叫号未到")
    EXPIRED = "expired", _("当日作废")
    CANCELLED = "cancelled", _("已取消")


OPEN_STATES = (TicketState.BOOKED, TicketState.WAITING, TicketState.CALLED)
# Came, or had a number, and left without having been served.
UNSERVED_STATES = (TicketState.LEFT, TicketState.EXPIRED)


class TicketChannel(models.TextChoices):
    """Where a number was taken."""

    KIOSK = "kiosk", _("自助终端")
    DESK = "desk", _("窗口代取")
    PORTAL = "portal", _("手机预约")


class Priority(models.TextChoices):
    """Why somebody is called before others."""

    AGED = "aged", _("70周岁以上")
    DISABLED = "disabled", _("残疾人")
    PREGNANT = "pregnant", _("孕妇、携婴幼儿")
    MODEL_WORKER = "model_worker", _("劳动模范")
    SOLDIER = "soldier", _("军人、退役军人")


class Weekday(models.IntegerChoices):
    """Days of the week as ``date.weekday()`` counts them."""

    MONDAY = 0, _("周一")
    TUESDAY = 1, _("周二")
    WEDNESDAY = 2, _("周三")
    THURSDAY = 3, _("周四")
    FRIDAY = 4, _("周五")
    SATURDAY = 5, _("周六")
    SUNDAY = 6, _("周日")


class AdviserKind(models.TextChoices):
    """As what somebody is on duty; the first three are the 三师 of an expert team."""

    LAWYER = "lawyer", _("律师")
    COUNSELLOR = "counsellor", _("心理咨询师")
    COORDINATOR = "coordinator", _("劳动关系协调师")
    VOLUNTEER = "volunteer", _("志愿者")
    CADRE = "cadre", _("工会干部")


class SwapState(models.TextChoices):
    """Whether the other one takes a duty over."""

    ASKED = "asked", _("待对方同意")
    AGREED = "agreed", _("已换班")
    DECLINED = "declined", _("未同意")


class AppointmentState(models.TextChoices):
    """What became of an appointment on a reception day."""

    BOOKED = "booked", _("已预约")
    RECEIVED = "received", _("已接待")
    MISSED = "missed", _("未到")
    CANCELLED = "cancelled", _("已取消")
