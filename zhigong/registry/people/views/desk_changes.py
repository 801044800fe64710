"""Desk pages that write: enrol, change, approve, retain, end, transfer, appoint, verify."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.people import forms, operations, queries
from zhigong.registry.people.views.desk_offices import back_to_union
from zhigong.registry.people.views.desk_transfers import transfer_page
from zhigong.registry.unions.queries import unions_for

if TYPE_CHECKING:
    from zhigong.registry.people.models import Membership, Person

Act = Callable[[Any], Any]
MOST_PICKED = 200

# The moves of a membership that want a form: title, label of the button, ability, form, danger.
MOVE_PAGES: dict[str, tuple[str, str, str, type[forms.ActorForm], bool]] = {
    "refuse": (N_("不予批准"), N_("确认不予批准"), "people.approve", forms.Reason, True),
    "retain": (N_("保留会籍"), N_("确认保留"), "people.end", forms.Retain, False),
    "restore": (N_("恢复会籍"), N_("确认恢复"), "people.end", forms.Restore, False),
    "end": (N_("终止会籍"), N_("确认终止"), "people.end", forms.End, True),
}


def _present(person: "Person") -> "Membership":
    """Return the present membership of a person whose page is open.

    :raises Http404: she was never a member.
    """
    membership = queries.present_membership(person=person)
    if membership is None:
        raise Http404
    return membership


def _back(person_id: int, words: str, request: HttpRequest) -> HttpResponse:
    messages.success(request, words)
    return redirect("people:detail", person_id)


def _try(form: forms.ActorForm, act: Act) -> Any:
    """Run an operation with a clean form; show its refusal in the form and return None."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except UserError as error:
        form.refuse(error)
        return None


def _form_page(
    request: HttpRequest, form: forms.ActorForm, *, title: str, submit: str, **more: Any
) -> HttpResponse:
    return render_page(
        request, "people/form.html", form=form, form_title=title, submit=submit, **more
    )


_PARTICULARS = (
    "ethnicity",
    "political_status",
    "education",
    "household_kind",
    "household_region",
    "skill_level",
)
_TERMS = ("employer", "employment_form", "new_form_group", "post", "migrant", "dispatched")


@page("people.enrol")
def enrol(request: HttpRequest) -> HttpResponse:
    """Register somebody and open her membership, or accept her from another union."""
    actor = actor_of(request)
    form = forms.Enrolment(request.POST or None, actor=actor, initial=_prefilled(request))

    def act(given: dict[str, Any]) -> Any:
        names = ("name", "id_number", "phone", *_PARTICULARS)
        return operations.enrol_person(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            particulars=operations.Particulars(**{name: given[name] for name in names}),
            union=given["union"],
            terms=operations.Terms(**{name: given[name] for name in _TERMS}),
            pending=given["pending"],
            transfer=given["transfer"],
            starts_on=given["starts_on"],
        )

    done = _try(form, act)
    if done is None:
        return _form_page(
            request,
            form,
            title=_("登记入会"),
            submit=_("登记"),
            purpose=_("一个人只登记一次。证件号已在库的，会沿用原有资料。"),
        )
    if hasattr(done, "to_union_id"):
        messages.success(request, _("会籍在其他工会，已接收并发起接转。"))
        return redirect("people:transfer", done.pk)
    return _back(done.person_id, _("已登记。"), request)


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    code = request.GET.get("union", "")
    rows = unions_for(actor=actor_of(request), ability="people.enrol")
    found = rows.filter(code=code).first() if code else None
    return {"union": found} if found is not None else {}


@page("people.change")
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct a person's particulars."""
    actor = actor_of(request)
    person = queries.get_person_for(actor=actor, person_id=person_id, ability="people.change")
    initial = {name: getattr(person, name) for name in ("name", *_PARTICULARS)}
    form = forms.Change(request.POST or None, actor=actor, initial=initial)

    def act(given: dict[str, Any]) -> Any:
        changes = {name: given[name] for name in ("name", *_PARTICULARS)}
        changes |= {name: given[name] for name in ("id_number", "phone") if given[name]}
        return operations.change_person(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            person=person,
            changes=changes,
            reason=given["reason"],
        )

    if _try(form, act) is not None:
        return _back(person.pk, _("资料已修改。"), request)
    return _form_page(
        request, form, title=_("修改资料"), submit=_("保存修改"), person=person,
        purpose=_("修改前的内容会保留在变更记录里。"),
    )  # fmt: skip


