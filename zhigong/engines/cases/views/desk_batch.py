"""Deciding many steps at once: choose, write one opinion, read what became of each."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import forms, operations, queries
from zhigong.engines.cases.contract import Decision, StepKind
from zhigong.engines.cases.views.desk import applicant
from zhigong.engines.cases.views.desk_case import PHRASES
from zhigong.kernel.text import N_

MOST_CHOSEN = 500
TITLES = {Decision.PASS: N_("批量同意"), Decision.RETURN: N_("批量退回")}


@page("cases.handle")
@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    """Ask for one opinion over the chosen steps, then decide each and name its result."""
    actor, chosen = actor_of(request), forms.chosen_ids(request.POST.getlist("ids"), MOST_CHOSEN)
    steps = queries.chosen_steps(actor=actor, ids=chosen)
    if not steps:
        messages.warning(request, _("请先在列表中勾选要办理的办件。"))
        return redirect("cases:inbox")
    wanted = "return" if request.POST.get("decision") == "return" else "pass"
    decision, sent = Decision(wanted), "confirmed" in request.POST
    form = forms.Opinion(request.POST if sent else None, is_required=_wants_words(decision, steps))
    context: dict[str, Any] = {"decision": decision, "title": _(TITLES[decision])}
    context["left_out"] = len(chosen) - len(steps)
    if not form.is_valid():
        rows = [_row(step) for step in steps]
        phrases = [_(phrase) for phrase in PHRASES]
        return render_page(
            request, "cases/desk/batch.html", form=form, rows=rows, phrases=phrases, **context
        )
    outcomes = operations.decide_steps(
        actor=actor,
        at=request.now,  # type: ignore[attr-defined]
        steps=steps,
        decision=decision,
        reason=form.cleaned_data["reason"],
    )
    refused = sum(bool(one.refused) for one in outcomes)
    context |= {"refused": refused, "done": len(outcomes) - refused}
    rows = [{**_row(one.step), "outcome": one} for one in outcomes]
    return render_page(request, "cases/desk/batch_result.html", rows=rows, **context)


def _wants_words(decision: Decision, steps: Iterable[Any]) -> bool:
    """Whether an opinion must be written: a return has a reason, and a reply is made of words."""
    return decision is not Decision.PASS or any(s.kind == StepKind.REPLY for s in steps)


def _row(step: Any) -> dict[str, Any]:
    case = step.case
    name = applicant(case.applicant_name, case.is_confidential, case.number)
    return {"step": step, "case": case, "applicant": name}
