"""What is typed about a ticket, one form for each thing that is done with it."""

from typing import Any

from django import forms

from zhigong.base.actor import SYSTEM, Actor
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, UnionField
from zhigong.work.hotline.contract import Consent, ContactOutcome, Difficulty, Satisfaction
from zhigong.work.hotline.forms.seat import area
from zhigong.work.hotline.permissions import DISPATCH

WORDS_LENGTH = 400


def words(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """Return a field for what somebody has to say."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=WORDS_LENGTH,
        widget=area(2),
        help_text=help_text,
    )


class Nothing(forms.Form):
    """Nothing is asked."""


class Dispatch(ActorForm):
    """To whom, and what is asked of them."""

    to_union = UnionField(label=N_("派往工会"), ability=DISPATCH)
    words = words(
        N_("派单意见"),
        required=False,
        help_text=N_("不要写来电人的姓名和电话。"),
    )


class Keep(forms.Form):
    """Why it is worked here."""

    words = words(N_("意见"), required=False)


class Difficult(forms.Form):
    """How difficult it is."""

    difficulty = forms.ChoiceField(label=N_("难易程度"), choices=Difficulty.choices)


class Merge(forms.Form):
    """Which ticket it goes into."""

    into = forms.CharField(
        label=N_("并入工单编号"), max_length=40, help_text=N_("同一来电人、同一事项的在办工单。")
    )


class Back(forms.Form):
    """Why."""

    words = words(N_("原因"))


class ContactTry(forms.Form):
    """How a try to reach the caller ended."""

    outcome = forms.ChoiceField(
        label=N_("联系结果"), choices=ContactOutcome.choices, widget=forms.RadioSelect
    )
    consent = forms.ChoiceField(
        label=N_("是否同意告知承办工会姓名和电话"), required=False, choices=Consent.choices
    )
    words = words(N_("联系情况"), required=False)

    def __init__(self, *args: Any, is_secret: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_secret:
            del self.fields["consent"]


class Answer(forms.Form):
    """What was done and what came of it."""

    answer = forms.CharField(
        label=N_("办理情况和结果"),
        max_length=1_000,
        widget=area(4),
        help_text=N_("回访时会告知来电人。"),
    )


class Extend(forms.Form):
    """How many days more, and why."""

    days = forms.IntegerField(label=N_("延长工作日"), min_value=1, max_value=60)
    words = words(N_("延期原因"))


class Decided(forms.Form):
    """Whether the days are granted."""

    is_granted = forms.ChoiceField(
        label=N_("审批意见"),
        choices=(("yes", N_("同意延期")), ("no", N_("不同意"))),
        widget=forms.RadioSelect,
    )
    words = words(N_("说明"), required=False, help_text=N_("不同意时必须写明原因。"))


class CallBack(forms.Form):
    """What the caller says when she is called back."""

    outcome = forms.ChoiceField(
        label=N_("联系结果"), choices=ContactOutcome.choices, widget=forms.RadioSelect
    )
    satisfaction = forms.ChoiceField(
        label=N_("职工满意程度"),
        required=False,
        choices=Satisfaction.choices,
        widget=forms.RadioSelect,
        help_text=N_("不满意的退回重办；两次重办后仍不满意，提级办理。"),
    )
    words = words(N_("回访情况"), required=False)


class Check(forms.Form):
    """Whether it was done well."""

    is_passed = forms.ChoiceField(
        label=N_("质检结论"),
        choices=(("yes", N_("合格，办结")), ("no", N_("不合格，退回重办"))),
        widget=forms.RadioSelect,
    )
    words = words(N_("说明"), required=False, help_text=N_("不合格时必须写明原因。"))


class Accused(ActorForm):
    """Whose union the accused's is."""

    union = UnionField(
        label=N_("涉及单位工会"), required=False, help_text=N_("保密工单不会派到这里及其下级。")
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        field = self.fields["union"]
        assert isinstance(field, UnionField)
        field.actor = SYSTEM  # names of unions are no secret


class Permit(forms.Form):
    """Why a secret ticket may go to the accused's own union."""

    words = words(N_("决定的理由"), help_text=N_("来电人身份对被反映单位仍然保密。"))
