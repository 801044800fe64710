"""The outbox: what was sent, what was not and why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhigong.base.lists import Column, Empty, Filter, ListSpec, list_page
from zhigong.base.pages import actor_of, page
from zhigong.kernel.text import N_
from zhigong.registry.messaging import operations, queries
from zhigong.registry.messaging.contract import NOTICES

CHANNELS = {
    "sms": N_("短信"),
    "email": N_("邮件"),
    "wechat": N_("公众号"),
    "mini": N_("小程序"),
    "group": N_("群机器人"),
}
TONES = {"sent": "good", "failed": "bad", "uncertain": "warn"}
STATES = (
    ("queued", N_("待发送")),
    ("sending", N_("发送中")),
    ("sent", N_("已发送")),
    ("failed", N_("未发出")),
    ("uncertain", N_("结果不明")),
)


def _notice_title(code: str) -> str:
    """Return the title of a notice; one that is declared no more keeps its code."""
    return NOTICES.get(code).title if code in NOTICES else code


OUTBOX = ListSpec(
    code="messaging.outbox",
    title=N_("消息发送"),
    ability="messaging.view_outbox",
    rows=lambda request: queries.deliveries_within(actor=actor_of(request)),
    order=("-created_at",),
    columns=(
        Column("created_at", N_("时间"), "created_at", sort="created_at"),
        Column("notice", N_("通知"), "notice", text=_notice_title),
        Column("channel", N_("渠道"), "channel", text=lambda code: CHANNELS.get(code, code)),
        Column("user", N_("收件人"), lambda row: row.user.get_full_name() if row.user else ""),
        Column("union", N_("工会"), "union__name"),
        Column("state", N_("状态"), "state", tone=TONES),
        Column("tries", N_("次数"), "tries", numeric=True, shown=False),
        Column("error", N_("原因"), "error"),
    ),
    filters=(
        Filter("state", N_("状态"), choices=STATES),
        Filter("channel", N_("渠道"), choices=tuple(CHANNELS.items())),
    ),
    empty=Empty(N_("还没有发送过消息"), N_("授权、接转等事项会按通知设置自动发送。"), icon="send"),
    drawer=False,
)


@page("messaging.view_outbox")
def outbox(request: HttpRequest) -> HttpResponse:
    """List deliveries within the scope."""
    uncertain = queries.uncertain_within(actor=actor_of(request))
    return list_page(
        request, OUTBOX, "messaging/outbox.html", uncertain=uncertain, menu_code="outbox"
    )


@require_POST
@page("messaging.retry")
def retry(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send again what ended in uncertainty."""
    actor = actor_of(request)
    delivery = queries.get_delivery_for(actor=actor, delivery_id=delivery_id)
    operations.retry_delivery(delivery=delivery, at=timezone.now(), actor=actor)
    messages.success(request, _("已重新加入发送队列。"))
    return redirect("messaging:outbox")
