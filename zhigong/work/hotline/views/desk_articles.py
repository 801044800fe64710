"""The knowledge base on the desk, and how a place works the hotline."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.work.hotline import forms, operations, queries
from zhigong.work.hotline.contract import ArticleState, Kind
from zhigong.work.hotline.permissions import KNOW, SETTLE, VIEW
from zhigong.work.hotline.rules import Practice

MENU = "hotline.articles"
SOON = timedelta(days=30)
REVIEW_DAYS = 365
_DUE = (("due", N_("已到期")), ("soon", N_("30天内到期")))


def _due(rows: Any, value: str) -> Any:
    until = clock.today() + (SOON if value == "soon" else timedelta())
    return queries.due_articles(rows, until=until)


def _helped(helpful: int, unhelpful: int) -> str:
    return _("%(yes)d 有用 / %(no)d 没用") % {"yes": helpful, "no": unhelpful}


ARTICLES = ListSpec(
    code="hotline-articles",
    title=N_("热线知识库"),
    purpose=N_("接听时边问边查的答复口径；每条写明依据，到复核日期须重新核对。"),
    ability=VIEW,
    rows=lambda request: queries.articles_for(actor=actor_of(request)),
    order=("title",),
    search=queries.search_articles,
    search_hint=N_("问题、关键词、依据，或拼音首字母"),
    columns=(
        Column("title", N_("问题"), "title", link=Link("hotline:article", "pk"), wrap=True),
        Column("kind", N_("类型"), "kind"),
        Column("law", N_("依据"), "law", wrap=True),
        Column("review_on", N_("复核日期"), "review_on", sort="review_on"),
        Column("used", N_("引用次数"), "used_times", sort="used_times", numeric=True),
        Column("helped", N_("评价"), ("helpful", "unhelpful"), text=_helped),
        Column("state", N_("状态"), "state", tone={"live": "good"}),
        Column("union", N_("维护工会"), "union__name", shown=False),
        Column("owner", N_("责任人"), "owner", shown=False),
        Column("changed_at", N_("更新时间"), "changed_at", sort="changed_at", shown=False),
    ),
    filters=(
        Filter("kind", N_("类型"), choices=Kind.choices),
        Filter("due", N_("待复核"), choices=_DUE, apply=_due),
        Filter("state", N_("状态"), choices=ArticleState.choices),
    ),
    empty=Empty(N_("还没有知识条目"), N_("可以逐条填写，也可以从工作簿导入。"), icon="book"),
)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def articles(request: HttpRequest) -> HttpResponse:
    """List the answers, and say how many are to be looked at again."""
    actor = actor_of(request)
    mine = queries.editable_articles(actor=actor) if actor.may(KNOW) else None
    due = 0 if mine is None else queries.due_articles(mine, until=clock.today()).count()
    return list_page(
        request,
        ARTICLES,
        "hotline/desk/articles.html",
        menu_code=MENU,
        due=due,
        may_change=actor.may(KNOW),
    )


@page(VIEW)
@require_http_methods(["GET", "POST"])
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show an answer; say whether it helped."""
    actor = actor_of(request)
    found = queries.get_article_for(actor=actor, article_id=article_id)
    if request.method == "POST":
        is_helpful = request.POST.get("helpful") == "yes"
        operations.vote_article(actor=actor, article=found, is_helpful=is_helpful)
        messages.success(request, _("谢谢，已记录。"))
        return redirect("hotline:article", article_id)
    may_change = queries.editable_articles(actor=actor).filter(pk=found.pk).exists()
    until = clock.today() + timedelta(days=REVIEW_DAYS)
    return render_page(
        request,
        "hotline/desk/article.html",
        menu_code=MENU,
        article=found,
        is_due=found.state == ArticleState.LIVE and found.review_on <= clock.today(),
        may_change=may_change,
        review=forms.Review(initial={"review_on": until}) if may_change else None,
    )


@page(KNOW)
@require_http_methods(["GET", "POST"])
def new_article(request: HttpRequest) -> HttpResponse:
    """Write an answer."""
    actor = actor_of(request)
    initial = {
        "union": queries.seat_of(actor=actor, ability=KNOW),
        "owner": actor.name,
        "review_on": clock.today() + timedelta(days=REVIEW_DAYS),
    }
    return _article_form(request, None, initial)


@page(KNOW)
@require_http_methods(["GET", "POST"])
def edit_article(request: HttpRequest, article_id: int) -> HttpResponse:
    """Change an answer."""
    actor = actor_of(request)
    found = queries.get_article_for(actor=actor, article_id=article_id, may_change=True)
    names = ("title", "kind", "body", "law", "words", "union", "owner", "review_on")
    return _article_form(request, found, {name: getattr(found, name) for name in names})


def _article_form(request: HttpRequest, found: Any, initial: dict[str, Any]) -> HttpResponse:
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else None
    form = forms.ArticleForm(sent, actor=actor, initial=initial)
    at = request.now  # type: ignore[attr-defined]
    saved = attempt(
        form,
        lambda: operations.save_article(actor=actor, at=at, article=found, **form.cleaned_data),
    )
    if saved is not None:
        messages.success(request, _("已保存。"))
        return redirect("hotline:article", saved.pk)
    return render_page(
        request, "hotline/desk/article_form.html", menu_code=MENU, form=form, article=found
    )


@page(KNOW)
@require_POST
def settle_article(request: HttpRequest, article_id: int) -> HttpResponse:
    """Say that an answer still holds, or take it out of use."""
    actor = actor_of(request)
    found = queries.get_article_for(actor=actor, article_id=article_id, may_change=True)
    at = request.now  # type: ignore[attr-defined]
    if request.POST.get("action") == "retire":
        operations.retire_article(actor=actor, at=at, article=found)
        messages.success(request, _("已停用。"))
        return redirect("hotline:article", article_id)
    form = forms.Review(request.POST)
    done = attempt(
        form,
        lambda: operations.review_article(actor=actor, at=at, article=found, **form.cleaned_data),
    )
    if done is not None:
        messages.success(request, _("已复核。"))
        return redirect("hotline:article", article_id)
    return render_page(
        request,
        "hotline/desk/article.html",
        menu_code=MENU,
        article=found,
        is_due=found.review_on <= clock.today(),
        may_change=True,
        review=form,
    )


@page(SETTLE)
@require_http_methods(["GET", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    """Show and set how the hotline is worked in a place."""
    actor, on = actor_of(request), clock.today()
    union = queries.seat_of(actor=actor, ability=SETTLE)
    known = queries.practice_of(union, on=on) if union else Practice()
    values = {name: getattr(known, name) for name in Practice.__slots__}
    sent = request.POST if request.method == "POST" else None
    form = forms.PracticeForm(
        sent, actor=actor, initial={"union": union, "starts_on": on, **values}
    )
    saved = attempt(form, lambda: _settle(request, form.cleaned_data))
    if saved is not None:
        messages.success(request, _("已保存，新登记的工单按新规则办理。"))
        return redirect("hotline:practice")
    rows = queries.practices_for(actor=actor)
    return render_page(
        request, "hotline/desk/practice.html", menu_code="hotline.tickets", form=form, rows=rows
    )


def _settle(request: HttpRequest, given: dict[str, Any]) -> Any:
    practice = Practice(**{name: given[name] for name in Practice.__slots__})
    return operations.settle_practice(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        union=given["union"],
        starts_on=given["starts_on"],
        practice=practice,
    )
