"""The addresses of imports and of joining, by screen."""

from django.urls import path

from zhigong.work.membership.views import desk as pages
from zhigong.work.membership.views import joins, missing, points, reports, steps
from zhigong.work.membership.views import portal as phone

desk = [
    path("joins/", joins.joins, name="joins"),
    path("joins/approve/", joins.approve_joins, name="approve_joins"),
    path("joins/approve-all/", joins.approve_all, name="approve_all"),
    path("joins/approve-all/<uuid:job_id>/", joins.approving, name="approving"),
    path("joins/print/", joins.print_joins, name="print_joins"),
    path("joins/<int:application_id>/", joins.join_detail, name="join_detail"),
    path(
        "joins/<int:application_id>/<slug:join_paper>.<slug:paper_format>",
        joins.join_paper,
        name="join_paper",
    ),
    path("points/", points.points, name="points"),
    path("points/new/", points.new_point, name="new_point"),
    path("points/<int:point_id>/", points.point, name="point"),
    path("points/<int:point_id>/poster/", points.point_poster, name="point_poster"),
    path("points/<int:point_id>/wall/", points.point_wall, name="point_wall"),
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

portal = [
    path("join/<str:token>/", phone.join, name="join"),
    path("join/<str:token>/transfer/", phone.transfer_here, name="join_transfer"),
    path("join/<str:token>/employers/", phone.employers, name="join_employers"),
    path("joins/", phone.own_joins, name="own_joins"),
    path("joins/<str:own_join_number>/", phone.own_join, name="own_join"),
    path(
        "joins/<str:own_join_number>/application.<slug:paper_format>",
        phone.own_join_paper,
        name="own_join_paper",
    ),
]
