"""The addresses of logging in (``/accounts/``) and of giving rights (``/desk/accounts/``)."""

from django.urls import URLPattern, path

from zhigong.registry.accounts.views import desk as pages
from zhigong.registry.accounts.views import login, own, security

open_pages = [
    path("login/", login.login, name="login"),
    path("login", login.login),
    path("who/", login.who, name="who"),
    path("second-factor/", login.second_factor, name="second_factor"),
    path("enrol/", login.enrol, name="enrol"),
    path("recovery/", login.recovery, name="recovery"),
    path("logout/", login.logout, name="logout"),
    path("sessions/", own.sessions, name="sessions"),
    path("sessions/revoke/", own.revoke, name="revoke"),
    path("password/", own.password, name="password"),
    path("reasons/", own.reasons, name="reasons"),
    path("delegations/", own.delegations, name="delegations"),
    path("delegations/<int:delegation_id>/end/", own.end_delegation, name="end_delegation"),
    path("steward/", own.steward, name="steward"),
]


desk = [
    path("grants/", pages.grants, name="grants"),
    path("grants/new/", pages.new_grant, name="new_grant"),
    path("grants/<int:grant_id>/end/", pages.end_grant, name="end_grant"),
    path("administrators/", pages.administrators, name="administrators"),
    path("administrators/<str:code>/", pages.administrator, name="administrator"),
    path("stewards/", pages.stewards, name="stewards"),
    path("stewards/<int:stewardship_id>/end/", pages.end_steward, name="end_steward"),
    path("roles/", security.roles, name="roles"),
    path("roles/new/", security.new_role, name="new_role"),
    path("roles/<slug:code>/", security.role, name="role"),
    path("users/<int:user_id>/", security.user, name="user"),
    path("silent/", security.silent, name="silent"),
    path("tokens/", security.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", security.revoke_token, name="revoke_token"),
]

urlpatterns: list[URLPattern] = []
