"""The addresses of cases, by screen."""

from typing import Any

from django.urls import path

from zhigong.engines.cases.views import desk as lists
from zhigong.engines.cases.views import desk_batch as batch
from zhigong.engines.cases.views import desk_case as case
from zhigong.engines.cases.views import desk_print as printed
from zhigong.engines.cases.views import desk_register as registering
from zhigong.engines.cases.views import desk_reveal as revealing
from zhigong.engines.cases.views import portal_apply as making
from zhigong.engines.cases.views import portal_own as own
from zhigong.engines.cases.views import portal_services as offered

desk: list[Any] = [
    path("", lists.list_cases, name="list"),
    path("inbox/", lists.inbox, name="inbox"),
    path("inbox/decide/", batch.decide_many, name="decide_many"),
    path("inbox/<slug:box>/", lists.inbox, name="box"),
    path("register/", registering.register, name="register"),
    path("register/form/", registering.register_form, name="register_form"),
    path("steps/<int:step_id>/decide/", case.decide, name="decide"),
    path("steps/<int:step_id>/supervise/", case.supervise, name="supervise"),
    path("steps/<int:step_id>/<slug:move>/", case.relay, name="relay"),
    path("objections/<int:objection_id>/", case.settle, name="settle"),
    path("<slug:number>/", case.detail, name="detail"),
    path("<slug:number>/receipt/", registering.receipt, name="receipt"),
    path("<slug:number>/correct/", registering.correct, name="correct"),
    path("<slug:number>/sheet/", printed.sheet, name="sheet"),
    path("<slug:number>/reveal/<slug:question>/", revealing.reveal, name="reveal"),
]

portal: list[Any] = [
    path("services/", offered.services, name="services"),
    path("services/<slug:programme_code>/", offered.programme, name="programme"),
    path("publicity/", offered.publicity, name="publicity"),
    path("publicity/<str:publicised_number>/", offered.objection, name="objection"),
    path("apply/<slug:programme_code>/", making.apply, name="apply"),
    path("apply/<slug:programme_code>/<int:page_number>/", making.fill, name="fill"),
    path("apply/<slug:programme_code>/<int:page_number>/keep/", making.keep, name="keep"),
    path("apply/<slug:programme_code>/papers/", making.papers, name="papers"),
    path("apply/<slug:programme_code>/check/", making.check, name="check"),
    path("apply/<slug:programme_code>/discard/", making.discard, name="discard"),
    path("mine/", own.mine, name="mine"),
    path("mine/<str:own_number>/", own.own, name="own"),
    path("mine/<str:own_number>/sent/", own.sent, name="sent"),
    path("mine/<str:own_number>/correct/", own.correct, name="mend"),
    path("mine/<str:own_number>/keep/", own.keep_correction, name="keep_mended"),
    path("mine/<str:own_number>/withdraw/", own.withdraw, name="withdraw"),
    path("mine/<str:own_number>/urge/", own.urge, name="urge"),
    path("mine/<str:own_number>/rate/", own.rate, name="rate"),
    path("mine/<str:own_number>/reopen/", own.reopen, name="reopen"),
]
