"""Forms of condolences."""

from django import forms

from zhigong.kernel.text import N_
from zhigong.work.service_centre.queries import GiftForm


class AmountForm(forms.Form):
    """What is given in a case."""

    amount = forms.DecimalField(label=N_("金额（元）"), min_value=1, max_digits=8, decimal_places=2)
    form = forms.ChoiceField(label=N_("形式"), choices=GiftForm.choices)
    goods = forms.CharField(
        label=N_("慰问品名称"), required=False, max_length=80, help_text=N_("发慰问品的填写。")
    )
    reason = forms.CharField(
        label=N_("超标准理由"),
        required=False,
        max_length=200,
        help_text=N_("一般不得超过标准；当地规定允许的，由上级工会填写理由。"),
    )


class SignedForm(forms.Form):
    """The photo of a signed sheet."""

    photo = forms.FileField(
        label=N_("签名后的签收表照片"), help_text=N_("拍下整张表，签名清楚。照片或PDF，20MB以内。")
    )
