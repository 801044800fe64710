"""What is typed about tasks: what is asked, what came of it, what the issuer says."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.base.holidays import calendar_of
from zhigong.engines.tasks.contract import Rhythm
from zhigong.engines.tasks.models import (
    TEXT_LENGTH,
    TITLE_LENGTH,
    UNIT_LENGTH,
    WORDS_LENGTH,
)
from zhigong.engines.tasks.permissions import HAND_OUT
from zhigong.engines.tasks.rules import PRESET_WORKING_DAYS
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField

MOST_FILES = 9


def area(rows: int = 3) -> forms.Textarea:
    """Return a field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


def words(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """Return a field for what somebody has to say."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=WORDS_LENGTH,
        widget=area(2),
        help_text=help_text,
    )


def preset_deadline(today: date) -> date:
    """Return the deadline a form proposes: ten working days on."""
    return calendar_of().add_working_days(today, PRESET_WORKING_DAYS)


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files at once."""

    widget = ManyFilesInput

    def clean(self, value: Any, initial: Any = None) -> list[Any]:
        """Return the files, each checked as one."""
        given: Iterable[Any] = value if isinstance(value, list | tuple) else [value]
        found = [super(ManyFiles, self).clean(one, initial) for one in given if one]
        if not found and self.required:
            super().clean(None, initial)
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("一次最多上传%(n)d个文件。") % {"n": MOST_FILES})
        return found


class Asked(ActorForm):
    """What is asked: title, demand, deadline, and what the result is counted in."""

    title = forms.CharField(label=N_("任务名称"), max_length=TITLE_LENGTH)
    instructions = forms.CharField(
        label=N_("要求"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=area(3),
        help_text=N_("写清要做什么、做到什么程度、报什么材料。"),
    )
    due_on = DateField(
        label=N_("办理期限"), help_text=N_("逢休息日顺延到下一个工作日；默认十个工作日。")
    )
    needs_evidence = forms.BooleanField(
        label=N_("反馈时须附材料（照片、名册、文件）"), required=False
    )


class NewTask(Asked):
    """Something asked of unions below, without a list."""

    issuer = UnionField(label=N_("交办工会"), ability=HAND_OUT)
    unit = forms.CharField(
        label=N_("计量单位"),
        max_length=UNIT_LENGTH,
        required=False,
        help_text=N_("结果按什么计数，如：家、人、件、份。不计数的须附材料。"),
    )
    wanted = forms.IntegerField(
        label=N_("每个工会的目标数"), min_value=1, max_value=1_000_000, required=False
    )
    owners = forms.MultipleChoiceField(
        label=N_("交办给"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=N_("括号内是该工会手上的任务数，其中逾期数。"),
    )
    other = UnionField(
        label=N_("其他工会"),
        ability=HAND_OUT,
        required=False,
        help_text=N_("不是直接下级的，在这里填写编号或名称。"),
    )
    field_order = (
        "title", "instructions", "issuer", "owners", "other", "due_on", "unit", "wanted",
        "needs_evidence",
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["owners"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(owners)


class NewDuty(ActorForm):
    """A task that comes back."""

    title = forms.CharField(label=N_("任务名称"), max_length=TITLE_LENGTH - 20)
    instructions = forms.CharField(
        label=N_("要求"), max_length=TEXT_LENGTH, required=False, widget=area(3)
    )
    issuer = UnionField(label=N_("交办工会"), ability=HAND_OUT)
    rhythm = forms.ChoiceField(label=N_("频次"), choices=Rhythm.choices, initial=Rhythm.MONTHLY)
    ordinal = forms.IntegerField(
        label=N_("第几个工作日下发"),
        min_value=1,
        max_value=60,
        initial=1,
        help_text=N_("从每月、每季度、每年的第一天起数；每日任务只在工作日下发。"),
    )
    limit_days = forms.IntegerField(label=N_("办理工作日"), min_value=1, max_value=250, initial=5)
    unit = forms.CharField(
        label=N_("计量单位"),
        max_length=UNIT_LENGTH,
        required=False,
        help_text=N_("结果按什么计数，如：家、人、份。不计数的须附材料。"),
    )
    needs_evidence = forms.BooleanField(label=N_("反馈时须附材料"), required=False)
    is_for_all_below = forms.BooleanField(
        label=N_("全部下一级工会（含以后新成立的）"), required=False, initial=True
    )
    owner = UnionField(
        label=N_("只交办给"),
        ability=HAND_OUT,
        required=False,
        help_text=N_("不交办给全部下一级工会时填写。"),
    )
    starts_on = DateField(label=N_("起始日期"))


class Nothing(forms.Form):
    """Nothing is asked."""


class Reply(forms.Form):
    """What was done, and how many."""

    words = forms.CharField(label=N_("办理情况"), max_length=TEXT_LENGTH, widget=area(3))
    count = forms.IntegerField(
        label=N_("完成数"), min_value=0, max_value=100_000_000, required=False
    )
    evidence = ManyFiles(
        label=N_("佐证材料"),
        required=False,
        help_text=N_("照片、PDF、Word 或 Excel，每个不超过20MB，最多9个。"),
    )

    def __init__(self, *args: Any, unit: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if unit:
            self.fields["count"].label = _("完成数（%(unit)s）") % {"unit": unit}
        else:
            del self.fields["count"]


class Assign(forms.Form):
    """Who of the union works on it."""

    user = forms.TypedChoiceField(label=N_("承办人"), coerce=int)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["user"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(str(pk), name) for pk, name in colleagues]


class Words(forms.Form):
    """What somebody has to say, or not."""

    words = words(N_("意见"), required=False)


class Reason(forms.Form):
    """Why."""

    words = words(N_("原因"))


class Return(forms.Form):
    """Why it goes back, and until when."""

    words = words(N_("退回原因"), help_text=N_("写清还缺什么。"))
    due_on = DateField(label=N_("新的办理期限"), required=False)


class Extend(forms.Form):
    """Until when."""

    due_on = DateField(label=N_("新的办理期限"))
    words = words(N_("说明"), required=False)


class Supervise(forms.Form):
    """The day of supervision."""

    until = DateField(label=N_("督办期限"))
    words = words(N_("督办意见"), required=False)


class Upload(forms.Form):
    """A filled table of rows."""

    file = forms.FileField(
        label=N_("填好的表格"), help_text=N_("用本页下载的表格填写，xlsx 格式。")
    )
    keep_good = forms.BooleanField(label=N_("有问题的行先不保存，其余的保存"), required=False)
