"""Asking about a case on one's own telephone without an account; going on from a hall screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock
from zhigong.base.crypto import unwrap, wrap
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, public_page, render_page
from zhigong.engines.cases import forms, operations, queries
from zhigong.engines.cases.contract import CaseState
from zhigong.engines.cases.forms.asking import AskPortalForm
from zhigong.engines.cases.operations import asking
from zhigong.engines.cases.operations.handing import take_over
from zhigong.engines.cases.queries import course
from zhigong.engines.cases.queries.asking import get_case_by_door, normal_number
from zhigong.kernel.phone import mask_phone
from zhigong.registry.accounts import operations as accounts

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case

DOOR = "asked_case"
DOOR_SECONDS = 600
QUESTION = "case_answer"  # to what was asked of a browser that cannot compute
MENU = "cases.ask"


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from; behind our own proxy, what the proxy says."""
    if settings.ZHIGONG.behind_tls:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def voucher() -> UUID:
    """Return what stands for a solved puzzle where a hall screen, set up by an officer, asks."""
    return uuid4()


def put(form: Form, error: UserError) -> None:
    """Put a refusal beside its field, else above the form."""
    form.add_error(error.field if error.field in form.fields else None, error.message)


def sealed(*, number: str, phone: str, demo: str) -> dict[str, Any]:
    """Return what was asked for, as the session may keep it for ten minutes."""
    at = timezone.now().timestamp()
    return {"number": number, "phone": wrap(phone.encode()).hex(), "demo": demo, "at": at}


def unsealed(known: dict[str, Any] | None) -> dict[str, str] | None:
    """Return what was asked for, ``None`` when nothing was or it is over."""
    if not known or timezone.now().timestamp() - known["at"] > DOOR_SECONDS:
        return None
    phone = unwrap(bytes.fromhex(known["phone"])).decode()
    return {"number": known["number"], "phone": phone, "demo": known["demo"]}


def open_door(request: HttpRequest, case: "Case") -> None:
    """Remember for ten minutes that number and telephone of a case were proved."""
    request.session[DOOR] = {"pk": case.pk, "at": timezone.now().timestamp()}


def case_of(request: HttpRequest) -> "Case | None":
    """Return the case whose door stands open, if any."""
    known = request.session.get(DOOR)
    if not known or timezone.now().timestamp() - known["at"] > DOOR_SECONDS:
        return None
    try:
        return get_case_by_door(case_id=known["pk"])
    except ObjectDoesNotExist:
        return None


def standing_of(case: "Case") -> dict[str, Any]:
    """Return what a page shows of a case to who proved its number and telephone."""
    programme = queries.programme_of_case(case)
    return {
        "case": case,
        "title": _("保密办件") if case.is_confidential else case.title,
        "programme": programme,
        "tone": course.TONES.get(CaseState(case.state), ""),
        "may": course.may_do(case, at=clock.now()),
        "course": course.course_of(case, on=clock.today()),
        "lacking": asking.lacking(case, programme.handed_in),
    }


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public_page
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for number, telephone and code; the same answer whether the number exists or not."""
    if request.method == "GET":
        initial = {"number": normal_number(request.GET.get("number", ""))}
        return _show(request, AskPortalForm(initial=initial))
    is_sending = request.POST.get("action") == "send"
    form = AskPortalForm(request.POST, is_sending=is_sending)
    more: dict[str, Any] = {}
    if form.is_valid():
        try:
            if not is_sending:
                return _open(request, form.cleaned_data)
            more = _send_code(request, form.cleaned_data)
        except (accounts.ProofMissing, accounts.AnswerWrong) as error:
            put(form, error)
            more = {"is_asked": True}
            question = accounts.new_question()
            request.session[QUESTION] = question.answer
            form.ask(question.text)
        except UserError as error:
            put(form, error)
    return _show(request, form, **more)


def ask_address(request: HttpRequest, number: str) -> str:
    """Return the address at which a case is asked about with one's own telephone, for its QR."""
    query = urlencode({"number": number})
    return request.build_absolute_uri(f"{reverse('cases:ask')}?{query}")


def _show(request: HttpRequest, form: AskPortalForm, **more: Any) -> HttpResponse:
    challenge = accounts.new_challenge(at=timezone.now())
    return render_page(
        request, "cases/portal/ask.html", menu_code=MENU, form=form, challenge=challenge, **more
    )