@page("people.change")
def change_terms(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct how and where a member works."""
    actor = actor_of(request)
    person = queries.get_person_for(actor=actor, person_id=person_id, ability="people.change")
    held = _present(person)
    initial = {name: getattr(held, name) for name in _TERMS}
    form = forms.Terms(request.POST or None, actor=actor, initial=initial)

    def act(given: dict[str, Any]) -> Any:
        terms = operations.Terms(**{name: given[name] for name in _TERMS})
        return operations.change_terms(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            membership=held,
            terms=terms,
        )

    if _try(form, act) is not None:
        return _back(person.pk, _("工作信息已修改。"), request)
    return _form_page(request, form, title=_("修改工作信息"), submit=_("保存修改"), person=person)


@page("people.approve")
@require_POST
def approve(request: HttpRequest, person_id: int) -> HttpResponse:
    """Admit an applicant."""
    actor = actor_of(request)
    person = queries.get_person_for(actor=actor, person_id=person_id, ability="people.approve")
    operations.approve_membership(
        actor=actor,
        at=request.now,  # type: ignore[attr-defined]
        membership=_present(person),
    )
    return _back(person.pk, _("已批准入会，会籍从今天起计算。"), request)


def _act_of(move: str, request: HttpRequest, held: "Membership") -> Act:
    known = {"actor": actor_of(request), "at": request.now, "membership": held}  # type: ignore[attr-defined]
    operation = {
        "refuse": operations.refuse_membership,
        "retain": operations.retain_membership,
        "restore": operations.restore_membership,
        "end": operations.end_membership,
    }[move]
    return lambda given: operation(**known, **given)  # type: ignore[operator]


@page("people.view")
def move(request: HttpRequest, person_id: int, move: str) -> HttpResponse:
    """Refuse, retain, restore or end a membership."""
    if move not in MOVE_PAGES:
        raise Http404
    title, submit, ability, form_class, danger = MOVE_PAGES[move]
    actor = actor_of(request)
    if not actor.may(ability):
        raise PermissionDenied
    person = queries.get_person_for(actor=actor, person_id=person_id, ability=ability)
    held = _present(person)
    form = form_class(request.POST or None, actor=actor)
    if _try(form, _act_of(move, request, held)) is not None:
        return _back(person.pk, _("已办理：%(title)s。") % {"title": _(title)}, request)
    return _form_page(
        request, form, title=_(title), submit=_(submit), person=person, danger=danger,
        purpose=f"{person.name} · {held.union.name}",
    )  # fmt: skip


@page("people.transfer")
def offer(request: HttpRequest, person_id: int) -> HttpResponse:
    """Pass a member to another union of the actor."""
    actor = actor_of(request)
    person = queries.get_person_for(actor=actor, person_id=person_id)
    form = forms.TransferTo(request.POST or None, actor=actor)

    def act(given: dict[str, Any]) -> Any:
        return operations.offer_transfer(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            person=person,
            to_union=given["union"],
            employer=given["employer"],
            accept=True,
        )

    done = _try(form, act)
    if done is not None:
        messages.success(request, _("转入工会已接收，已告知原工会。"))
        return redirect("people:transfer", done.pk)
    return _form_page(
        request, form, title=_("会籍接转"), submit=_("接收会籍"), person=person,
        purpose=_("由转入工会办理。原工会在10个工作日内可提出异议。"),
    )  # fmt: skip


@page("people.transfer")
@require_POST
def answer(request: HttpRequest, transfer_id: int, move: str) -> HttpResponse:
    """Accept, object to, withdraw or decide a transfer."""
    actor = actor_of(request)
    shown = queries.get_transfer_for(actor=actor, transfer_id=transfer_id)
    known: dict[str, Any] = {"actor": actor, "at": request.now, "transfer": shown}  # type: ignore[attr-defined]
    reason, decision = (kind(request.POST, actor=actor) for kind in (forms.Reason, forms.Decision))
    match move:
        case "accept":
            operations.accept_transfer(**known)
        case "object" if reason.is_valid():
            operations.object_to_transfer(**known, **reason.cleaned_data)
        case "object":
            return transfer_page(request, shown, reason=reason)
        case "withdraw":
            operations.withdraw_transfer(**known)
        case "decide" if decision.is_valid():
            operations.decide_transfer(**known, **decision.cleaned_data)
        case "decide":
            return transfer_page(request, shown, decision=decision)
        case _:
            raise Http404
    messages.success(request, _("已办理。"))
    return redirect("people:transfer", shown.pk)


@page("people.verify")
def verify(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record that a person was verified."""
    actor = actor_of(request)
    person = queries.get_person_for(actor=actor, person_id=person_id, ability="people.verify")
    form = forms.Verify(request.POST or None, actor=actor)

    def act(given: dict[str, Any]) -> Any:
        return operations.verify_person(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            person=person,
            how=given["how"],
        )

    if _try(form, act) is not None:
        return _back(person.pk, _("已完成实名认证。"), request)
    return _form_page(
        request, form, title=_("实名认证"), submit=_("确认核验一致"), person=person,
        purpose=_("请核对本人与证件一致后再确认。"),
    )  # fmt: skip


@page("people.appoint")
def appoint(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a post in a union."""
    actor = actor_of(request)
    person = queries.get_person_for(actor=actor, person_id=person_id, ability="people.appoint")
    form = forms.Appointment(request.POST or None, actor=actor)

    def act(given: dict[str, Any]) -> Any:
        return operations.appoint_officer(
            actor=actor,
            person=person,
            union=given["union"],
            post=given["post"],
            starts_on=given["starts_on"],
            full_time=given["full_time"],
            front_line=given["front_line"],
            model_worker=given["model_worker"],
            duty=given["duty"],
        )

    if _try(form, act) is not None:
        return _back(person.pk, _("已登记任职。"), request)
    return _form_page(request, form, title=_("登记工会职务"), submit=_("登记"), person=person)


@page("people.appoint")
@require_POST
def end_office(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Record that an officer left the post today."""
    actor = actor_of(request)
    officer = queries.get_officer_for(actor=actor, officer_id=officer_id, ability="people.appoint")
    operations.end_office(actor=actor, officer=officer, on=request.now.date())  # type: ignore[attr-defined]
    if request.POST.get("back") == "union":
        messages.success(request, _("已登记离任。"))
        return back_to_union(officer.union.code)
    return _back(officer.person_id, _("已登记离任。"), request)


def _each(request: HttpRequest, ids: list[int], act: Callable[[int], Any]) -> list[str]:
    """Do something with each chosen row; return one line for each that could not be done."""
    refused = []
    for row_id in ids:
        try:
            act(row_id)
        except UserError as error:
            refused.append(error.message)
        except ObjectDoesNotExist:
            refused.append(_("所选记录不在您的管理范围内。"))
    done = len(ids) - len(refused)
    if done:
        messages.success(request, _("已办理 %(n)d 条。") % {"n": done})
    for line, number in _counted(refused).items():
        messages.warning(request, _("%(n)d 条未办理：%(why)s") % {"n": number, "why": line})
    return refused


def _counted(lines: list[str]) -> dict[str, int]:
    return {line: lines.count(line) for line in dict.fromkeys(lines)}


def _picked(request: HttpRequest) -> list[int]:
    return forms.picked_ids(request.POST.getlist("ids"), most=MOST_PICKED)


def _many(request: HttpRequest, move: str) -> HttpResponse:
    """Show the form of a move for the chosen memberships, then make the move for each."""
    title, submit, ability, form_class, danger = MOVE_PAGES[move]
    actor, ids = actor_of(request), _picked(request)
    if not ids:
        messages.warning(request, _("请先在名册中勾选要办理的人。"))
        return redirect("people:list")
    form = form_class(request.POST if "confirmed" in request.POST else None, actor=actor)
    if form.is_valid():

        def act(membership_id: int) -> Any:
            held = queries.get_membership_for(
                actor=actor, membership_id=membership_id, ability=ability
            )
            return _act_of(move, request, held)(form.cleaned_data)

        _each(request, ids, act)
        return redirect("people:list")
    return _form_page(
        request, form, title=_(title), submit=_(submit), danger=danger, ids=ids,
        purpose=_("共选择 %(n)d 人，逐人办理并给出结果。") % {"n": len(ids)},
    )  # fmt: skip


@page("people.end")
@require_POST
def retain_many(request: HttpRequest) -> HttpResponse:
    """Retain the chosen memberships."""
    return _many(request, "retain")


@page("people.end")
@require_POST
def end_many(request: HttpRequest) -> HttpResponse:
    """End the chosen memberships."""
    return _many(request, "end")


@page("people.approve")
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Admit the chosen applicants."""
    actor = actor_of(request)

    def act(membership_id: int) -> Any:
        held = queries.get_membership_for(
            actor=actor, membership_id=membership_id, ability="people.approve"
        )
        return operations.approve_membership(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            membership=held,
        )

    _each(request, _picked(request), act)
    return redirect(reverse("people:list") + "?state=pending")


@page("people.transfer")
@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the chosen transfers."""
    actor = actor_of(request)

    def act(transfer_id: int) -> Any:
        shown = queries.get_transfer_for(actor=actor, transfer_id=transfer_id)
        return operations.accept_transfer(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            transfer=shown,
        )

    _each(request, _picked(request), act)
    return redirect("people:transfers")
