"""Desk pages that change the tree: each cleans a form, makes one call and goes back."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.unions import forms, operations, queries
from zhigong.registry.unions.contract import attempt

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

either = require_http_methods(["GET", "POST"])
RECORD = (
    "name", "kind", "region", "credit_code", "established_on", "approval_number", "category",
    "sector", "dues_collection", "address", "phone", "legal_person", "certificate_number",
    "certificate_from", "certificate_until", "status", "verification",
)  # fmt: skip


def _show(request: HttpRequest, form: Form, title: str, **context: Any) -> HttpResponse:
    return render_page(request, "unions/form.html", form=form, form_title=title, **context)


def _back(request: HttpRequest, union: "Union", said: str, tab: str = "") -> HttpResponse:
    messages.success(request, said)
    response = redirect("unions:detail", code=union.code)
    if tab:
        response["Location"] += f"?tab={tab}"
    return response


def _living(actor: Actor, code: str, ability: str) -> "Union":
    """Return a union that may still change; of one that ended no form is filled in for nothing.

    :raises UnionHasEnded: it was dissolved or merged.
    """
    union = queries.get_union_for(actor=actor, code=code, ability=ability)
    if union.has_ended:
        raise operations.UnionHasEnded(name=union.name)
    return union


@page("unions.open")
@either
def open_union(request: HttpRequest) -> HttpResponse:
    """Open a union below a parent."""
    actor = actor_of(request)
    code = request.GET.get("parent", "")
    parent = queries.get_union_for(actor=actor, code=code, ability="unions.open") if code else None
    form = forms.OpenUnion(request.POST or None, actor=actor, initial={"parent": parent})
    union = attempt(form, lambda: operations.open_union(actor=actor, **form.cleaned_data))
    if union is not None:
        return _back(request, union, _("已建立“%(name)s”。") % {"name": union.name})
    return _show(
        request,
        form,
        _("新建工会组织"),
        purpose=_("登记后按建会日期进入组织树；信用代码校验不符的，标为待核实。"),
        submit=_("建立"),
    )


@page("unions.change")
@either
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the record of a union."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.change")
    form = forms.ChangeUnion(
        request.POST or None,
        actor=actor,
        initial={name: getattr(union, name) for name in RECORD},
    )
    if attempt(
        form, lambda: operations.change_union(actor=actor, union=union, **form.cleaned_data)
    ):
        return _back(request, union, _("已保存。"))
    return _show(request, form, _("修改工会信息"), union=union, submit=_("保存"))


@page("unions.move")
@either
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Move one union with everything below it."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.move")
    return _move(request, [union])


@page("unions.move")
@require_POST
def move_many(request: HttpRequest) -> HttpResponse:
    """Move the unions chosen in the list (系统调整): first asks where, then does it."""
    actor = actor_of(request)
    chosen = queries.chosen_for(actor=actor, ids=request.POST.getlist("ids"), ability="unions.move")
    if not chosen:
        messages.warning(request, _("请先在名单中勾选要调整的工会。"))
        return redirect("unions:list")
    return _move(request, chosen)


def _move(request: HttpRequest, unions: "list[Union]") -> HttpResponse:
    actor = actor_of(request)
    form = forms.MoveUnions(request.POST if "parent" in request.POST else None, actor=actor)
    moved = attempt(
        form, lambda: operations.move_unions(actor=actor, unions=unions, **form.cleaned_data)
    )
    if moved:
        said = _("已调整%(count)d个工会的隶属关系，原关系仍可按日期查询。") % {"count": len(moved)}
        return _back(request, moved[0], said, tab="history")
    return _show(
        request,
        form,
        _("调整隶属关系"),
        union=unions[0] if len(unions) == 1 else None,
        chosen=unions,
        purpose=_("下级工会随同调整；调整日期之前的组织树保持原样。"),
        submit=_("确认调整"),
        action=request.path,
    )


@page("unions.end")
@either
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Merge a union into another one."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.end")
    form = forms.MergeUnion(request.POST or None, actor=actor)
    successor = attempt(
        form, lambda: operations.merge_unions(actor=actor, unions=[union], **form.cleaned_data)
    )
    if successor:
        said = _("“%(old)s”已并入本工会。") % {"old": union.name}
        return _back(request, successor, said)
    return _show(
        request,
        form,
        _("合并工会"),
        union=union,
        purpose=_("被合并工会自合并日起终止，其下级工会、覆盖单位和名称由并入的工会承接。"),
        submit=_("确认合并"),
        danger=True,
    )


@page("unions.end")
@either
def split(request: HttpRequest, code: str) -> HttpResponse:
    """Take a new union out of one."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.end")
    below = list(queries.children_of(union=union))
    form = forms.SplitUnion(
        request.POST or None, actor=actor, children=below, initial={"kind": union.kind}
    )
    parts = attempt(form, lambda: _parts(actor, union, dict(form.cleaned_data)))
    if parts:
        said = _("已自“%(name)s”分出本工会，会员留在原工会，请另行接转。") % {"name": union.name}
        return _back(request, parts[0], said, tab="history")
    return _show(
        request,
        form,
        _("拆分工会"),
        union=union,
        purpose=_("新工会与原工会同属一个上级；划出的下级工会随新工会，其余和全部会员留在原工会。"),
        submit=_("确认拆分"),
    )


