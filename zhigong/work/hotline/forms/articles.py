"""What is typed into the knowledge base, and how a place works the hotline."""

from django import forms

from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField
from zhigong.work.hotline.contract import Kind
from zhigong.work.hotline.forms.seat import area
from zhigong.work.hotline.permissions import KNOW, SETTLE


class ArticleForm(ActorForm):
    """One answer."""

    title = forms.CharField(
        label=N_("问题"), max_length=120, help_text=N_("用职工的话写，如“加班费怎么算”。")
    )
    kind = forms.ChoiceField(label=N_("类型"), choices=Kind.choices)
    body = forms.CharField(label=N_("答复"), max_length=4_000, widget=area(8))
    law = forms.CharField(
        label=N_("依据"), max_length=200, required=False, help_text=N_("如“劳动法第44条”。")
    )
    words = forms.CharField(
        label=N_("关键词"), max_length=200, required=False, help_text=N_("用空格分开。")
    )
    union = UnionField(label=N_("维护工会"), ability=KNOW)
    owner = forms.CharField(label=N_("责任人"), max_length=40, required=False)
    review_on = DateField(label=N_("复核日期"), help_text=N_("到这一天须重新核对是否仍然有效。"))


class Review(forms.Form):
    """Until when an answer holds that was looked at."""

    review_on = DateField(label=N_("下次复核日期"))


def _days(label: str, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=90)


class PracticeForm(ActorForm):
    """Limits in working days, and how much is checked."""

    headings = (
        ("", ("union", "starts_on")),
        (
            N_("办结期限（工作日）"),
            ("consult_days", "plain_days", "difficult_days", "complex_days"),
        ),
        (N_("各环节期限（工作日）"), ("sign_days", "contact_days", "call_back_days", "check_days")),
        (N_("质检"), ("check_percent",)),
    )

    union = UnionField(label=N_("工会"), ability=SETTLE)
    starts_on = DateField(label=N_("起用日期"))
    consult_days = _days(N_("咨询"), 1)
    plain_days = _days(N_("一般"), 1)
    difficult_days = _days(N_("难点"), 1)
    complex_days = _days(N_("特别复杂"), 1)
    sign_days = _days(N_("签收"), 1)
    contact_days = _days(N_("联系职工"), 1)
    call_back_days = _days(N_("回访"), 1)
    check_days = _days(N_("质检"), 1)
    check_percent = forms.IntegerField(
        label=N_("抽检比例（%）"),
        min_value=0,
        max_value=100,
        help_text=N_("保密、重办过和超时的工单全部质检，其余按比例抽检。"),
    )
