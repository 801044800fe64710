"""Forms of a building: to begin one, one for each step, candidates and votes."""

from collections.abc import Iterable
from typing import Any

from django import forms

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import (
    BODY_POSTS,
    BODY_TITLES,
    ActorForm,
    DateField,
    UnionField,
)
from zhigong.work.organisation.contract import Assembly, CommitteeForm, Engagement
from zhigong.work.organisation.queries import POSTS

SCAN_HELP = N_("打印、盖章后扫描或拍照上传，PDF 或图片，不超过20MB。")
STANDINGS = (
    ("", N_("普通职工或中层，可以参选")),
    ("head", N_("单位主要负责人")),
    ("deputy", N_("行政副职")),
    ("partner", N_("合伙人")),
    ("kin", N_("主要负责人的近亲属")),
)


def area(rows: int = 2) -> forms.Textarea:
    """Return a box for words."""
    return forms.Textarea(attrs={"rows": rows})


def number(label: str, *, least: int = 0, required: bool = True, help_text: str = "") -> Any:
    """Return a field for a count of people."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=999_999, required=required, help_text=help_text
    )


class Words(forms.Form):
    """Why."""

    words = forms.CharField(label=N_("原因"), max_length=1_000, widget=area())


class StartFounding(ActorForm):
    """What union is to be, and of which firms."""

    name = forms.CharField(label=N_("工会名称"), max_length=200)
    union_kind = forms.ChoiceField(
        label=N_("组织类型"),
        choices=(("grassroots", N_("单独基层工会")), ("joint", N_("联合基层工会"))),
        widget=forms.RadioSelect,
        help_text=N_("联合基层工会由两个以上单位的会员联合建立，与区域性、行业性工会联合会不同。"),
    )
    others = forms.CharField(
        label=N_("一同建会的单位"),
        required=False,
        max_length=4_000,
        widget=area(3),
        help_text=N_("联合基层工会填写：每行一个单位的编号、名称或统一社会信用代码。"),
    )
    parent = UnionField(label=N_("上级工会"), ability="organisation.build")


class StartElection(forms.Form):
    """A new committee, or seats to fill."""

    kind = forms.ChoiceField(
        label=N_("选举类别"),
        choices=(("renewal", N_("换届选举")), ("by_election", N_("补选、增补"))),
        widget=forms.RadioSelect,
    )


class Step(forms.Form):
    """What every step asks: the day, and words."""

    done_on = DateField(label=N_("日期"))
    words = forms.CharField(label=N_("说明"), required=False, max_length=1_000, widget=area())

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"done_on": clock.today(), **(options.get("initial") or {})}
        super().__init__(*args, **options)


class Sealed(Step):
    """A step that ends with its sealed paper."""

    scan = forms.FileField(label=N_("盖章扫描件"), help_text=SCAN_HELP)
    field_order: tuple[str, ...] = ("done_on", "number", "scan", "words")


class Reply(Sealed):
    """A reply with its number."""

    number = forms.CharField(
        label=N_("批复文号"), max_length=60, help_text=N_("例如：镇总工〔2026〕18号")
    )


class Contact(Step):
    """A visit to the firm."""

    met = forms.CharField(label=N_("约谈对象"), max_length=60)
    workers = number(N_("现有职工数"))
    agreed = forms.ChoiceField(
        label=N_("约谈结果"),
        choices=(("yes", N_("同意建会，进入请示")), ("no", N_("暂未同意，继续约谈"))),
        widget=forms.RadioSelect,
    )
    field_order = ("done_on", "met", "workers", "agreed", "words")


class Prepare(Step):
    """Who prepares."""

    head = forms.CharField(label=N_("筹备组组长"), max_length=60)
    team = forms.CharField(label=N_("筹备组成员"), max_length=200, help_text=N_("用顿号分开。"))
    field_order = ("done_on", "head", "team", "words")


class Develop(Step):
    """How many joined."""

    members = number(N_("会员数"), least=1)
    women_members = number(N_("其中女会员"))
    groups = number(N_("工会小组数"))
    field_order = ("done_on", "members", "women_members", "groups", "words")


class Confirm(Reply):
    """The reply that puts the result into force."""

    term_years = forms.TypedChoiceField(
        label=N_("任期"), choices=((3, N_("三年")), (5, N_("五年"))), coerce=int, initial=5
    )
    field_order = ("done_on", "number", "term_years", "scan", "words")


class Register(Step):
    """The certificate of a legal person."""

    credit_code = forms.CharField(
        label=N_("工会统一社会信用代码"), max_length=18, help_text=N_("法人资格证书上的18位代码。")
    )
    certificate_number = forms.CharField(label=N_("证书编号"), max_length=64, required=False)
    certificate_from = DateField(label=N_("证书生效日期"), required=False)
    certificate_until = DateField(label=N_("证书有效期至"), required=False)
    field_order = (
        "done_on", "credit_code", "certificate_number", "certificate_from", "certificate_until",
    )  # fmt: skip


class Account(Step):
    """The union's own account."""

    bank = forms.CharField(label=N_("开户银行"), max_length=100)
    account = forms.CharField(
        label=N_("银行账号"), max_length=40, help_text=N_("加密保存，页面上不显示。")
    )
    field_order = ("done_on", "bank", "account", "words")