def _parts(actor: Actor, union: "Union", told: dict[str, Any]) -> "list[Union]":
    part = operations.SplitPart(told["name"], told["kind"], children=told.get("children", ()))
    return operations.split_union(
        actor=actor, union=union, parts=[part], on=told["on"], reason=told["reason"]
    )


@page("unions.end")
@either
def dissolve(request: HttpRequest, code: str) -> HttpResponse:
    """Dissolve a union."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.end")
    form = forms.DissolveUnion(request.POST or None, actor=actor)
    if attempt(
        form, lambda: operations.dissolve_union(actor=actor, union=union, **form.cleaned_data)
    ):
        return _back(request, union, _("已撤销，历史资料仍可查询。"))
    return _show(
        request,
        form,
        _("撤销工会"),
        union=union,
        purpose=_("撤销后不能恢复；有下级工会的，须先指定由哪个工会领导。"),
        submit=_("确认撤销"),
        danger=True,
    )


@page("unions.declare")
@either
def declare(request: HttpRequest, code: str) -> HttpResponse:
    """Record declared numbers of a union itself."""
    actor = actor_of(request)
    union = queries.get_union_for(actor=actor, code=code, ability="unions.declare")
    form = forms.DeclareNumbers(request.POST or None)

    def call() -> Any:
        numbers = {k: v for k, v in form.cleaned_data.items() if k != "source"}
        return operations.declare_numbers(
            actor=actor,
            numbers=operations.DeclaredNumbers(union_id=union.pk, **numbers),
            source=form.cleaned_data["source"],
        )

    if attempt(form, call):
        return _back(request, union, _("申报数已登记，原申报数仍保留。"), tab="declared")
    return _show(
        request,
        form,
        _("填报申报数"),
        union=union,
        purpose=_("只填本工会自身的人数，不含下级工会；申报数与在库实名数分开统计。"),
        submit=_("登记"),
    )


@page("unions.change")
@either
def committee(request: HttpRequest, code: str) -> HttpResponse:
    """Say which committee a union has from a day on."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.change")
    form = forms.SetCommittee(request.POST or None)

    def call() -> bool:
        operations.set_committee(
            actor=actor,
            union=union,
            kind=form.cleaned_data["kind"],
            form=form.cleaned_data["form"] or None,
            on=form.cleaned_data["on"],
        )
        return True

    if attempt(form, call):
        return _back(request, union, _("专门委员会情况已登记。"))
    return _show(request, form, _("登记专门委员会"), union=union, submit=_("登记"))


@page("unions.change")
@either
def term(request: HttpRequest, code: str) -> HttpResponse:
    """Record a term of office."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.change")
    form = forms.SetTerm(request.POST or None, kind=union.kind)
    if attempt(form, lambda: operations.set_term(actor=actor, union=union, **form.cleaned_data)):
        return _back(request, union, _("届期已登记。"), tab="history")
    return _show(request, form, _("登记届期"), union=union, submit=_("登记"))


@page("unions.change")
@either
def account(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the bank account of a union."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.change")
    form = forms.SetAccount(request.POST or None, initial={"bank": union.bank})

    def call() -> str:
        if any(form.cleaned_data.values()):
            operations.set_account(actor=actor, union=union, **form.cleaned_data)
            return _("银行账户已保存。")
        had = operations.clear_account(actor=actor, union=union)
        return _("银行账户已清除。") if had else _("没有登记银行账户，未作更改。")

    if said := attempt(form, call):
        return _back(request, union, said)
    return _show(request, form, _("登记银行账户"), union=union, submit=_("保存"))


@page("unions.change")
@require_POST
def reveal_account(request: HttpRequest, code: str) -> HttpResponse:
    """Show the account number in clear to somebody who says why; the reading is audited."""
    actor = actor_of(request)
    union = queries.get_union_for(actor=actor, code=code, ability="unions.change")
    form = forms.Reason(request.POST)
    if not form.is_valid():
        return _ask_again(request)
    number = operations.open_account(actor=actor, union=union, reason=form.cleaned_data["reason"])
    return HttpResponse(number, content_type="text/plain; charset=utf-8")


def _ask_again(request: HttpRequest) -> HttpResponse:
    shown = {"value": "****", "reveal_url": request.path, "label": _("查看明文")}
    error = _("请写明查看原因，例如“核对汇款”。")
    return render(request, "ui/components/masked.html", {**shown, "error": error}, status=422)


@page("unions.change")
@either
def business_line(request: HttpRequest, code: str) -> HttpResponse:
    """Put a union under the business guidance of a further parent."""
    actor = actor_of(request)
    union = _living(actor, code, "unions.change")
    form = forms.AddBusinessLine(request.POST or None, actor=actor)
    if attempt(
        form, lambda: operations.add_business_line(actor=actor, union=union, **form.cleaned_data)
    ):
        return _back(request, union, _("业务指导关系已登记。"))
    return _show(request, form, _("增加业务指导工会"), union=union, submit=_("登记"))


@page("unions.change")
@require_POST
def end_line(request: HttpRequest, code: str, line_id: int) -> HttpResponse:
    """End the guidance by a further parent today."""
    actor = actor_of(request)
    union = queries.get_union_for(actor=actor, code=code, ability="unions.change")
    line = queries.line_of(union=union, line_id=line_id)
    operations.end_business_line(actor=actor, line=line, on=clock.today())
    return _back(request, union, _("业务指导关系已结束。"))
