"""Keep the knowledge base: write an answer, look at it again, retire it, say whether it helped."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.later import later
from zhigong.work.hotline.contract import ArticleState
from zhigong.work.hotline.models import Article, PracticeRow
from zhigong.work.hotline.rules import Practice

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

pypinyin = later("pypinyin")


class QuestionKnown(UserError):
    """The union answers that question already."""

    code = "question_known"
    text = "已有同样问题的条目，请打开原条目修改。"
    status = 409


class ReviewInPast(UserError):
    """An answer is looked at again on a day to come."""

    code = "review_in_past"
    text = "复核日期 {on} 已过，请填写今天以后的日期。"


class PracticeInPast(UserError):
    """What was promised under a setting stays as it was."""

    code = "practice_in_past"
    text = "起用日期不能早于今天，已登记的工单按原规则办理。"


def spelling_of(*texts: str) -> str:
    """Return the initials of pinyin by which texts are found."""
    found = []
    for text in texts:
        letters = pypinyin.lazy_pinyin(text, style=pypinyin.Style.FIRST_LETTER, errors="ignore")
        found.append("".join(letters).lower())
    return " ".join(found)[:400]


@operation("hotline.save_article")
def save_article(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    title: str,
    body: str,
    kind: str,
    review_on: date,
    law: str = "",
    words: str = "",
    owner: str = "",
    article: Article | None = None,
) -> Article:
    """Write an answer, or change one the caller holds; it is in use from now on.

    :raises QuestionKnown, ReviewInPast: as they say.
    """
    if review_on <= at.date():
        raise ReviewInPast(on=f"{review_on:%Y-%m-%d}", field="review_on")
    known = article or Article()
    known.union, known.title, known.body, known.kind = union, title.strip(), body.strip(), kind
    known.law, known.words, known.owner = law.strip(), words.strip(), owner.strip()
    known.review_on, known.state = review_on, ArticleState.LIVE
    known.spelling = spelling_of(title, words)
    known.changed_at, known.changed_by_id = at, actor.user_id
    try:
        with transaction.atomic():
            known.save()
    except IntegrityError as error:
        if "one_article_per_question" not in str(error):
            raise
        raise QuestionKnown(field="title") from None
    act().on(known, node_id=union.pk)
    return known


@operation("hotline.review_article")
def review_article(*, actor: Actor, at: datetime, article: Article, review_on: date) -> Article:
    """Record that an answer was looked at and still holds, until it is looked at again.

    :raises ReviewInPast: the day has passed.
    """
    if review_on <= at.date():
        raise ReviewInPast(on=f"{review_on:%Y-%m-%d}", field="review_on")
    article.review_on, article.changed_at, article.changed_by_id = review_on, at, actor.user_id
    article.save(update_fields=["review_on", "changed_at", "changed_by"])
    act().on(article, node_id=article.union_id)
    return article


@operation("hotline.retire_article")
def retire_article(*, actor: Actor, at: datetime, article: Article) -> Article:
    """Take an answer out of use; tickets that used it keep it."""
    article.state, article.changed_at = ArticleState.RETIRED, at
    article.changed_by_id = actor.user_id
    article.save(update_fields=["state", "changed_at", "changed_by"])
    act().on(article, node_id=article.union_id)
    return article


@operation("hotline.vote_article")
def vote_article(*, actor: Actor, article: Article, is_helpful: bool) -> Article:
    """Count whether an answer helped on a call."""
    field = "helpful" if is_helpful else "unhelpful"
    rows = Article.objects.trusted("the caller holds the article").filter(pk=article.pk)
    rows.update(**{field: F(field) + 1})
    article.refresh_from_db()
    act().on(article, node_id=article.union_id)
    return article


@operation("hotline.settle_practice")
def settle_practice(
    *, actor: Actor, at: datetime, union: "Union", starts_on: date, practice: Practice
) -> PracticeRow:
    """Set how a union and those below it work the hotline from a day on.

    :raises PracticeInPast: the day has passed.
    """
    if starts_on < at.date():
        raise PracticeInPast(field="starts_on")
    values = {name: getattr(practice, name) for name in Practice.__slots__}
    row, _is_new = PracticeRow._base_manager.update_or_create(
        union=union, starts_on=starts_on, defaults=values
    )
    act().on(row, node_id=union.pk)
    return row