class Dues(Step):
    """How contributions are collected."""

    dues_collection = forms.ChoiceField(
        label=N_("经费收缴方式"),
        choices=(("own", N_("自收")), ("tax", N_("税务代收")), ("budget", N_("财政划拨"))),
    )
    field_order = ("done_on", "dues_collection", "words")


class CandidateForm(forms.Form):
    """Somebody for a ballot."""

    name = forms.CharField(label=N_("姓名"), max_length=60)
    id_number = forms.CharField(
        label=N_("身份证件号码"),
        max_length=30,
        help_text=N_("加密保存，用于当选后登记会员和干部。"),
    )
    post = forms.ChoiceField(
        label=N_("拟任职务"),
        choices=[
            (BODY_TITLES[body], [(post, POSTS[post]) for post in posts])
            for body, posts in BODY_POSTS.items()
        ],
    )
    standing = forms.ChoiceField(
        label=N_("与单位的关系"),
        choices=STANDINGS,
        required=False,
        help_text=N_("主要负责人及其近亲属、行政副职、合伙人不得作为候选人。"),
    )
    engagement = forms.ChoiceField(
        label=N_("任职方式"), choices=Engagement.choices, initial=Engagement.PART_TIME
    )
    front_line = forms.BooleanField(label=N_("一线职工"), required=False)
    model_worker = forms.BooleanField(label=N_("劳动模范"), required=False)

    def clean(self) -> dict[str, Any]:
        """Add the committee the post belongs to."""
        found = super().clean() or {}
        post = found.get("post", "")
        found["body"] = next((b for b, posts in BODY_POSTS.items() if post in posts), "union")
        return found


SEAT_FIELDS = {
    "seats": N_("工会委员会名额"),
    "audit_seats": N_("经审委员会名额"),
    "women_seats": N_("女职工委员会名额"),
}


def candidates_form(building: Any, sent: Any = None, files: Any = None, **options: Any) -> Step:
    """Return the form that settles seats; of a by-election only the seats to fill."""
    initial = {name: getattr(building, name) for name in SEAT_FIELDS}
    form = Step(sent, files, initial=initial, **options)
    for name, label in SEAT_FIELDS.items():
        form.fields[name] = number(
            label, required=name == "seats" and building.kind != "by_election"
        )
    if building.kind != "by_election":
        for name, label in (("audit_form", N_("经费审查")), ("women_form", N_("女职工工作"))):
            form.fields[name] = forms.ChoiceField(
                label=label,
                choices=(("", N_("按会员数确定")), *CommitteeForm.choices),
                required=False,
                help_text=N_("会员、女会员达到规定人数的应设委员会，其他可设委员一人。"),
            )
    form.order_fields(["done_on", *SEAT_FIELDS, "audit_form", "women_form", "words"])
    return form


def votes_form(
    candidates: Iterable[Any], sent: Any = None, files: Any = None, **options: Any
) -> Step:
    """Return the form of the assembly: attendance, ballots, votes of each, second votes of ties."""
    form = Step(sent, files, **options)
    form.fields["assembly"] = forms.ChoiceField(label=N_("选举方式"), choices=Assembly.choices)
    for name, label in (
        ("voters", N_("应到会人数")),
        ("present", N_("实到会人数")),
        ("issued", N_("发出选票")),
        ("returned", N_("收回选票")),
    ):
        form.fields[name] = number(label)
    names = ["done_on", "assembly", "voters", "present", "issued", "returned"]
    standing = list(candidates)
    for one in standing:
        post = POSTS[one.post]
        form.fields[f"votes_{one.pk}"] = number(f"{one.name}（{post}）得票")
        names.append(f"votes_{one.pk}")
    for one in standing:
        key = f"again_{one.pk}"
        if sent is not None and f"again_{one.pk}" in sent:
            form.fields[key] = number(f"{one.name}重新投票得票", required=False)
            names.append(key)
    form.order_fields([*names, "words"])
    return form


STEP_FORMS: dict[str, type[Step]] = {
    "contact": Contact,
    "petition": Sealed,
    "approve": Reply,
    "prepare": Prepare,
    "develop": Develop,
    "candidates_reply": Reply,
    "report": Sealed,
    "confirm": Confirm,
    "seal": Step,
    "register": Register,
    "account": Account,
    "dues": Dues,
    "authorise": Step,
}
