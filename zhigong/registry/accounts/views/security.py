"""Desk pages of the security officer: roles, accounts, sessions, machine keys, silent unions."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.abilities import all_abilities
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.accounts import forms, operations, queries, rules

if TYPE_CHECKING:
    from zhigong.registry.accounts.models import Role, User

SHOWN = 200


@page("accounts.view_grants")
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles."""
    found = queries.roles()
    return render_page(request, "accounts/roles.html", roles=found, menu_code="roles")


@require_http_methods(["GET", "POST"])
@page("accounts.edit_roles")
def new_role(request: HttpRequest) -> HttpResponse:
    """Compose a role."""
    form = forms.RoleForm(request.POST or None)
    if form.is_valid():
        try:
            operations.create_role(**form.cleaned_data, actor=actor_of(request))
        except UserError as error:
            forms.show(form, error)
        else:
            messages.success(request, _("角色已建立。"))
            return redirect("accounts:roles")
    return render_page(request, "accounts/role_form.html", form=form, menu_code="roles")


@require_http_methods(["GET", "POST"])
@page("accounts.view_grants")
def role(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a role may do; change it when it is a composed one."""
    found = queries.get_role(code=code)
    may_edit = actor_of(request).may("accounts.edit_roles") and not found.built_in
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    if not may_edit:
        held = [a for a in all_abilities() if a.code in found.abilities]
        return render_page(
            request, "accounts/role.html", role=found, abilities=held, menu_code="roles"
        )
    return _edit_role(request, found)


def _edit_role(request: HttpRequest, found: "Role") -> HttpResponse:
    preset = {"code": found.code, "title": found.title, "abilities": found.abilities}
    form = forms.RoleForm(request.POST or None, initial=preset)
    form.fields["code"].disabled = True
    if form.is_valid():
        try:
            operations.change_role(
                role=found,
                title=form.cleaned_data["title"],
                abilities=form.cleaned_data["abilities"],
                actor=actor_of(request),
            )
        except UserError as error:
            forms.show(form, error)
        else:
            messages.success(request, _("角色已修改，持有者下次打开页面即生效。"))
            return redirect("accounts:roles")
    return render_page(request, "accounts/role_form.html", form=form, role=found, menu_code="roles")


@require_http_methods(["GET", "POST"])
@page("accounts.view_grants")
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show an account: rights, sessions; close it, reset its password, end its sessions."""
    actor = actor_of(request)
    found = queries.get_user_for(actor=actor, user_id=user_id, on=clock.today())
    first_password = ""
    if request.method == "POST":
        first_password = _act_on_user(request, found)
    may_see_sessions = queries.may_look_after(
        actor=actor, user=found, ability="accounts.manage_sessions"
    )
    return render_page(
        request,
        "accounts/user.html",
        account=found,
        rights=queries.rights_of(user_id=found.pk, on=clock.today()),
        grants=queries.grants_within(actor=actor, union=None, on=clock.today(), ended=False)
        .filter(user=found)
        .order_by("pk"),
        may_end=_may_end(request),
        sessions=queries.session_rows(user_id=found.pk) if may_see_sessions else None,
        may_manage=queries.may_look_after(actor=actor, user=found, ability="accounts.manage_users"),
        first_password=first_password,
        menu_code="grants",
    )


def _may_end(request: HttpRequest) -> bool:
    """Whether the reader gives and ends rights at all; auditors only look at them."""
    actor = actor_of(request)
    return actor.may("accounts.grant") or actor.may("accounts.grant_any")


@sensitive_variables("first_password")
def _act_on_user(request: HttpRequest, found: "User") -> str:
    """Do what a button of the account's page asks; return a new first password, if one was made."""
    actor, action = actor_of(request), request.POST.get("action", "")
    is_session = action == "end_sessions"
    ability = "accounts.manage_sessions" if is_session else "accounts.manage_users"
    if not queries.may_look_after(actor=actor, user=found, ability=ability):
        raise PermissionDenied
    reason = request.POST.get("reason", "")
    if is_session:
        ended = operations.revoke_sessions(user=found, actor=actor)
        messages.success(request, _("已终止 %(count)d 处登录。") % {"count": ended})
    elif action in ("close", "open"):
        operations.set_active(user=found, is_active=action == "open", reason=reason, actor=actor)
        messages.success(request, _("账号状态已更新。"))
    elif action == "remove_totp":
        operations.remove_totp(user=found, reason=reason, actor=actor)
        messages.success(request, _("已解除动态码绑定，下次登录时重新绑定。"))
    elif action == "reset":
        first_password = operations.first_password()
        operations.reset_password(user=found, new=first_password, at=clock.now(), actor=actor)
        return first_password
    return ""


@page("accounts.view_grants")
def silent(request: HttpRequest) -> HttpResponse:
    """List the unions whose administrator has not logged in for 90 days."""
    rows = queries.silent_unions(actor=actor_of(request), on=clock.today())
    return render_page(
        request,
        "accounts/silent.html",
        rows=rows[:SHOWN],
        count=rows.count(),
        days=rules.SILENT_AFTER_DAYS,
        shown=SHOWN,
        menu_code="silent",
    )


@sensitive_variables("text")
@require_http_methods(["GET", "POST"])
@page("accounts.issue_token")
def tokens(request: HttpRequest) -> HttpResponse:
    """List and issue keys for other systems; the text of a new one is shown this once."""
    actor = actor_of(request)
    form = forms.TokenForm(request.POST or None, actor=actor)
    text = _issue(request, form) if form.is_valid() else ""
    if text:
        form = forms.TokenForm(actor=actor)
    return render_page(
        request,
        "accounts/tokens.html",
        form=form,
        text=text,
        rows=queries.tokens_within(actor=actor)[:SHOWN],
        real_now=timezone.now(),
        menu_code="tokens",
    )


@sensitive_variables("text")
def _issue(request: HttpRequest, form: forms.TokenForm) -> str:
    """Issue a key and return its text; empty when it was refused, which the form then says."""
    given = form.cleaned_data
    try:
        _token, text = operations.issue_token(
            name=given["name"],
            union=given["union"],
            abilities=given["abilities"],
            expires_at=datetime.combine(given["last_day"], time.max, tzinfo=clock.ZONE),
            at=timezone.now(),
            actor=actor_of(request),
        )
    except UserError as error:
        forms.show(form, error)
        return ""
    return str(text)


@require_POST
@page("accounts.issue_token")
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Make a key useless."""
    actor = actor_of(request)
    token = queries.get_token_for(actor=actor, token_id=token_id)
    operations.revoke_token(token=token, at=timezone.now(), actor=actor)
    messages.success(request, _("密钥已停用。"))
    return redirect("accounts:tokens")
