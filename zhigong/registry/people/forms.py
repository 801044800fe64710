"""Clean what is typed about people. Forms never save; operations decide."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.kernel.phone import Phone, PhoneKind
from zhigong.kernel.resident_id import BadId, ResidentId
from zhigong.registry.employers.queries import employers_for
from zhigong.registry.people import contract
from zhigong.registry.people.models import Officer
from zhigong.registry.unions.queries import unions_named

REASON_LENGTH = 400
END_WAYS = (
    ("leave", gettext_lazy("本人退会")),
    ("leave_automatically", gettext_lazy("连续六个月不缴会费、不参加活动，视为自动退会")),
    ("expel", gettext_lazy("因犯罪受刑罚，开除会籍")),
    ("die", gettext_lazy("去世")),
)
VERIFY_WAYS = (
    ("document", gettext_lazy("已核对证件原件")),
    ("official", gettext_lazy("已通过权威数据核验")),
)


def choices(table: Mapping[str, str], *, empty: str = "") -> list[tuple[str, str]]:
    """Return a code table as choices in the language of the reader, with an empty one first."""
    listed = [(code, _(label)) for code, label in table.items() if code]
    return [("", empty or _("未填")), *listed]


class DateField(forms.DateField):
    """A day up to today, chosen in the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """Refuse days to come."""
        day = super().clean(value)
        if day is not None and day > clock.today():
            raise ValidationError(_("日期还没有到，请填写今天或更早的日期。"))
        return day


