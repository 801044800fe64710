"""What apps above share with the tree: code tables, form fields, and additions to its pages.

An app above adds to the pages by one file in its ``catalogue`` folder: ``tree_figures/<code>.py``
declares a ``TreeFigure``, ``union_panels/<code>.py`` a ``UnionPanel``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhigong.base.actor import Actor
from zhigong.base.catalogue import Catalogue
from zhigong.base.errors import UserError
from zhigong.registry.unions.rules import (
    AUDIT_APART_SOURCE,
    BODY_POSTS,
    BODY_TITLES,
    WOMEN_COMMITTEE_MEMBERS,
    WOMEN_SOURCE,
    Body,
    Composition,
    Remark,
    Seat,
    audits_own_books,
    committee_due,
    committee_size,
    composition,
    may_stand_below,
    term_ends_before,
    term_years,
    women_committee_due,
)

__all__ = [
    "AUDIT_APART_SOURCE",
    "BODY_POSTS",
    "BODY_TITLES",
    "TREE_FIGURES",
    "UNION_PANELS",
    "WOMEN_COMMITTEE_MEMBERS",
    "WOMEN_SOURCE",
    "ActorForm",
    "Body",
    "Category",
    "Composition",
    "DateField",
    "Remark",
    "Seat",
    "Sector",
    "TreeFigure",
    "UnionField",
    "UnionPanel",
    "Verification",
    "attempt",
    "audits_own_books",
    "committee_due",
    "committee_size",
    "composition",
    "labels",
    "may_stand_below",
    "plug_finder",
    "term_ends_before",
    "term_years",
    "women_committee_due",
]

T = TypeVar("T")


class Finder(Protocol):
    """What finds the unions a typed text means (``queries.unions_named``)."""

    def __call__(self, *, actor: Actor, text: str, ability: str) -> list[Any]:
        """Return the unions in scope that fit."""


_finders: list[Finder] = []


def plug_finder(find: Finder) -> None:
    """Tell union fields how to find unions; called once, when the app is ready."""
    _finders.append(find)


def labels(choices: Iterable[tuple[Any, Any]]) -> list[tuple[str, str]]:
    """Return choices with their labels in the language of the reader."""
    return [(str(value), str(label)) for value, label in choices]


class DateField(forms.DateField):
    """A day chosen in the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)


class UnionField(forms.CharField):
    """A union in scope, typed as its code or name; suggestions come from the server.

    ``actor`` and ``ability`` are set by the form before it cleans.
    """

    actor: Actor
    ability: str = "unions.view"

    def __init__(self, *, ability: str = "unions.view", **options: Any) -> None:
        self.ability = ability
        options.setdefault("max_length", 200)
        options.setdefault("help_text", gettext_lazy("填写工会编号或名称，从提示中选择。"))
        super().__init__(**options)

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
            "hx-vals": f'{{"ability": "{self.ability}"}}',
        }

    def without_suggestions(self) -> None:
        """Ask nothing while somebody types who may not browse unions: she would be refused."""
        for name in [attr for attr in self.widget.attrs if attr.startswith("hx-")]:
            del self.widget.attrs[name]

    def clean(self, value: Any) -> Any:
        """Return the union, or None when it is not required and empty."""
        text = super().clean(value)
        if not text:
            return None
        found = _finders[-1](actor=self.actor, text=text, ability=self.ability)
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
        return f"{value.code} {value.name}" if hasattr(value, "ancestors") else value


