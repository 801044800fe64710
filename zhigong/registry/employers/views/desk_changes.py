"""Desk pages that change the register: each cleans a form, makes one call and goes back."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.employers import forms, operations, queries
from zhigong.registry.unions.contract import attempt

if TYPE_CHECKING:
    from zhigong.registry.employers.models import Employer

either = require_http_methods(["GET", "POST"])
RECORD = (
    "name", "credit_code", "area_union", "sector", "category", "ownership", "region", "address",
    "workers", "women_workers", "deputy_kind", "target_groups", "verification",
)  # fmt: skip


def _show(request: HttpRequest, form: Form, title: str, **context: Any) -> HttpResponse:
    return render_page(request, "employers/form.html", form=form, form_title=title, **context)


def _back(request: HttpRequest, employer: "Employer", said: str, tab: str = "") -> HttpResponse:
    messages.success(request, said)
    response = redirect("employers:detail", code=employer.code)
    if tab:
        response["Location"] += f"?tab={tab}"
    return response


@page("employers.open")
@either
def open_employer(request: HttpRequest) -> HttpResponse:
    """Register an employer."""
    actor = actor_of(request)
    form = forms.OpenEmployer(request.POST or None, actor=actor)
    employer = attempt(form, lambda: operations.open_employer(actor=actor, **form.cleaned_data))
    if employer is not None:
        return _back(request, employer, _("已登记“%(name)s”。") % {"name": employer.name})
    return _show(
        request,
        form,
        _("登记用人单位"),
        purpose=_("信用代码校验不符的仍可登记，标为待核实。"),
        submit=_("登记"),
    )


@page("employers.change")
@either
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the record of an employer; what is said counts as checked by the union."""
    actor = actor_of(request)
    employer = queries.get_employer_for(actor=actor, code=code, ability="employers.change")
    form = forms.ChangeEmployer(
        request.POST or None,
        actor=actor,
        initial={name: getattr(employer, name) for name in RECORD},
    )
    if attempt(
        form,
        lambda: operations.change_employer(actor=actor, employer=employer, **form.cleaned_data),
    ):
        return _back(request, employer, _("已保存。"))
    return _show(
        request,
        form,
        _("修改用人单位信息"),
        employer=employer,
        purpose=_("保存的内容按“工会核实”记录，优先于登记、税务和社保数据。"),
        submit=_("保存"),
    )


@page("employers.change")
@either
def count_heads(request: HttpRequest, code: str) -> HttpResponse:
    """Record a head-count with its source and day."""
    actor = actor_of(request)
    employer = queries.get_employer_for(actor=actor, code=code, ability="employers.change")
    form = forms.CountHeads(request.POST or None)
    if attempt(
        form,
        lambda: operations.record_head_count(actor=actor, employer=employer, **form.cleaned_data),
    ):
        return _back(request, employer, _("人数已登记，原记录仍保留。"), tab="headcounts")
    return _show(request, form, _("登记人数"), employer=employer, submit=_("登记"))


@page("employers.affiliate")
@either
def cover(request: HttpRequest, code: str) -> HttpResponse:
    """Say which union covers an employer, instead of the one before."""
    actor = actor_of(request)
    employer = queries.get_employer_for(actor=actor, code=code, ability="employers.affiliate")
    form = forms.Cover(request.POST or None, actor=actor)
    act = operations.change_cover if employer.covered_by_id else operations.affiliate
    if attempt(form, lambda: act(actor=actor, employer=employer, **form.cleaned_data)):
        return _back(request, employer, _("覆盖工会已登记。"))
    title = _("改由其他工会覆盖") if employer.covered_by_id else _("登记覆盖工会")
    return _show(request, form, title, employer=employer, submit=_("登记"))


@page("employers.affiliate")
@either
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Say that no union covers an employer any more."""
    actor = actor_of(request)
    employer = queries.get_employer_for(actor=actor, code=code, ability="employers.affiliate")
    form = forms.Leave(request.POST or None)

    def call() -> bool:
        operations.leave_union(actor=actor, employer=employer, **form.cleaned_data)
        return True

    if attempt(form, call):
        return _back(request, employer, _("已登记退出，该单位列入未建会名单。"))
    return _show(
        request, form, _("退出覆盖工会"), employer=employer, submit=_("确认退出"), danger=True
    )


@page("employers.change")
@either
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Record the state of an employer in the market register."""
    actor = actor_of(request)
    employer = queries.get_employer_for(actor=actor, code=code, ability="employers.change")
    form = forms.CloseEmployer(request.POST or None, initial={"status": employer.status})
    if attempt(
        form,
        lambda: operations.close_employer(actor=actor, employer=employer, **form.cleaned_data),
    ):
        return _back(request, employer, _("登记状态已更新。"))
    return _show(
        request,
        form,
        _("变更登记状态"),
        employer=employer,
        purpose=_("注销或吊销的，覆盖关系同日终止；其工会是否撤销、会籍是否保留请另行办理。"),
        submit=_("确认变更"),
        danger=True,
    )


@page("employers.change")
@either
def add_worksite(request: HttpRequest, code: str) -> HttpResponse:
    """Record a place where people of an employer work."""
    actor = actor_of(request)
    employer = queries.get_employer_for(actor=actor, code=code, ability="employers.change")
    form = forms.AddWorksite(request.POST or None)
    if attempt(
        form,
        lambda: operations.add_worksite(actor=actor, employer=employer, **form.cleaned_data),
    ):
        return _back(request, employer, _("工作场所已登记。"), tab="worksites")
    return _show(request, form, _("登记工作场所"), employer=employer, submit=_("登记"))


@page("employers.change")
@require_POST
def remove_worksite(request: HttpRequest, code: str, worksite_id: int) -> HttpResponse:
    """Take a worksite away."""
    actor = actor_of(request)
    employer = queries.get_employer_for(actor=actor, code=code, ability="employers.change")
    worksite = queries.worksite_of(employer=employer, worksite_id=worksite_id)
    operations.remove_worksite(actor=actor, worksite=worksite)
    return _back(request, employer, _("工作场所已删除。"), tab="worksites")
