"""The parts of a programme as an officer types them. What is incomplete is kept; faults say so.

Each form reads a part of the declaration (``typed_of``) and gives it back changed (``applied``),
field by field: a field with an error leaves its part as it was.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhigong.engines.cases.contract import (
    FACTS,
    Level,
    Programme,
    Quota,
    Rule,
    RuleLine,
    Season,
)
from zhigong.engines.cases.rules.eligibility import NO, YES, fault_of, signs_of
from zhigong.kernel.predicate import ComparisonSign, Sort
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import ActorForm, DateField, UnionField

ICONS = (
    ("file-text", N_("文件")),
    ("heart-handshake", N_("帮扶")),
    ("gift", N_("慰问")),
    ("school", N_("学习培训")),
    ("sun", N_("防暑降温")),
    ("user-check", N_("会员")),
    ("scale", N_("法律")),
    ("message", N_("咨询")),
)
SIGNS = {
    ComparisonSign.EQ: N_("等于"),
    ComparisonSign.NE: N_("不等于"),
    ComparisonSign.GE: N_("不少于"),
    ComparisonSign.GT: N_("多于"),
    ComparisonSign.LE: N_("不超过"),
    ComparisonSign.LT: N_("少于"),
}
LARGEST = 100_000_000
_BETWEEN = re.compile(r"[、，,；;\s]+")


def area(rows: int, **attrs: str) -> forms.Textarea:
    """Return a text area of so many rows."""
    return forms.Textarea(attrs={"rows": rows, **attrs})


class PartForm(forms.Form):
    """A part of a declaration; fields with errors keep what was stored."""

    def fine(self) -> dict[str, Any]:
        """Return the clean values of the fields that have no error."""
        self.is_valid()
        return dict(self.cleaned_data)


class StartForm(ActorForm):
    """What a new programme begins with."""

    title = forms.CharField(label="事项名称", max_length=60, help_text="如：高温慰问品申领。")
    union = UnionField(
        label="编制工会",
        ability="programmes.compose",
        help_text="事项面向这个工会及下级的职工。",
    )
    source = forms.ChoiceField(label="从哪里开始", required=False)

    def __init__(self, *args: Any, sources: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = [("", _("从空白开始")), *sources]
        source.help_text = _("照已有的事项复制一份再改，原来的事项不受影响。")


class TextsForm(PartForm):
    """What the service page says."""

    title = forms.CharField(label="事项名称", max_length=60, required=False)
    purpose = forms.CharField(
        label="用途",
        max_length=300,
        required=False,
        widget=area(3),
        help_text="一两句话说清楚帮职工解决什么。",
    )
    category = forms.CharField(
        label="类别", max_length=20, required=False, help_text="如：困难帮扶、会员服务、技能提升。"
    )
    words = forms.CharField(
        label="日常说法",
        max_length=300,
        required=False,
        widget=area(2),
        help_text="职工会怎么说，用顿号分开，如：高温、防暑、清凉、降温费。",
    )
    where = forms.CharField(label="在哪里办", max_length=100, required=False)
    result = forms.CharField(
        label="办理结果",
        max_length=100,
        required=False,
        help_text="如：慰问品一份，由所在工会发放。",
    )
    icon = forms.ChoiceField(label="图标", choices=ICONS)

    @staticmethod
    def typed_of(programme: Programme) -> dict[str, Any]:
        """Return the part as the fields show it."""
        names = ("title", "purpose", "category", "where", "result", "icon")
        return {
            **{name: getattr(programme, name) for name in names},
            "words": "、".join(programme.words),
        }

    def __init__(self, *args: Any, icon: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["icon"]
        assert isinstance(field, forms.ChoiceField)
        known = [(value, _(title)) for value, title in ICONS]
        field.choices = (
            known if icon in dict(known) or not icon else [*known, (icon, _("现用图标"))]
        )

    def applied(self, programme: Programme) -> Programme:
        """Return the declaration with what was typed."""
        found = self.fine()
        if "words" in found:
            found["words"] = tuple(dict.fromkeys(filter(None, _BETWEEN.split(found["words"]))))
        return replace(programme, **found)


class TermsForm(PartForm):
    """For whom, how often, when and how many; what follows when it is done."""

    audience = forms.ChoiceField(
        label="面向对象",
        choices=(
            ("member", "工会会员"),
            ("known", "职工均可"),
            ("staff", "只由工会工作人员登记"),
        ),
        widget=forms.RadioSelect,
    )
    once_per = forms.ChoiceField(
        label="申请次数",
        required=False,
        choices=(("", "不限"), ("open", "办结前不能再申请"), ("year", "每人每年一次")),
        widget=forms.RadioSelect,
    )
    home = forms.ChoiceField(
        label="办件归属",
        choices=(("own", "职工所在的工会"), ("county", "区县总工会")),
        widget=forms.RadioSelect,
        help_text="归属的工会始终看得到办件。",
    )
    is_confidential = forms.BooleanField(
        label="保密事项",
        required=False,
        help_text="只有有保密权限的办理人员看得到，所在工会看不到。",
    )
    is_rated = forms.BooleanField(label="办结后请职工评价", required=False)
    calls_back = forms.IntegerField(
        label="办结后回访的比例（%）",
        required=False,
        min_value=0,
        max_value=100,
        help_text=(
            "每100件办结的，抽多少件由没有经办过的同事打电话问办得怎么样；不回访的请留空。"
            "评价不满意的，不论比例都要回访。"
        ),
    )
    is_strict = forms.BooleanField(
        label="不符合申请条件的，不能申请",
        required=False,
        help_text=(
            "勾选后，平台按档案判断明确不符合的，不能提交；无法判断的仍然可以申请。"
            "不勾选的，只提醒本人，由工会审核决定。"
        ),
    )
    first = DateField(label="受理开始日期", required=False)
    last = DateField(label="受理结束日期", required=False, help_text="都不填，表示全年受理。")
    is_yearly = forms.BooleanField(
        label="每年都是这段时间", required=False, help_text="只看月和日，可以跨年。"
    )
    total = forms.IntegerField(
        label="总名额", required=False, min_value=1, max_value=LARGEST, help_text="不限的请留空。"
    )
    per_union = forms.IntegerField(
        label="每个工会的名额", required=False, min_value=1, max_value=LARGEST
    )
    per_person = forms.IntegerField(
        label="每人的次数", required=False, min_value=1, max_value=LARGEST
    )
    anew = forms.BooleanField(
        label="名额按年计算", required=False, help_text="每年1月1日重新计算；不勾选的，一直累计。"
    )

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """The fields under headings."""
        return [
            (_("谁可以申请"), [self["audience"], self["once_per"], self["is_strict"]]),
            (_("受理时间"), [self["first"], self["last"], self["is_yearly"]]),
            (_("名额"), [self["total"], self["per_union"], self["per_person"], self["anew"]]),
            (_("办件"), [self["home"], self["is_confidential"]]),
            (_("评价和回访"), [self["is_rated"], self["calls_back"]]),
        ]

    @staticmethod
    def typed_of(programme: Programme) -> dict[str, Any]:
        """Return the part as the fields show it."""
        season, quota = programme.season or Season(), programme.quota or Quota()
        return {
            "audience": programme.audience,
            "once_per": programme.once_per,
            "home": programme.home.value,
            "is_confidential": programme.is_confidential,
            "is_rated": programme.is_rated,
            "calls_back": programme.calls_back or None,
            "is_strict": programme.is_strict,
            "first": season.first,
            "last": season.last,
            "is_yearly": season.is_yearly,
            "total": quota.total,
            "per_union": quota.per_union,
            "per_person": quota.per_person,
            "anew": quota.is_yearly,
        }

    def applied(self, programme: Programme) -> Programme:
        """Return the declaration with what was typed."""
        found = {**self.typed_of(programme), **self.fine()}
        season = Season(found["first"], found["last"], found["is_yearly"])
        quota = Quota(found["total"], found["per_union"], found["per_person"], found["anew"])
        has_quota = any((quota.total, quota.per_union, quota.per_person))
        return replace(
            programme,
            audience=found["audience"],
            once_per=found["once_per"],
            home=Level(found["home"]),
            is_confidential=found["is_confidential"],
            is_rated=found["is_rated"],
            calls_back=found["calls_back"] or 0,
            is_strict=found["is_strict"],
            season=season if season.first or season.last else None,
            quota=quota if has_quota else None,
        )


class ConditionForm(forms.Form):
    """One condition on one fact: the comparison and the value."""

    sign = forms.ChoiceField(label="比较")

    def __init__(self, *args: Any, fact_code: str, **options: Any) -> None:
        """Make the fields of the fact's own sort."""
        super().__init__(*args, **options)
        self.declared = FACTS.get(fact_code)
        fact = self.declared.fact
        sign = self.fields["sign"]
        assert isinstance(sign, forms.ChoiceField)
        sign.choices = [(one.value, _(SIGNS[one])) for one in signs_of(fact)]
        if fact.sort is Sort.BOOLEAN:
            del self.fields["sign"]
        label = _(fact.title) + (f"（{_(fact.unit)}）" if fact.unit else "")
        self.fields["value"] = self._value_field(label)

    def _value_field(self, label: str) -> forms.Field:
        sort = self.declared.fact.sort
        if sort is Sort.TEXT:
            choices = [(value, _(title)) for value, title in self.declared.options]
            return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
        if sort is Sort.BOOLEAN:
            choices = [(YES, _("是")), (NO, _("不是"))]
            return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
        if sort is Sort.DATE:
            return DateField(label=label)
        if self.declared.fact.value_type is int:
            return forms.IntegerField(label=label, min_value=0, max_value=LARGEST)
        return forms.DecimalField(label=label, max_digits=12, decimal_places=2)

    def line(self) -> RuleLine:
        """Return the condition; the form is valid."""
        sign = self.cleaned_data.get("sign", ComparisonSign.EQ.value)
        return RuleLine(self.declared.code, sign, str(self.cleaned_data["value"]))

    def clean(self) -> dict[str, Any]:
        """Refuse a value the fact cannot have."""
        cleaned = super().clean() or {}
        if "value" in cleaned and not self.errors:
            self.cleaned_data = cleaned
            fact = self.declared
            known = {fact.code: (fact.fact, dict(fact.options))}
            if fault_of(self.line(), known):
                self.add_error("value", _("请重新填写这个条件的值。"))
        return cleaned


def with_line(programme: Programme, line: RuleLine) -> Programme:
    """Return the declaration with one more condition."""
    rule = programme.rule or Rule()
    return replace(programme, rule=replace(rule, lines=(*rule.lines, line)))


def without_line(programme: Programme, place: int) -> Programme:
    """Return the declaration without a condition; without any it has no rule."""
    rule = programme.rule or Rule()
    kept = tuple(line for number, line in enumerate(rule.lines) if number != place)
    return replace(programme, rule=replace(rule, lines=kept) if kept else None)


def joined_by(programme: Programme, joined: str) -> Programme:
    """Return the declaration with its conditions joined by all or any."""
    if programme.rule is None or joined not in ("all", "any"):
        return programme
    return replace(programme, rule=replace(programme.rule, joined=joined))  # type: ignore[arg-type]


class ClosingForm(forms.Form):
    """Why a programme takes no new cases any more."""

    reason = forms.CharField(label="停办原因", max_length=400, widget=area(2))


class TryForm(ActorForm):
    """Of which union the worker is for whom the route is tried out."""

    union = UnionField(label="职工所在的工会", ability="programmes.compose")
