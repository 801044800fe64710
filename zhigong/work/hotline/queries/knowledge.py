"""The knowledge base: found by what a caller says, by words, law or initials of pinyin."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q

from zhigong.base.actor import Actor
from zhigong.work.hotline.contract import ArticleState
from zhigong.work.hotline.models import Article, PracticeRow
from zhigong.work.hotline.permissions import KNOW, SETTLE, VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_FOUND = 6
SOON_DAYS = 30


def articles_for(*, actor: Actor) -> "QuerySet[Article]":
    """Return the answers an actor may use: her own unions', those above them and those below."""
    rows = Article.objects.trusted("answers are for everybody who works the hotline")
    scope = actor.scope(VIEW)
    if scope.everything:
        return rows.select_related("union")
    above = _paths(scope.node_ids)
    near = Q(union_id__in=above) | Q(union__ancestors__overlap=sorted(scope.node_ids))
    return rows.filter(near).select_related("union")


def _paths(node_ids: frozenset[int]) -> set[int]:
    unions = Article._meta.get_field("union").related_model._base_manager
    rows = unions.filter(pk__in=node_ids).values_list("ancestors", flat=True)
    return {pk for path in rows for pk in path}


def editable_articles(*, actor: Actor) -> "QuerySet[Article]":
    """Return the answers an actor may change."""
    return Article.objects.within(actor.scope(KNOW)).select_related("union")


def get_article_for(*, actor: Actor, article_id: int, may_change: bool = False) -> Article:
    """Return an answer the actor may use, or change.

    :raises Article.DoesNotExist: there is none, or it is not hers.
    """
    rows = editable_articles(actor=actor) if may_change else articles_for(actor=actor)
    return rows.get(pk=article_id)


def search_articles(rows: "QuerySet[Article]", words: str) -> "QuerySet[Article]":
    """Keep the answers that hold every word typed; letters are looked for among initials."""
    found = rows
    for word in words.casefold().split()[:6]:
        held = Q(title__icontains=word) | Q(words__icontains=word)
        held |= Q(body__icontains=word) | Q(law__icontains=word)
        if word.isascii() and word.isalpha():
            held |= Q(spelling__contains=word)
        found = found.filter(held)
    return found


def best_articles(*, actor: Actor, words: str) -> "list[Article]":
    """Return the few answers that fit best what a caller says: used and helpful ones first."""
    if not words.strip():
        return []
    rows = articles_for(actor=actor).filter(state=ArticleState.LIVE)
    found = search_articles(rows, words)
    return list(found.order_by(F("used_times").desc(), "title")[:MOST_FOUND])


def due_articles(rows: "QuerySet[Article]", *, until: date) -> "QuerySet[Article]":
    """Keep the answers in use that are to be looked at again by a day."""
    return rows.filter(state=ArticleState.LIVE, review_on__lte=until)


def practices_for(*, actor: Actor) -> "QuerySet[PracticeRow]":
    """Return the settings of unions over which the actor decides how the hotline is worked."""
    rows = PracticeRow.objects.within(actor.scope(SETTLE)).select_related("union")
    return rows.order_by("union__level", "union__code", "-starts_on")
