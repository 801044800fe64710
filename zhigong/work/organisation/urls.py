"""The addresses of union building, all on the desk."""

from typing import Any

from django.urls import path

from zhigong.work.organisation.views import desk_buildings as buildings
from zhigong.work.organisation.views import desk_firms as firms
from zhigong.work.organisation.views import desk_grids as grids
from zhigong.work.organisation.views import desk_health as health
from zhigong.work.organisation.views import desk_plans as plans
from zhigong.work.organisation.views import desk_terms as terms

desk: list[Any] = [
    path("firms/", firms.unfounded, name="unfounded"),
    path("firms/in/<slug:firm_state>/", firms.unfounded, name="unfounded_state"),
    path("firms/<str:employer_code>/found/", firms.start_founding, name="start_founding"),
    path("firms/<str:employer_code>/exempt/", firms.ask_exemption, name="ask_exemption"),
    path("firms/<str:employer_code>/restore/", firms.restore, name="restore"),
    path("exemptions/", firms.exemptions, name="exemptions"),
    path("exemptions/<int:exemption_id>/", firms.exemption, name="exemption"),
    path("targets/", firms.targets, name="targets"),
    path("targets/set/", firms.set_target, name="set_target"),
    path("practice/", firms.practice, name="practice"),
    path("buildings/", buildings.buildings, name="buildings"),
    path("buildings/in/<slug:building_box>/", buildings.buildings, name="building_box"),
    path("building/<slug:number>/", buildings.building, name="building"),
    path("building/<slug:number>/do/<slug:building_deed>/", buildings.act, name="act"),
    path("building/<slug:number>/candidates/", buildings.add_candidate, name="add_candidate"),
    path(
        "building/<slug:number>/candidates/<int:candidate_id>/remove/",
        buildings.remove_candidate,
        name="remove_candidate",
    ),
    path(
        "building/<slug:number>/paper/<slug:building_paper>.<slug:letter_format>",
        buildings.paper,
        name="paper",
    ),
    path("elections/<str:union_code>/", buildings.start_election, name="start_election"),
    path("terms/", terms.terms, name="terms"),
    path("terms/in/<slug:term_box>/", terms.terms, name="term_box"),
    path("terms/<str:union_code>/delay/", terms.delay_election, name="delay_election"),
    path("makeup/", terms.makeup, name="makeup"),
    path("officers/", terms.officers, name="officers"),
    path("officers/<int:officer_id>/", terms.place_officer, name="place_officer"),
    path("health/", health.health, name="health"),
    path("health/<str:union_code>/", health.card, name="card"),
    path("health/<str:union_code>/refresh/", health.refresh, name="refresh_health"),
    path("plans/", plans.plans, name="plans"),
    path("plans/template/", plans.plan_template, name="plan_template"),
    path("plans/upload/", plans.upload_plan, name="upload_plan"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/<int:plan_id>/do/<slug:plan_move>/", plans.plan_deed, name="plan_deed"),
    path("grids/", grids.grids, name="grids"),
    path("grids/new/", grids.new_grid, name="new_grid"),
    path("grids/<int:grid_id>/", grids.grid, name="grid"),
    path("grids/<int:grid_id>/edit/", grids.edit_grid, name="edit_grid"),
    path(
        "grids/<int:grid_id>/remove/<slug:grid_kind>/<int:grid_thing_id>/",
        grids.empty_grid,
        name="empty_grid",
    ),
]