class UnionField(forms.CharField):
    """A union in scope, typed as its code or name; suggestions come from the server."""

    actor: Actor

    def __init__(self, *, ability: str, **options: Any) -> None:
        self.ability = ability
        options.setdefault("help_text", gettext_lazy("填写工会编号或名称，从提示中选择。"))
        super().__init__(max_length=200, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask the server for suggestions while somebody types."""
        return {
            **super().widget_attrs(widget),
            "list": "union-suggestions",
            "autocomplete": "off",
            "hx-get": reverse_lazy("unions:suggest"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#union-suggestions",
            "hx-swap": "innerHTML",
        }

    def clean(self, value: Any) -> Any:
        """Return the union."""
        text = super().clean(value)
        if not text:
            return None
        found = unions_named(actor=self.actor, text=text, ability=self.ability)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _("没有找到“%(text)s”，请填写工会编号或完整名称。") % {"text": text}
            )
        names = "、".join(f"{union.code} {union.name}" for union in found[:5])
        raise ValidationError(
            _("有多个工会符合“%(text)s”：%(names)s，请填写工会编号。")
            % {"text": text, "names": names}
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a union as its code and name."""
        return f"{value.code} {value.name}" if hasattr(value, "code") else value


class EmployerField(forms.CharField):
    """An employer the actor sees, typed as its code, credit code or whole name."""

    actor: Actor

    def clean(self, value: Any) -> Any:
        """Return the employer, or None when empty."""
        text = super().clean(value)
        if not text:
            return None
        rows = employers_for(actor=self.actor)
        for lookup in ("code", "credit_code", "name"):
            found = rows.filter(**{lookup: text.split()[0] if lookup == "code" else text}).first()
            if found is not None:
                return found
        raise ValidationError(
            _("没有找到用人单位“%(text)s”，请填写完整名称或统一社会信用代码。") % {"text": text}
        )

    def prepare_value(self, value: Any) -> Any:
        """Show an employer as its name."""
        return getattr(value, "name", value)


class ActorForm(forms.Form):
    """A form whose unions and employers are looked up only inside the actor's scope."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, UnionField | EmployerField):
                field.actor = actor

    def refuse(self, error: UserError) -> None:
        """Show a refusal of an operation beside the field it belongs to."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, error.message)


def _choice(label: Any, table: Mapping[str, str], *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=lambda: choices(table), required=required)


class Particulars(ActorForm):
    """A person's particulars."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    id_number = forms.CharField(
        label=gettext_lazy("证件号码"),
        max_length=30,
        help_text=gettext_lazy("居民身份证、居住证、通行证或护照号码。"),
    )
    phone = forms.CharField(label=gettext_lazy("手机号码"), max_length=30, required=False)
    ethnicity = _choice(gettext_lazy("民族"), contract.ETHNICITIES)
    political_status = _choice(gettext_lazy("政治面貌"), contract.POLITICAL_STATUSES)
    education = _choice(gettext_lazy("学历"), contract.EDUCATIONS)
    household_kind = _choice(gettext_lazy("户籍类型"), contract.HOUSEHOLD_KINDS)
    household_region = forms.CharField(label=gettext_lazy("户籍地"), max_length=100, required=False)
    skill_level = _choice(gettext_lazy("技能等级"), contract.SKILL_LEVELS)

    def clean_id_number(self) -> str:
        """Refuse a number that is none."""
        try:
            ResidentId.parse(self.cleaned_data["id_number"], today=clock.today())
        except BadId as error:
            raise ValidationError(_("证件号码有误，请对照证件逐位核对后重新填写。")) from error
        return str(self.cleaned_data["id_number"])

    def clean_phone(self) -> str:
        """Refuse what is no telephone number."""
        text = str(self.cleaned_data["phone"])
        if text and Phone.parse(text).kind is PhoneKind.INVALID:
            raise ValidationError(_("手机号码有误，请填写11位手机号。"))
        return text


class Change(Particulars):
    """A correction of particulars; empty identity fields keep what is recorded."""

    id_number = forms.CharField(
        label=gettext_lazy("新证件号码"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("不修改请留空。"),
    )
    phone = forms.CharField(
        label=gettext_lazy("新手机号码"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("不修改请留空。"),
    )
    reason = forms.CharField(label=gettext_lazy("修改原因"), max_length=REASON_LENGTH)

    def clean_id_number(self) -> str:
        """Refuse a number that is none; empty says nothing."""
        return super().clean_id_number() if self.cleaned_data["id_number"] else ""


class Terms(ActorForm):
    """How a member works."""

    employer = EmployerField(
        label=gettext_lazy("用人单位"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("填写单位全称或统一社会信用代码。"),
    )
    employment_form = _choice(gettext_lazy("用工形式"), contract.EMPLOYMENT_FORMS)
    new_form_group = _choice(gettext_lazy("新就业形态群体"), contract.NEW_FORM_GROUPS)
    post = forms.CharField(label=gettext_lazy("岗位"), max_length=100, required=False)
    migrant = forms.BooleanField(label=gettext_lazy("农民工"), required=False)
    dispatched = forms.BooleanField(label=gettext_lazy("劳务派遣"), required=False)


class Enrolment(Particulars, Terms):
    """A new member: who, where, and how she works."""

    union = UnionField(label=gettext_lazy("所属工会"), ability="people.enrol")
    starts_on = DateField(
        label=gettext_lazy("入会日期"),
        required=False,
        help_text=gettext_lazy("不填则为今天。"),
    )
    pending = forms.BooleanField(
        label=gettext_lazy("先登记为待审，经基层工会批准后生效"), required=False
    )
    transfer = forms.BooleanField(
        label=gettext_lazy("会籍在其他工会时，由本工会接收并发起会籍接转"), required=False
    )

    field_order = (
        "name",
        "id_number",
        "phone",
        "union",
        "employer",
        "starts_on",
        "pending",
        "transfer",
    )


class Retain(ActorForm):
    """Why and from when a membership is retained."""

    cause = forms.ChoiceField(
        label=gettext_lazy("保留原因"),
        choices=lambda: choices(contract.RETENTION_REASONS, empty=_("请选择")),
    )
    on = DateField(label=gettext_lazy("保留起始日期"), initial=clock.today)
    reason = forms.CharField(label=gettext_lazy("说明"), max_length=REASON_LENGTH, required=False)


class End(ActorForm):
    """How and when a membership ends."""

    way = forms.ChoiceField(label=gettext_lazy("终止方式"), choices=END_WAYS)
    on = DateField(label=gettext_lazy("终止日期"), initial=clock.today)
    reason = forms.CharField(label=gettext_lazy("说明"), max_length=REASON_LENGTH, required=False)
    decision = forms.CharField(
        label=gettext_lazy("判决书文号"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("仅开除会籍时填写。"),
    )


class Restore(ActorForm):
    """From when a retained member is a full one again."""

    on = DateField(label=gettext_lazy("恢复日期"), initial=clock.today)


class Reason(ActorForm):
    """A reason that goes into the record."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Verify(ActorForm):
    """How the person behind the record was verified."""

    how = forms.ChoiceField(label=gettext_lazy("核验方式"), choices=VERIFY_WAYS)


class TransferTo(ActorForm):
    """Where a membership shall pass to."""

    union = UnionField(label=gettext_lazy("转入工会"), ability="people.transfer")
    employer = EmployerField(label=gettext_lazy("新用人单位"), max_length=200, required=False)


class Decision(ActorForm):
    """How an objection is settled."""

    passes = forms.TypedChoiceField(
        label=gettext_lazy("裁定"),
        coerce=lambda value: value == "yes",
        choices=(("yes", gettext_lazy("会籍转出")), ("no", gettext_lazy("会籍留在原工会"))),
    )
    reason = forms.CharField(
        label=gettext_lazy("裁定意见"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Office(ActorForm):
    """A post and what is said of whoever holds it."""

    post = forms.ChoiceField(label=gettext_lazy("职务"), choices=Officer.Post.choices)
    duty = forms.CharField(
        label=gettext_lazy("分工"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("例如组织、宣教、生活、女工、财务。"),
    )
    starts_on = DateField(label=gettext_lazy("任职日期"), initial=clock.today)
    full_time = forms.BooleanField(label=gettext_lazy("专职"), required=False)
    front_line = forms.BooleanField(label=gettext_lazy("一线职工"), required=False)
    model_worker = forms.BooleanField(label=gettext_lazy("劳动模范"), required=False)


class Appointment(Office):
    """A post in a union, for a person whose page is open."""

    union = UnionField(label=gettext_lazy("工会"), ability="people.appoint")
    field_order = ("union",)


class Seating(Office):
    """A post in a union whose page is open, for one of its people."""

    who = forms.CharField(
        label=gettext_lazy("人员"),
        max_length=60,
        help_text=gettext_lazy("填写姓名、手机号或证件号；须是本工会或下级工会的会员。"),
    )
    field_order = ("who",)


class PassOn(forms.Form):
    """From which day on parked workers belong to the union of their own firm."""

    on = DateField(label=gettext_lazy("划转日期"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].help_text = _("不填就是今天。")


class Verdict(forms.Form):
    """What was found of two records; the one to keep when they are one person's."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("结论"),
        choices=(
            ("same", gettext_lazy("是同一人，合并")),
            ("different", gettext_lazy("不是同一人，以后不再提示")),
        ),
        widget=forms.RadioSelect(),
    )
    kept = forms.TypedChoiceField(
        label=gettext_lazy("保留哪一份"), coerce=int, required=False, widget=forms.RadioSelect()
    )
    reason = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("如：已核对身份证原件，旧记录证件号末位录错。"),
    )

    def __init__(self, *args: Any, ids: tuple[int, int], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["kept"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(ids[0], _("左边一份")), (ids[1], _("右边一份"))]
        field.help_text = _(
            "另一份的会籍、办件、材料等都归到保留的一份；保留的一份空着的内容用另一份补齐。"
        )

    def clean(self) -> dict[str, Any]:
        """Ask which record is kept when they are one person's."""
        given = super().clean() or {}
        if given.get("verdict") == "same" and not given.get("kept"):
            self.add_error("kept", _("请选择保留哪一份。"))
        return given


class CardCode(forms.Form):
    """A code read from a member's card."""

    code = forms.CharField(
        label=gettext_lazy("会员证二维码内容"),
        max_length=300,
        help_text=gettext_lazy("用扫码枪对准会员手机上的二维码，内容会自动填入。"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )


def picked_ids(values: Iterable[str], *, most: int) -> list[int]:
    """Return the ids of the rows somebody chose, each once, at most ``most``."""
    numbers = dict.fromkeys(int(value) for value in values if value.isdecimal())
    return list(numbers)[:most]