class ActorForm(forms.Form):
    """A form whose union fields look only inside the actor's scope."""

    # Headings of a long form with the names of their fields; what no heading names comes last.
    headings: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = ()

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, UnionField):
                field.actor = actor
                if not actor.may("unions.view"):
                    field.without_suggestions()

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings, for the template; empty where there are none."""
        named = {name for _, names in self.headings for name in names}
        found = [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.headings
        ]
        rest = [self[name] for name in self.fields if name not in named]
        if self.headings and rest:
            found.append((_("其他"), rest))
        return [(title, fields) for title, fields in found if fields]


def attempt(form: forms.Form, call: Callable[[], T]) -> T | None:
    """Make the call when the form is valid; put a refusal beside its field.

    :returns: what the call returned, or None when nothing was done.
    """
    if not form.is_valid():
        return None
    try:
        return call()
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


class Verification(models.TextChoices):
    """Whether the record was checked against its papers."""

    VERIFIED = "verified", gettext_lazy("已核实")
    PENDING = "pending", gettext_lazy("待核实")


class Sector(models.TextChoices):
    """Sections (门类) of GB/T 4754-2017."""

    A = "A", gettext_lazy("农、林、牧、渔业")
    B = "B", gettext_lazy("采矿业")
    C = "C", gettext_lazy("制造业")
    D = "D", gettext_lazy("电力、热力、燃气及水生产和供应业")
    E = "E", gettext_lazy("建筑业")
    F = "F", gettext_lazy("批发和零售业")
    G = "G", gettext_lazy("交通运输、仓储和邮政业")
    H = "H", gettext_lazy("住宿和餐饮业")
    I = "I", gettext_lazy("信息传输、软件和信息技术服务业")  # noqa: E741  the standard's letter
    J = "J", gettext_lazy("金融业")
    K = "K", gettext_lazy("房地产业")
    L = "L", gettext_lazy("租赁和商务服务业")
    M = "M", gettext_lazy("科学研究和技术服务业")
    N = "N", gettext_lazy("水利、环境和公共设施管理业")
    O = "O", gettext_lazy("居民服务、修理和其他服务业")  # noqa: E741  the standard's letter
    P = "P", gettext_lazy("教育")
    Q = "Q", gettext_lazy("卫生和社会工作")
    R = "R", gettext_lazy("文化、体育和娱乐业")
    S = "S", gettext_lazy("公共管理、社会保障和社会组织")
    T = "T", gettext_lazy("国际组织")


class Category(models.TextChoices):
    """Categories of employers (单位类别) as the yearly union survey codes them."""

    STATE = "110", gettext_lazy("国有企业")
    COLLECTIVE = "120", gettext_lazy("集体企业")
    SHARE_COOPERATIVE = "130", gettext_lazy("股份合作企业")
    JOINT_OPERATION = "140", gettext_lazy("联营企业")
    STATE_SOLE = "151", gettext_lazy("国有独资公司")
    LIMITED = "159", gettext_lazy("其他有限责任公司")
    STATE_HOLDING = "161", gettext_lazy("国有控股股份有限公司")
    SHARE_LIMITED = "169", gettext_lazy("其他股份有限公司")
    PRIVATE = "170", gettext_lazy("私营企业")
    OTHER_DOMESTIC = "190", gettext_lazy("其他内资企业")
    HONG_KONG_MACAO_TAIWAN = "200", gettext_lazy("港澳台商投资企业")
    FOREIGN = "300", gettext_lazy("外商投资企业")
    INSTITUTION = "400", gettext_lazy("事业单位")
    OFFICE = "500", gettext_lazy("机关")
    SELF_EMPLOYED = "600", gettext_lazy("个体经济组织")
    PRIVATE_NON_ENTERPRISE = "700", gettext_lazy("民办非企业单位")
    ASSOCIATION = "800", gettext_lazy("社会团体")
    OTHER = "900", gettext_lazy("其他")


@dataclass(frozen=True, slots=True)
class TreeFigure:
    """A column of whole numbers beside the tree, such as the recorded members.

    :param count: gives for each union id the number of its whole subtree on a day; a union left
        out counts nothing. At most two statements, whatever the number of ids.
    :param note: the definition, shown when the heading is pointed at.
    """

    code: str
    title: str
    note: str
    count: Callable[[Sequence[int], date], Mapping[int, int]]
    order: int = 0


@dataclass(frozen=True, slots=True)
class UnionPanel:
    """A tab of the union page.

    :param template: a fragment of the declaring app.
    :param context: what the fragment needs, given the actor and the union's id.
    :param ability: the tab is left out for those who do not hold it over this union.
    """

    code: str
    title: str
    ability: str
    template: str
    context: Callable[[Actor, int], dict[str, Any]]
    order: int = 0


TREE_FIGURES = Catalogue(kind="tree_figures", contract=TreeFigure)
UNION_PANELS = Catalogue(kind="union_panels", contract=UnionPanel)
