"""Forms of appeal centres and stations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField
from zhigong.work.service_centre.permissions import KEEP_STATIONS
from zhigong.work.service_centre.queries import StationLevel


class StationForm(ActorForm):
    """A station, as it hangs on the wall; its union is fixed once it exists."""

    union = UnionField(label=N_("所属工会"), ability=KEEP_STATIONS)
    level = forms.ChoiceField(label=N_("类型"), choices=StationLevel.choices)
    name = forms.CharField(label=N_("名称"), max_length=80)
    place = forms.CharField(
        label=N_("地点"), max_length=120, help_text=N_("职工找得到的写法，如：食堂一楼东侧。")
    )
    hours = forms.CharField(
        label=N_("接待时间"),
        max_length=120,
        help_text=N_("按职工的班次安排，如：每周二、四 16:30–19:00。"),
    )
    head = forms.CharField(label=N_("负责人"), max_length=60)
    phone = forms.CharField(label=N_("联系电话"), max_length=20)
    starts_on = DateField(label=N_("成立日期"))
    photo = forms.FileField(
        label=N_("现场照片"), required=False, help_text=N_("挂牌和接待场所的照片，10MB以内。")
    )

    def __init__(self, *args: Any, is_known: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_known:
            del self.fields["union"]

    def clean_starts_on(self) -> Any:
        """Refuse a day to come: a station is registered when it is there."""
        day = self.cleaned_data["starts_on"]
        if day > clock.today():
            raise ValidationError(_("成立日期不能晚于今天。"))
        return day

    def particulars(self) -> dict[str, Any]:
        """Return what the operation takes besides the union and the photo."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("union", "photo")}


class ClosingForm(forms.Form):
    """Why a station is closed, and from which day on."""

    on = DateField(label=N_("撤销日期"))
    reason = forms.CharField(
        label=N_("撤销原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
