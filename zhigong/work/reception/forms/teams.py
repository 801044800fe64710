"""Forms of expert teams."""

from typing import Any

from django import forms

from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, UnionField
from zhigong.work.reception.forms.roster import adviser_words
from zhigong.work.reception.models import Adviser, ExpertTeam
from zhigong.work.reception.models.halls import NAME_LENGTH, TEXT_LENGTH
from zhigong.work.reception.permissions import MANAGE


class TeamForm(ActorForm):
    """A team and its members."""

    union = UnionField(label=N_("所属工会"), ability=MANAGE)
    name = forms.CharField(
        label=N_("团队名称"), max_length=NAME_LENGTH, help_text=N_("如：三师维权服务团。")
    )
    subjects = forms.CharField(
        label=N_("服务内容"), max_length=TEXT_LENGTH, help_text=N_("如：欠薪、工伤、心理疏导。")
    )
    members: Any = forms.ModelMultipleChoiceField(
        label=N_("成员"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label=N_("启用"), required=False, initial=True)

    def __init__(
        self, *arguments: Any, advisers: Any, team: ExpertTeam | None = None, **options: Any
    ) -> None:
        if team is not None:
            names = ("name", "subjects", "is_active")
            options["initial"] = {name: getattr(team, name) for name in names}
            belongs = ExpertTeam.members.through.objects.filter(expertteam=team)
            options["initial"]["members"] = list(belongs.values_list("adviser_id", flat=True))
        super().__init__(*arguments, **options)
        if team is not None:
            del self.fields["union"]
        field: Any = self.fields["members"]
        field.queryset = advisers
        field.label_from_instance = adviser_words


def member_words(adviser: Adviser) -> str:
    """Return a member with what lies with her."""
    return f"{adviser_words(adviser)} {adviser.load}件在办"  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """The case a team is given, and the member who takes it."""

    number = forms.CharField(
        label=N_("办件编号"), max_length=32, help_text=N_("从办件页面复制，如 GH-330211-…")
    )
    adviser: Any = forms.ModelChoiceField(
        label=N_("承办人"), queryset=None, required=False, empty_label=N_("由团队商定")
    )
    note = forms.CharField(label=N_("说明"), max_length=TEXT_LENGTH, required=False)

    def __init__(self, *arguments: Any, members: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        field: Any = self.fields["adviser"]
        field.queryset = members
        field.label_from_instance = member_words
