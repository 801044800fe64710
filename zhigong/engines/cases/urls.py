"""The addresses of cases, by screen."""

from typing import Any

from django.urls import path

from zhigong.engines.cases.views import desk as lists
from zhigong.engines.cases.views import desk_batch as batch
from zhigong.engines.cases.views import desk_call_backs as calling
from zhigong.engines.cases.views import desk_case as case
from zhigong.engines.cases.views import desk_compose as composing
from zhigong.engines.cases.views import desk_compose_parts as parts
from zhigong.engines.cases.views import desk_compose_preview as preview
from zhigong.engines.cases.views import desk_letters as lettering
from zhigong.engines.cases.views import desk_print as printed
from zhigong.engines.cases.views import desk_register as registering
from zhigong.engines.cases.views import desk_reveal as revealing
from zhigong.engines.cases.views import desk_trust as trust
from zhigong.engines.cases.views import desk_viewer as viewing
from zhigong.engines.cases.views import kiosk as hall
from zhigong.engines.cases.views import kiosk_apply as beginning
from zhigong.engines.cases.views import kiosk_ask as hall_asking
from zhigong.engines.cases.views import portal_agency as acting
from zhigong.engines.cases.views import portal_apply as making
from zhigong.engines.cases.views import portal_ask as asking
from zhigong.engines.cases.views import portal_own as own
from zhigong.engines.cases.views import portal_sample as samples
from zhigong.engines.cases.views import portal_services as offered

COMPOSED = "compose/<slug:composed_code>"
composer: list[Any] = [
    path("compose/", composing.list_composed, name="compose"),
    path("compose/new/", composing.start, name="compose_start"),
    path(f"{COMPOSED}/", composing.overview, name="compose_overview"),
    path(f"{COMPOSED}/publish/", composing.publish, name="compose_publish"),
    path(f"{COMPOSED}/close/", composing.close, name="compose_close"),
    path(f"{COMPOSED}/discard/", composing.discard, name="compose_discard"),
    path(f"{COMPOSED}/versions/", composing.versions, name="compose_versions"),
    path(f"{COMPOSED}/texts/", parts.texts, name="compose_texts"),
    path(f"{COMPOSED}/terms/", parts.terms, name="compose_terms"),
    path(f"{COMPOSED}/terms/<slug:fact_code>/", parts.condition, name="compose_condition"),
    path(f"{COMPOSED}/form/", parts.questions, name="compose_form"),
    path(f"{COMPOSED}/papers/", parts.papers, name="compose_papers"),
    path(f"{COMPOSED}/route/", parts.route, name="compose_route"),
    path(f"{COMPOSED}/papers/<slug:item_code>/sample/", parts.sample, name="compose_sample"),
    path(f"{COMPOSED}/<slug:part_code>/<slug:item_code>/", parts.item, name="compose_item"),
]
# The portal's own pages of a declaration in the making, in a frame as wide as a telephone.
phone: list[Any] = [
    path(f"{COMPOSED}/preview/", preview.frame, name="compose_preview"),
    path(f"{COMPOSED}/phone/", preview.service, name="compose_phone"),
    path(f"{COMPOSED}/phone/sample/<slug:item_code>/", preview.sample, name="compose_phone_sample"),
    path(f"{COMPOSED}/phone/go/", preview.first, name="compose_phone_first"),
    path(f"{COMPOSED}/phone/go/papers/", preview.papers, name="compose_phone_papers"),
    path(f"{COMPOSED}/phone/go/check/", preview.check, name="compose_phone_check"),
    path(f"{COMPOSED}/phone/go/<int:page_number>/", preview.fill, name="compose_phone_fill"),
    path(f"{COMPOSED}/phone/go/<int:page_number>/keep/", preview.keep, name="compose_phone_keep"),
]

