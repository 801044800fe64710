"""Forms of petitions."""

from django import forms

from zhigong.kernel.text import N_
from zhigong.work.service_centre.rules import PETITION_EXTENSION_DAYS


class ExtensionForm(forms.Form):
    """More time for a petition, with the reasons the petitioner will be told."""

    days = forms.IntegerField(
        label=N_("延长天数"), min_value=1, max_value=PETITION_EXTENSION_DAYS, initial=30
    )
    reason = forms.CharField(
        label=N_("延期理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=N_("情况复杂在哪里。批准后会原样告知信访人。"),
    )


class ObjectionForm(forms.Form):
    """Why an item passed on is not this unit's."""

    reason = forms.CharField(
        label=N_("异议理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
