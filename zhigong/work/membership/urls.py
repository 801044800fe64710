"""The addresses of imports, below ``/desk/membership/``."""

from django.urls import path

from zhigong.work.membership.views import desk as pages
from zhigong.work.membership.views import missing, reports, steps

desk = [
    path("imports/", pages.imports, name="imports"),
    path("imports/roster/", steps.upload_roster, name="upload_roster"),
    path("imports/employers/", steps.upload_employers, name="upload_employers"),
    path("imports/template/<slug:kind>/", pages.template, name="template"),
    path("imports/<uuid:batch_id>/", steps.batch, name="batch"),
    path("imports/<uuid:batch_id>/reading/", steps.reading, name="reading"),
    path("imports/<uuid:batch_id>/check/", steps.check, name="check"),
    path("imports/<uuid:batch_id>/names/", steps.names, name="names"),
    path("imports/<uuid:batch_id>/commit/", steps.commit, name="commit"),
    path("imports/<uuid:batch_id>/progress/", steps.progress, name="progress"),
    path("imports/<uuid:batch_id>/result/", steps.result, name="result"),
    path("imports/<uuid:batch_id>/result.xlsx", pages.result_file, name="result_file"),
    path("imports/<uuid:batch_id>/missing/", missing.missing, name="missing"),
    path("imports/<uuid:batch_id>/discard/", steps.discard, name="discard"),
    path("imports/<uuid:batch_id>/roll-back/", steps.roll_back, name="roll_back"),
    path("reports/", reports.report_up, name="report_up"),
    path("reports/<uuid:job_id>/", reports.report, name="report"),
    path("reports/<uuid:job_id>/file.xlsx", reports.report_file, name="report_file"),
]