desk: list[Any] = [
    *phone,
    *composer,
    path("", lists.list_cases, name="list"),
    path("inbox/", lists.inbox, name="inbox"),
    path("inbox/decide/", batch.decide_many, name="decide_many"),
    path("inbox/<slug:box>/", lists.inbox, name="box"),
    path("register/", registering.register, name="register"),
    path("register/form/", registering.register_form, name="register_form"),
    path("letters/", lettering.letters, name="letters"),
    path("letters/new/", lettering.new, name="new_letter"),
    path("letters/<int:letter_id>/", lettering.letter, name="letter"),
    path("letters/<int:letter_id>/aside/", lettering.set_aside, name="set_letter_aside"),
    path("steps/<int:step_id>/decide/", case.decide, name="decide"),
    path("steps/<int:step_id>/supervise/", case.supervise, name="supervise"),
    path("steps/<int:step_id>/<slug:move>/", case.relay, name="relay"),
    path("objections/<int:objection_id>/", case.settle, name="settle"),
    path("call-backs/", calling.list_call_backs, name="call_backs"),
    path("call-backs/<int:call_back_id>/", calling.call_back, name="call_back"),
    path("call-backs/<slug:box>/", calling.list_call_backs, name="call_back_box"),
    path("relatives/", trust.relatives, name="relatives"),
    path("relatives/<int:relative_id>/end/", trust.end_relative, name="end_relative"),
    path("break-glass/", trust.break_glass, name="break_glass"),
    path("break-glass/records/", trust.glass_records, name="glass_records"),
    path("<slug:number>/", case.detail, name="detail"),
    path("<slug:number>/receipt/", registering.receipt, name="receipt"),
    path("<slug:number>/correct/", registering.correct, name="correct"),
    path("<slug:number>/papers/<uuid:document_id>/", viewing.viewer, name="viewer"),
    path("<slug:number>/sheet/", printed.sheet, name="sheet"),
    path("<slug:number>/sheet/<slug:sheet_format>/", printed.sheet_file, name="sheet_file"),
    path("<slug:number>/reveal/<slug:question>/", revealing.reveal, name="reveal"),
]

portal: list[Any] = [
    path("services/", offered.services, name="services"),
    path("services/<slug:programme_code>/", offered.programme, name="programme"),
    path("services/<slug:programme_code>/sample/<slug:item_code>/", samples.sample, name="sample"),
    path("publicity/", offered.publicity, name="publicity"),
    path("publicity/<str:publicised_number>/", offered.objection, name="objection"),
    path("apply/<slug:programme_code>/for/", acting.for_somebody, name="for_somebody"),
    path("apply/<slug:programme_code>/consent/", acting.consent, name="consent"),
    path("apply/<slug:programme_code>/", making.apply, name="apply"),
    path("apply/<slug:programme_code>/<int:page_number>/", making.fill, name="fill"),
    path("apply/<slug:programme_code>/<int:page_number>/keep/", making.keep, name="keep"),
    path("apply/<slug:programme_code>/papers/", making.papers, name="papers"),
    path("apply/<slug:programme_code>/check/", making.check, name="check"),
    path("apply/<slug:programme_code>/discard/", making.discard, name="discard"),
    path("continue/<str:handover_token>/", asking.go_on, name="continue"),
    path("ask/", asking.ask, name="ask"),
    path("ask/case/", asking.asked, name="asked"),
    path("ask/case/papers/", asking.papers, name="ask_papers"),
    path("ask/case/send/", asking.send, name="ask_send"),
    path("ask/case/withdraw/", asking.withdraw, name="ask_withdraw"),
    path("ask/case/rate/", asking.rate, name="ask_rate"),
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

kiosk: list[Any] = [
    path("services/", hall.services, name="kiosk_services"),
    path("services/<slug:programme_code>/", hall.programme, name="kiosk_programme"),
    path("apply/<slug:programme_code>/", beginning.apply, name="kiosk_apply"),
    path("apply/<slug:programme_code>/<int:page_number>/", beginning.fill, name="kiosk_fill"),
    path("apply/<slug:programme_code>/check/", beginning.check, name="kiosk_check"),
    path("apply/<slug:programme_code>/phone/", beginning.phone, name="kiosk_phone"),
    path("apply/<slug:programme_code>/waiting/", beginning.waiting, name="kiosk_waiting"),
    path("sent/<str:own_number>/", beginning.sent, name="kiosk_sent"),
    path("ask/", hall_asking.ask, name="kiosk_ask"),
    path("ask/code/", hall_asking.code, name="kiosk_ask_code"),
    path("ask/case/", hall_asking.asked, name="kiosk_asked"),
]
