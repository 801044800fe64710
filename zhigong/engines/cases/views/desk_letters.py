"""Desk pages of letters that are no case yet (待登记来信): list, read, register, set aside."""

import re
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import operations
from zhigong.engines.cases.contract import AnswerKind, Channel, LetterState, Programme
from zhigong.engines.cases.forms.letters import AsideForm, LetterForm
from zhigong.engines.cases.operations import incoming
from zhigong.engines.cases.queries import incoming as queries
from zhigong.engines.cases.rules.mail import Attached
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case, IncomingLetter

MENU = "cases.letters"
ID_DIGITS = 16
OTHER = "other"
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def _sender(letter: "IncomingLetter") -> str:
    return queries.said_in(letter).shown_sender


def _subject(letter: "IncomingLetter") -> str:
    said = queries.said_in(letter)
    return said.subject or said.text[:40] or _("（无主题）")


LETTERS = ListSpec(
    code="letters",
    title=N_("待登记来信"),
    purpose=N_("信箱收到的电子邮件和录入的纸质来信；登记为办件后进入办理，广告等可以不予登记。"),
    ability=queries.ABILITY,
    rows=lambda request: queries.letters_for(actor=actor_of(request)),
    order=("-received_at",),
    columns=(
        Column("subject", N_("主题"), _subject, link=Link("cases:letter", "pk"), wrap=True),
        Column("sender", N_("来信人"), _sender, masked=True),
        Column("channel", N_("来信方式"), "channel"),
        Column("union", N_("收信工会"), "union__name"),
        Column("received_at", N_("收到时间"), "received_at", sort="received_at"),
        Column("files", N_("附件"), "file_count", numeric=True),
        Column("state", N_("状态"), "state", tone={"waiting": "warn", "registered": "good"}),
        Column("case", N_("办件编号"), "case__number", shown=False),
        Column("handled_at", N_("登记时间"), "handled_at", shown=False),
    ),
    filters=(
        Filter("state", N_("状态"), choices=LetterState.choices),
        Filter(
            "channel",
            N_("来信方式"),
            choices=((Channel.EMAIL, Channel.EMAIL.label), (Channel.LETTER, Channel.LETTER.label)),
        ),
    ),
    empty=Empty(N_("没有来信"), N_("信箱每5分钟读取一次；纸质来信可以在这里录入。"), icon="inbox"),
)


@page(queries.ABILITY)
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters in scope."""
    return list_page(request, LETTERS, "cases/desk/letters.html", menu_code=MENU)


@page(queries.ABILITY)
@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show a letter with its files, and what may be done with it."""
    found = queries.get_letter_for(actor=actor_of(request), letter_id=letter_id)
    return _letter_page(request, found, AsideForm())


def _letter_page(request: HttpRequest, found: "IncomingLetter", form: AsideForm) -> HttpResponse:
    return render_page(
        request,
        "cases/desk/letter.html",
        menu_code=MENU,
        letter=found,
        said=queries.said_in(found),
        files=queries.files_of(found),
        is_waiting=found.state == LetterState.WAITING,
        form=form,
    )


@page(queries.ABILITY)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record a letter that came by post, with its scan."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else None
    form = LetterForm(sent, request.FILES if sent else None, actor=actor)
    files = [Attached(one.name or "scan", one.read()) for one in request.FILES.getlist("scans")]
    at = request.now  # type: ignore[attr-defined]
    made = attempt(
        form, lambda: incoming.record_letter(actor=actor, at=at, files=files, **form.given())
    )
    if made is None:
        return render_page(request, "cases/desk/new_letter.html", menu_code=MENU, form=form)
    return redirect("cases:letter", made.pk)


@page(queries.ABILITY)
@require_POST
def set_aside(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Put a letter aside that is no case."""
    actor = actor_of(request)
    found = queries.get_letter_for(actor=actor, letter_id=letter_id)
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _letter_page(request, found, form)
    at = request.now  # type: ignore[attr-defined]
    try:
        incoming.set_letter_aside(actor=actor, at=at, letter=found, **form.cleaned_data)
    except UserError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已标记为不予登记。"))
    return redirect("cases:letters")


def letter_of(request: HttpRequest) -> "IncomingLetter | None":
    """Return the waiting letter an address names, ``None`` when it names none of hers."""
    text = request.GET.get("letter", "")
    if not text.isdecimal() or len(text) >= ID_DIGITS:
        return None
    try:
        found = queries.get_letter_for(actor=actor_of(request), letter_id=int(text))
    except ObjectDoesNotExist:
        return None
    return found if found.state == LetterState.WAITING else None


def answers_from(letter: "IncomingLetter | None", programme: Programme) -> dict[str, str]:
    """Return the letter's words as the answer of the first long question."""
    if letter is None:
        return {}
    long = (q for q in programme.questions if q.kind is AnswerKind.LONG_TEXT)
    first = next(long, None)
    return {first.code: incoming.words_of(letter)} if first else {}


def intake_from(letter: "IncomingLetter | None") -> dict[str, Any]:
    """Return how the case came in, with the first telephone number the letter names."""
    if letter is None:
        return {"channel": Channel.WINDOW}
    numbers = _MOBILE.findall(queries.said_in(letter).text)
    return {
        "channel": letter.channel,
        "union": letter.union.name,
        "contact": numbers[0] if numbers else "",
    }


def kept_files(letter: "IncomingLetter | None") -> list[Any]:
    """Return the files of a letter that were kept."""
    files = [] if letter is None else queries.files_of(letter)
    return [one for one in files if one.document is not None]


def open_registered(*, letter: "IncomingLetter | None", **case: Any) -> "Case":
    """Open the case somebody registers; of a letter, with its files, and once.

    :raises UserError: as ``open_case`` and ``register_letter`` say.
    """
    if letter is None:
        return operations.open_case(**case)
    programme: Programme = case["programme"]
    code = programme.handed_in[0].code if programme.handed_in else OTHER
    papers = [*case.pop("papers"), *((code, one.document) for one in kept_files(letter))]
    with transaction.atomic():
        opened = operations.open_case(**case, papers=papers)
        incoming.register_letter(actor=case["actor"], at=case["at"], letter=letter, case=opened)
    return opened
