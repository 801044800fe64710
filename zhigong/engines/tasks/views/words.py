"""Codes of tasks in words, with their tones, for lists and pages."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhigong.kernel.text import N_

STATE_TONES = {
    "open": "info",
    "replied": "warn",
    "returned": "warn",
    "done": "good",
    "withdrawn": "",
}
LIGHT_TONES = {
    "overdue": "bad",
    "soon": "warn",
    "returned": "warn",
    "unread": "warn",
    "with_issuer": "good",
    "fine": "good",
    "over": "",
}
LIGHTS = {
    "overdue": N_("红 · 已逾期"),
    "soon": N_("黄 · 两个工作日内到期"),
    "returned": N_("黄 · 退回再办"),
    "unread": N_("黄 · 久未签收"),
    "with_issuer": N_("绿 · 待交办方审核"),
    "fine": N_("绿 · 正常"),
    "over": "",
}
ROW_TONES = {"open": "warn", "answered": "info", "closed": "good"}
VERBS = {
    "issued": N_("交办"),
    "read": N_("签收"),
    "assigned": N_("指定承办人"),
    "replied": N_("反馈结果"),
    "returned": N_("退回再办"),
    "accepted": N_("审核通过"),
    "withdrawn": N_("撤回"),
    "urged": N_("催办"),
    "supervised": N_("督办"),
    "extended": N_("调整期限"),
    "done_by_data": N_("数据已达到，自动销号办结"),
    "union_ended": N_("承办工会撤并，转由上级或接续工会办理"),
}


def light(reason: str) -> str:
    """Return the light and its reason in words."""
    return _(LIGHTS[reason]) if LIGHTS.get(reason) else ""


def overdue(limit: date, today: date) -> str:
    """Say how far a limit is."""
    days = (limit - today).days
    if days < 0:
        return _("已逾期%(n)d天") % {"n": -days}
    return _("今天到期") if days == 0 else _("还有%(n)d天") % {"n": days}


def progress(total: int, left: int) -> str:
    """Return how many rows of all are closed; nothing where there are none."""
    return f"{total - left:,}/{total:,}" if total else ""


def timeline(entries: Any) -> list[dict[str, Any]]:
    """Return a history as the timeline of the house shows it."""
    return [
        {
            "title": _(VERBS.get(entry.verb, entry.verb)),
            "at": entry.at,
            "who": entry.user.get_full_name() if entry.user else _("系统"),
            "text": entry.words,
            "state": "done",
        }
        for entry in entries
    ]
