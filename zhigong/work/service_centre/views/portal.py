"""The supervision box for everybody: nobody logs in, and the code travels in forms alone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhigong.base.errors import UserError
from zhigong.base.pages import public_page, render_page
from zhigong.work.service_centre import forms, operations, queries

SENDING = "send"
MENU = "service_centre.box"


def _show(
    request: HttpRequest, template: str, refused: UserError | None = None, **more: Any
) -> Any:
    answer = render_page(request, f"service_centre/portal/{template}.html", menu_code=MENU, **more)
    if refused is not None:
        answer.status_code = refused.status
    return answer


def _put(form: Any, error: UserError) -> UserError:
    form.add_error(error.field if error.field in form.fields else None, error.message)
    return error


@never_cache
@sensitive_post_parameters("text", "offered")
@require_http_methods(["GET", "POST"])
@public_page
def box(request: HttpRequest) -> HttpResponse:
    """Take a letter and give its code, once."""
    form = forms.LetterForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        words = form.cleaned_data
        try:
            code = operations.write_letter(**words, at=request.now)  # type: ignore[attr-defined]
        except UserError as error:
            refused = _put(form, error)
        else:
            return _show(request, "sent", code=code, union=words["union"])
    return _show(request, "write", refused, form=form, offered=_offered(request, refused))


def _offered(request: HttpRequest, refused: UserError | None) -> str:
    """Return the code of the form: a new one where there was none or a foreign one."""
    kept = "" if isinstance(refused, operations.FormForeign) else request.POST.get("offered", "")
    return str(kept) or operations.offered_code()


@never_cache
@sensitive_post_parameters("code", "text")
@require_http_methods(["GET", "POST"])
@public_page
def letter(request: HttpRequest) -> HttpResponse:
    """Show the answers to who has the code, and take what she writes again."""
    if request.method == "POST" and request.POST.get("action") == SENDING:
        return _write_again(request)
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            found = operations.open_letter(code=code, at=request.now)  # type: ignore[attr-defined]
        except UserError as error:
            refused = _put(form, error)
        else:
            return _thread(request, found, forms.AgainForm(initial={"code": code}))
    return _show(request, "code", refused, form=form)


def _write_again(request: HttpRequest) -> HttpResponse:
    form = forms.AgainForm(request.POST)
    refused = None
    try:
        if form.is_valid():
            at = request.now  # type: ignore[attr-defined]
            found = operations.write_again(**form.cleaned_data, at=at)
            fresh = forms.AgainForm(initial={"code": form.cleaned_data["code"]})
            return _thread(request, found, fresh, done=_("已寄出，有答复后凭查询码可以看到。"))
        code = str(request.POST.get("code", ""))[: forms.CODE_LENGTH]
        found = operations.open_letter(code=code, at=request.now)  # type: ignore[attr-defined]
    except operations.CodeUnknown as error:
        asked = forms.CodeForm(request.POST)
        return _show(request, "code", _put(asked, error), form=asked)
    except UserError as error:
        refused = _put(form, error)
        code = form.cleaned_data["code"]
        found = queries.get_letter_by_code(code)
    return _thread(request, found, form, refused=refused)


def _thread(
    request: HttpRequest, found: Any, form: Any, *, refused: UserError | None = None, done: str = ""
) -> HttpResponse:
    texts = queries.texts_of(found)
    waits = not texts[-1].is_from_union
    return _show(
        request,
        "letter",
        refused,
        letter=found,
        state=queries.LetterState.NEW.label if waits else found.get_state_display(),
        texts=texts,
        form=form,
        done=done,
        sending=SENDING,
    )
