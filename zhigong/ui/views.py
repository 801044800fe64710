"""The style page: every component as it looks and as it is written. Not served in production."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhigong.ui import icons


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="姓名", help_text="请按身份证填写，少数民族姓名可以用间隔号。")
    kind = forms.ChoiceField(label="证件类型", choices=[("id", "居民身份证"), ("p", "护照")])
    joined_on = forms.DateField(
        label="入会日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    way = forms.ChoiceField(
        label="入会方式",
        widget=forms.RadioSelect,
        choices=[("own", "本人申请"), ("group", "集体入会")],
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    roster = forms.FileField(
        label="名册文件", required=False, help_text="Excel 文件，不超过 50 兆。"
    )
    agrees = forms.BooleanField(label="我已阅读并承诺所填内容属实")


def style_page(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    if settings.ZHIGONG.env not in ("demo", "test"):
        raise Http404
    context = {"form": _failed_form(), "icons": icons.names(), **_samples()}
    return render(request, "ui/style.html", context)


style_page.page_ability = "public"  # type: ignore[attr-defined]


def _failed_form() -> SampleForm:
    form = SampleForm({"kind": "id", "way": "own"})
    form.is_valid()
    return form


def _samples() -> dict[str, Any]:
    at = datetime(2026, 11, 21, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    return {
        "sample_at": at,
        "sample_on": date(2026, 11, 21),
        "sample_series": [52.1, 53.0, 53.4, 55.2, 56.0, 57.9, 58.3, 60.77],
        "sample_tabs": [("all", _("全部"), "?tab=all", 1255), ("late", _("逾期"), "?tab=late", 12)],
        "sample_facts": [
            (_("工会名称"), _("某某街道总工会")),
            (_("成立日期"), "2012-05-01"),
            (_("会员人数"), "1,204"),
            (_("联系电话"), None),
        ],
        "sample_timeline": [
            {"title": _("提交申请"), "at": at, "who": _("本人")},
            {"title": _("街道总工会审核"), "state": "now", "text": _("预计12月5日前办结。")},
            {"title": _("办结"), "state": "next"},
        ],
        "sample_ranking": [
            {"name": _("甲街道总工会"), "share": 0.91, "text": "91.00%", "url": "#"},
            {"name": _("乙镇总工会"), "share": 0.74, "text": "74.00%", "url": "#"},
            {"name": _("经济技术开发区总工会"), "share": 0.42, "text": "42.00%", "url": "#"},
        ],
        "sample_funnel": [
            {"name": _("应建会单位"), "count": 1200},
            {"name": _("已建会单位"), "count": 1010, "lost_url": "#"},
            {"name": _("已采集会员的单位"), "count": 764, "lost_url": "#"},
        ],
    }
