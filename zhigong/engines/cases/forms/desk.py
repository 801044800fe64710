"""What staff types on the desk: decisions, hand-overs, supervision, answers, intake."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.base.actor import SYSTEM, Actor
from zhigong.engines.cases.contract import STAFF_CHANNELS, Decision
from zhigong.engines.cases.forms.answers import ProgrammeForm
from zhigong.engines.cases.rules import asked
from zhigong.engines.cases.rules.masking import MASKED, masked
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField

REASON_LENGTH = 400
ID_DIGITS = 16


class CorrectionForm(ProgrammeForm):
    """The answers of a returned case as staff mends them: numbers of people stay masked.

    A number that is left empty stays as it is stored; it is opened only on the page of the case,
    for a reason and with a record.
    """

    def __init__(self, *arguments: Any, stored: Mapping[str, Any], **options: Any) -> None:
        """Make the fields, without the numbers that are stored."""
        super().__init__(*arguments, **options)
        self.stored = stored
        self.hidden = {
            one.code: one for one in self.questions if one.kind in MASKED and stored.get(one.code)
        }
        for code, question in self.hidden.items():
            hint = {"kept": masked(question.kind, stored[code])}
            self.fields[code].required = False
            self[code].help_text = _("已填 %(kept)s，不改就留空。") % hint
        self.initial = {code: value for code, value in stored.items() if code not in self.hidden}

    def answers(self) -> dict[str, Any]:
        """Return the answers to store, with the numbers nobody typed anew."""
        typed = super().answers()
        wanted = {question.code for question in asked(self.questions, typed)}
        kept = {code: self.stored[code] for code in self.hidden if code in wanted}
        return {**kept, **typed}


class DecisionForm(forms.Form):
    """How a step ends, with the opinion."""

    decision = forms.ChoiceField(label="处理意见", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="意见内容",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-opinion": ""}),
        help_text="通过时可以不填；退回、不予批准、不予受理时必须写明原因，申请人会看到。",
    )
    missing = forms.CharField(
        label="需要补充的材料",
        required=False,
        max_length=400,
        help_text="一次告知全部缺少的材料，用顿号分开。",
        widget=forms.TextInput(
            attrs={"data-only-if": "decision", "data-only-answers": Decision.RETURN.value}
        ),
    )

    sealed = forms.FileField(
        label="签字盖章的审批表",
        required=False,
        help_text="已在纸上签批的，上传扫描件或照片（PDF、JPG、PNG），代替在此填写意见。",
        widget=forms.ClearableFileInput(
            attrs={"data-only-if": "decision", "data-only-answers": Decision.PASS.value}
        ),
    )
    signed_by = forms.CharField(
        label="纸上签批人",
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"data-only-if": "decision", "data-only-answers": Decision.PASS.value}
        ),
    )
    signed_on = DateField(label="纸上签批日期", required=False)

    def __init__(
        self,
        *arguments: Any,
        choices: Iterable[tuple[str, str]],
        is_reply: bool = False,
        **options: Any,
    ) -> None:
        """Make the fields; the words of a reply are what the applicant asked for."""
        super().__init__(*arguments, **options)
        if is_reply:
            self.fields["reason"].label = _("答复内容")
            self.fields["reason"].help_text = _("申请人会看到。退回、不予受理时写明原因。")
            self.fields["reason"].required = True
            for name in ("sealed", "signed_by", "signed_on"):
                del self.fields[name]
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        decision.choices = offered = list(choices)
        if Decision.RETURN.value not in dict(offered):
            del self.fields["missing"]

    def clean(self) -> dict[str, Any]:
        """Want a reason for whatever is not a pass."""
        cleaned = super().clean() or {}
        passes = cleaned.get("decision") == Decision.PASS.value
        if cleaned.get("decision") and not passes and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("请写明原因，申请人会看到。"))
        if cleaned.get("sealed"):
            for name, words in (("signed_by", _("谁签的字")), ("signed_on", _("哪天签的字"))):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("请填写纸上是%(what)s。") % {"what": words})
        return cleaned


class Relay(ActorForm):
    """Where a step is handed to, and why."""

    to_union = UnionField(label="转往工会", ability="cases.move")
    reason = forms.CharField(
        label="原因",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="接收工会和申请人会看到。",
    )


class Transfer(Relay):
    """As above, for a union anywhere: a case that came to the wrong place goes to the right one."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        field = self.fields["to_union"]
        assert isinstance(field, UnionField)
        # Names and codes of unions are no secret; only suggestions keep to the reader's own.
        field.actor = SYSTEM
        field.help_text = _("填写工会编号或完整名称；不在您管辖范围内的工会也可以转。")


class Escalate(forms.Form):
    """Why a step goes up."""

    reason = forms.CharField(
        label="提级原因",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="交由上一级总工会办理。",
    )


class SendBack(forms.Form):
    """Why a step that was handed over is none of this union's."""

    reason = forms.CharField(
        label="退回原因",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="退回转来的工会，由其继续办理或另行转办；办理期限不重新计算。",
    )


class Supervise(ActorForm):
    """Until when a step is to be done, and what is asked of its union."""

    union = UnionField(label="督办工会", ability="cases.supervise")
    until = DateField(label="督办期限")
    reason = forms.CharField(
        label="督办要求",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="只有工会内部看到，申请人看不到。",
    )


class Settle(forms.Form):
    """The answer to an objection."""

    is_upheld = forms.ChoiceField(
        label="核查结论",
        choices=(("no", "异议不成立，继续办理"), ("yes", "异议成立，不予批准")),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="答复", max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class Intake(ActorForm):
    """How a case came in that staff registers, and whom to call back."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label="受理渠道")
    union = UnionField(label="所属工会", ability="cases.register")
    contact = forms.CharField(
        label="联系电话",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text="没有会员档案的来访人、来电人请务必填写，便于回复；加密保存。",
    )

    def __init__(self, *args: Any, has_person: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(one.value, one.label) for one in STAFF_CHANNELS]
        if has_person:  # her union is known, and her telephone is in her own record
            del self.fields["union"]
            del self.fields["contact"]


class Opinion(forms.Form):
    """One opinion for many cases."""

    reason = forms.CharField(
        label="意见内容",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-opinion": ""}),
    )

    def __init__(self, *arguments: Any, is_required: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["reason"].required = is_required


def chosen_ids(values: Iterable[str], most: int) -> list[int]:
    """Return what of the chosen ids can be ids, each once, at most so many."""
    numbers = [int(one) for one in values if one.isdecimal() and len(one) < ID_DIGITS]
    return list(dict.fromkeys(numbers))[:most]
