"""One's own account: sessions, password, reasons, delegations, and working for a union in care."""

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.accounts import forms, operations, queries
from zhigong.registry.accounts.middleware import MUST_CHANGE, STEWARD
from zhigong.registry.accounts.views.login import target_of

if TYPE_CHECKING:
    from zhigong.registry.accounts.models import User


def _user(request: HttpRequest) -> "User":
    return cast("User", request.user)


def layout_of(request: HttpRequest) -> str:
    """Return the layout of the screen this reader works on."""
    is_member = actor_of(request).kind == "member"
    return "ui/layouts/portal.html" if is_member else "ui/layouts/desk.html"


@page()
def sessions(request: HttpRequest) -> HttpResponse:
    """List where one is logged in."""
    user = _user(request)
    return render_page(
        request,
        "accounts/sessions.html",
        layout=layout_of(request),
        rows=queries.session_rows(user_id=user.pk),
        present=request.session.session_key,
        has_totp=queries.has_totp(user),
        codes_left=queries.recovery_codes_left(user),
        menu_code="sessions",
    )


@require_POST
@page()
def revoke(request: HttpRequest) -> HttpResponse:
    """End one of one's other sessions, or all of them."""
    chosen = request.POST.get("session", "")
    ended = operations.revoke_sessions(
        user=_user(request),
        actor=actor_of(request),
        session_id=int(chosen) if chosen.isdigit() else None,
        keep_key=request.session.session_key or "",
    )
    messages.success(request, _("已退出 %(count)d 处登录。") % {"count": ended})
    return redirect("accounts:sessions")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@page()
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; other sessions end with the old one."""
    user = _user(request)
    form = forms.PasswordForm(request.POST or None, has_old=user.has_usable_password())
    if form.is_valid():
        try:
            operations.change_password(
                user=user,
                old=form.cleaned_data.get("old"),
                new=form.cleaned_data["new"],
                at=clock.now(),
                actor=actor_of(request),
            )
        except UserError as error:
            forms.show(form, error)
        else:
            return _password_changed(request, user)
    return render_page(
        request,
        "accounts/password.html",
        form=form,
        is_due=bool(request.session.get(MUST_CHANGE)),
    )


def _password_changed(request: HttpRequest, user: "User") -> HttpResponse:
    former = request.session.session_key or ""
    request.session.pop(MUST_CHANGE, None)
    update_session_auth_hash(request, user)
    request.session.save()
    operations.follow_session(former=former, present=request.session.session_key or "")
    operations.revoke_sessions(
        user=user, actor=actor_of(request), keep_key=request.session.session_key or ""
    )
    messages.success(request, _("密码已修改，其他设备上的登录已退出。"))
    return redirect(target_of(request, "", kind=user.kind))


@page()
def reasons(request: HttpRequest) -> HttpResponse:
    """Show which right gives the reader what at a union: why she can see this."""
    actor = actor_of(request)
    rights = queries.rights_of(user_id=actor.user_id or 0, on=clock.today())
    form = forms.UnionAsked(request.GET if request.GET.get("union") else None, actor=actor)
    union = form.cleaned_data["union"] if form.is_valid() else None
    found = []
    if union is not None:
        found = queries.reasons(user_id=actor.user_id or 0, union=union, on=clock.today())
    return render_page(
        request,
        "accounts/reasons.html",
        layout=layout_of(request),
        rights=rights,
        union=union,
        reasons=found,
        form=form,
        menu_code="reasons",
    )


@require_http_methods(["GET", "POST"])
@page()
def delegations(request: HttpRequest) -> HttpResponse:
    """Lend one's own grants to a colleague, and list what is lent."""
    actor = actor_of(request)
    held = queries.lendable_grants(user_id=actor.user_id or 0, on=clock.today())
    choices = [(str(grant.pk), f"{grant.role} · {grant.union}") for grant in held]
    form = forms.DelegateForm(
        request.POST or None, grants=choices, initial={"starts_on": clock.today()}
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            operations.delegate(
                grant=queries.get_grant_for(actor=actor, grant_id=int(given["grant"])),
                to_user=operations.receiver(login=given["user"]),
                starts_on=given["starts_on"],
                ends_before=given["last_day"] + timedelta(days=1),
                reason=given["reason"],
                actor=actor,
            )
        except UserError as error:
            forms.show(form, error)
        else:
            messages.success(request, _("已设置代办，到期自动收回。"))
            return redirect("accounts:delegations")
    lent = queries.delegations_of(user_id=actor.user_id or 0, on=clock.today())
    return render_page(
        request, "accounts/delegations.html", form=form, lent=lent, menu_code="delegations"
    )


@require_POST
@page()
def end_delegation(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Take back what was lent."""
    actor = actor_of(request)
    lent = queries.get_delegation_for(actor=actor, delegation_id=delegation_id)
    operations.end_delegation(delegation=lent, on=clock.today(), actor=actor)
    messages.success(request, _("已收回代办。"))
    return redirect("accounts:delegations")


@require_http_methods(["GET", "POST"])
@page()
def steward(request: HttpRequest) -> HttpResponse:
    """Begin or end working for a union in one's care; every entry made meanwhile says so."""
    actor = actor_of(request)
    cares = [
        right
        for right in queries.rights_of(user_id=actor.user_id or 0, on=clock.today())
        if right.source == "stewardship"
    ]
    if request.method == "POST":
        chosen = request.POST.get("union", "")
        known = {str(right.union_id): right for right in cares}
        request.session.pop(STEWARD, None)
        if chosen in known:
            request.session[STEWARD] = known[chosen].union_id
            name = known[chosen].union_name
            messages.info(request, _("正在代管%(name)s，所录内容将注明由您代录。") % {"name": name})
        else:
            messages.info(request, _("已结束代管，回到您自己的工作范围。"))
        return redirect("desk:home")
    return render_page(request, "accounts/steward.html", cares=cares, menu_code="steward")