def _send_code(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    proof = None
    if given["answer"]:
        accounts.check_answer(said=given["answer"], expected=request.session.pop(QUESTION, None))
    else:
        proof = accounts.check_proof(payload=request.POST.get("proof", ""))
    code = asking.ask_for_code(
        phone=given["phone"], address=address_of(request), at=timezone.now(), proof=proof
    )
    shown = code if settings.ZHIGONG.env == "demo" else ""
    return {"sent_to": mask_phone(given["phone"]), "demo_code": shown}


def _open(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    case = asking.open_own_case(
        number=given["number"], phone=given["phone"], code=given["code"], at=timezone.now()
    )
    open_door(request, case)
    return redirect("cases:asked")


@never_cache
@require_safe
@public_page
def asked(request: HttpRequest) -> HttpResponse:
    """Show the case whose door stands open."""
    case = case_of(request)
    return redirect("cases:ask") if case is None else _case_page(request, case)


def _case_page(request: HttpRequest, case: "Case", **given: Any) -> HttpResponse:
    shown = {"rating": forms.Rating(), **standing_of(case), **given}
    titles = {paper.code: paper.title for paper in shown["programme"].handed_in}
    papers = [(titles.get(one.code, _("其他材料")), one) for one in queries.papers_of(case)]
    answer = render_page(request, "cases/portal/asked.html", menu_code=MENU, papers=papers, **shown)
    answer.status_code = 422 if given else 200
    return answer


@never_cache
@require_POST
@public_page
def papers(request: HttpRequest) -> HttpResponse:
    """Take in files for the papers of the case."""
    case = case_of(request)
    if case is None:
        return redirect("cases:ask")
    declared = {paper.code: paper for paper in queries.programme_of_case(case).handed_in}
    wrong, count = [], 0
    for code in (*declared, "other"):
        for file in request.FILES.getlist(f"paper-{code}"):
            at = request.now  # type: ignore[attr-defined]
            try:
                asking.hand_in_later(at=at, case=case, paper=declared.get(code), file=file)
            except UserError as error:
                wrong.append(f"{file.name}：{error.message}")
            else:
                count += 1
    if wrong:
        return _case_page(request, case, wrong=wrong)
    if count:
        messages.success(request, _("已收到%(n)d个文件。") % {"n": count})
    return redirect("cases:asked")


def _done(request: HttpRequest, operation: Callable[["Case"], Any], words: str) -> HttpResponse:
    """Do something with the case, and show it again with what came of it."""
    case = case_of(request)
    if case is None:
        return redirect("cases:ask")
    try:
        operation(case)
    except UserError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return redirect("cases:asked")


@never_cache
@require_POST
@public_page
def send(request: HttpRequest) -> HttpResponse:
    """Send a returned case back with the papers that were missing."""
    at = request.now  # type: ignore[attr-defined]
    words = _("已重新提交，工会会接着办理。")
    return _done(request, lambda case: asking.send_back(at=at, case=case), words)


@never_cache
@require_POST
@public_page
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the case back."""
    at = request.now  # type: ignore[attr-defined]

    def take_back(case: "Case") -> Any:
        return operations.withdraw_case(actor=asking.APPLICANT, at=at, case=case)

    return _done(request, take_back, _("办件已撤回。"))


@never_cache
@require_POST
@public_page
def rate(request: HttpRequest) -> HttpResponse:
    """Take down how satisfied the applicant is."""
    form = forms.Rating(request.POST)
    case = case_of(request)
    if not form.is_valid():
        return redirect("cases:ask") if case is None else _case_page(request, case, rating=form)
    given = {"stars": form.cleaned_data["stars"], "text": form.cleaned_data["text"]}
    at = request.now  # type: ignore[attr-defined]

    def take_down(one: "Case") -> Any:
        return operations.rate_case(actor=asking.APPLICANT, at=at, case=one, **given)

    return _done(request, take_down, _("谢谢您的评价。"))


@never_cache
@page()
@require_http_methods(["GET", "POST"])
def go_on(request: HttpRequest, handover_token: str) -> HttpResponse:
    """Go on with what was begun on a hall screen; logging in came before."""
    if request.method == "GET":
        return render_page(request, "cases/portal/continue.html", menu_code="services")
    draft = take_over(actor=actor_of(request), at=timezone.now(), token=handover_token)
    return redirect("cases:apply", draft.programme_code)
