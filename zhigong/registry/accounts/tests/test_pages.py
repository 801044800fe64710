import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from zhigong.registry.accounts import operations, queries
from zhigong.registry.accounts.models import Authorisation, Grant, MachineToken, Role, Stewardship
from zhigong.registry.accounts.tests.factories import PASSWORD, make_staff
from zhigong.registry.accounts.tests.test_login import totp

pytestmark = pytest.mark.django_db
DESK = "/desk/accounts/"


def browser(user):
    """Return a browser this user is logged in with."""
    client = Client()
    client.post("/accounts/login/?who=staff", {"login": user.login, "password": PASSWORD})
    answer = client.post("/accounts/second-factor/", {"code": totp()})
    assert answer["Location"] == "/desk/"
    return client


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


READ = ("grants/", "administrators/", "roles/", "silent/")


@pytest.mark.parametrize("address", READ)
def test_the_pages_of_rights_open_for_those_who_hold_the_ability(chen, address):
    page(browser(chen), DESK + address)


@pytest.mark.parametrize("address", [*READ, "stewards/", "tokens/", "grants/new/", "roles/new/"])
def test_without_the_ability_a_page_is_refused_and_unknown_visitors_log_in(dalia, address):
    assert browser(dalia).get(DESK + address).status_code == 403
    assert Client().get(DESK + address)["Location"].startswith("/accounts/login/?next=")


def test_every_page_of_ones_own_account_opens(boris):
    client = browser(boris)

    for name in ("sessions", "password", "reasons", "delegations", "steward"):
        page(client, f"/accounts/{name}/")


def test_grants_outside_the_scope_are_not_listed(tree, boris, chen):
    make_staff("fay", "费蛟川", role="union_admin", union=tree["second"])
    shown = page(browser(boris), DESK + "grants/")

    assert "鲍街管" in shown
    assert "费蛟川" not in shown
    assert "陈区管" not in shown


def test_accounts_and_unions_outside_the_scope_are_not_found(tree, boris, chen):
    fay = make_staff("fay", "费蛟川", role="union_admin", union=tree["second"])
    client = browser(boris)

    for address in (
        f"users/{fay.pk}/",
        f"users/{chen.pk}/",
        f"administrators/{tree['second'].code}/",
        "roles/nothing/",
    ):
        assert client.get(DESK + address).status_code == 404, address
    theirs = fay.grants.get()
    assert client.post(f"{DESK}grants/{theirs.pk}/end/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.ends_before is None


def test_the_wizard_opens_an_account_authorises_and_shows_the_password_once(tree, chen):
    client = browser(chen)
    address = f"{DESK}administrators/{tree['firm'].code}/"

    answer = client.post(address, {"user": "gu", "name": "顾新任", "phone": "138 0000 1111"})

    assert answer.status_code == 200
    assert 'id="first-password"' in answer.content.decode()
    assert Authorisation.objects.get().user.login == "gu"
    assert 'id="first-password"' not in page(client, address)


def test_the_same_wizard_hands_over(tree, chen, dalia):
    client = browser(chen)
    address = f"{DESK}administrators/{tree['firm'].code}/"
    client.post(address, {"user": "gu", "name": "顾新任"})

    client.post(address, {"user": "dalia", "reason": "换届"})

    assert (
        queries.authorisation_of(
            actor=queries.actor_of(user=chen, on=dalia.created_at.date().replace(day=21)),
            union=tree["firm"],
        ).user
        == dalia
    )


def test_a_refusal_stands_beside_the_field_and_keeps_what_was_typed(tree, chen):
    answer = browser(chen).post(
        f"{DESK}administrators/{tree['firm'].code}/", {"user": "nobody", "reason": "换届选举"}
    )

    assert answer.status_code == 422
    assert "没有找到账号“nobody”" in answer.content.decode()
    assert "换届选举" in answer.content.decode()


def test_a_role_is_granted_and_ended_on_the_desk(tree, sofia, dalia):
    client = browser(sofia)
    answer = client.post(
        DESK + "grants/new/",
        {
            "user": "dalia",
            "role": "union_viewer",
            "union": tree["firm"].code,
            "starts_on": "2026-11-01",
            "last_day": "2026-12-31",
        },
    )
    assert answer.status_code == 302
    given = Grant.objects.get(user=dalia)
    assert str(given.ends_before) == "2027-01-01"

    client.post(f"{DESK}grants/{given.pk}/end/")

    given.refresh_from_db()
    assert str(given.ends_before) == "2026-11-21"


def test_a_union_outside_the_scope_is_refused_beside_the_field(tree, chen, dalia):
    limited = make_staff("lin", "林街区", role="county_admin", union=tree["first"])
    answer = browser(limited).post(
        DESK + "grants/new/",
        {
            "user": "dalia",
            "role": "union_viewer",
            "union": tree["second"].code,
            "starts_on": "2026-11-01",
        },
    )

    assert answer.status_code == 422
    assert f"没有找到“{tree['second'].code}”" in answer.content.decode()
    assert not Grant.objects.filter(user=dalia).exists()


def test_a_steward_enters_and_leaves_the_union_in_care(tree, chen, boris):
    client = browser(chen)
    client.post(
        DESK + "stewards/",
        {"user": "boris", "union": tree["firm"].code, "reason": "无专职人员"},
    )
    care = Stewardship.objects.get()
    theirs = browser(boris)
    theirs.post("/accounts/steward/", {"union": tree["firm"].pk})
    assert "正在代管宏远电子有限公司工会" in page(theirs, "/accounts/steward/")
    # Every page says so, not only the first.
    assert "代管中：" in page(theirs, "/desk/unions/")
    theirs.post("/accounts/steward/", {})
    assert "代管中：" not in page(theirs, "/desk/unions/")
    assert "正在代管" not in page(theirs, "/accounts/reasons/")

    client.post(f"{DESK}stewards/{care.pk}/end/")

    care.refresh_from_db()
    assert str(care.ends_before) == "2026-11-21"


def test_a_colleague_is_asked_to_stand_in_on_the_page(tree, boris, dalia):
    client = browser(boris)
    client.post(
        "/accounts/delegations/",
        {
            "grant": boris.grants.get().pk,
            "user": "dalia",
            "starts_on": "2026-11-21",
            "last_day": "2026-11-25",
            "reason": "年休假",
        },
    )
    assert "戴会计" in page(client, "/accounts/delegations/")
    with time_machine.travel(timezone.now().replace(year=2027), tick=False):
        theirs = browser(dalia)
    assert "请假代办" in page(theirs, f"/accounts/reasons/?union={tree['firm'].code}")


def test_the_security_officer_looks_after_accounts_but_not_her_own(tree, sofia, boris):
    client, theirs = browser(sofia), browser(boris)
    page(client, f"{DESK}users/{boris.pk}/")

    client.post(f"{DESK}users/{boris.pk}/", {"action": "end_sessions"})
    assert theirs.get("/accounts/sessions/").status_code == 302
    shown = client.post(f"{DESK}users/{boris.pk}/", {"action": "reset"})
    assert 'id="first-password"' in shown.content.decode()
    client.post(f"{DESK}users/{boris.pk}/", {"action": "close", "reason": "离职"})
    boris.refresh_from_db()
    assert (boris.is_active, boris.must_change_password) == (False, True)
    own = client.post(f"{DESK}users/{sofia.pk}/", {"action": "close"})
    assert own.status_code == 403


def test_a_lower_administrator_cannot_close_a_higher_one(tree, chen):
    low = make_staff("lin", "林街区", role="county_admin", union=tree["first"])
    operations.grant_role(
        user=chen,
        role=queries.get_role(code="union_viewer"),
        union=tree["first"],
        starts_on=chen.created_at.date(),
        actor=queries.actor_of(
            user=make_staff("sec", "安全", role="security_officer", union=tree["root"]),
            on=chen.created_at.date(),
        ),
    )

    answer = browser(low).post(f"{DESK}users/{chen.pk}/", {"action": "close"})

    assert answer.status_code == 403
    chen.refresh_from_db()
    assert chen.is_active


def test_a_role_is_composed_changed_and_built_in_ones_only_shown(tree, sofia):
    client = browser(sofia)
    client.post(
        DESK + "roles/new/", {"code": "reader", "title": "查阅员", "abilities": ["unions.view"]}
    )
    assert Role.objects.get(code="reader").abilities == ["unions.view"]
    client.post(DESK + "roles/reader/", {"title": "查阅员", "abilities": ["unions.change"]})
    assert Role.objects.get(code="reader").abilities == ["unions.change"]

    assert (
        "<form"
        not in page(client, DESK + "roles/leader/").split('id="content"')[1].split("</main>")[0]
    )
    assert client.post(DESK + "roles/leader/", {"title": "x"}).status_code == 403


def test_a_key_is_issued_shown_once_and_revoked(tree, sofia):
    client = browser(sofia)
    answer = client.post(
        DESK + "tokens/",
        {
            "name": "同步",
            "union": tree["first"].code,
            "last_day": "2099-12-31",
            "abilities": ["unions.view"],
        },
    )
    assert 'id="token-text"' in answer.content.decode()
    token = MachineToken.objects.get()
    assert 'id="token-text"' not in page(client, DESK + "tokens/")

    client.post(f"{DESK}tokens/{token.pk}/revoke/")

    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_union_is_named_by_its_name_where_rights_are_given(tree, chen, dalia):
    client = browser(chen)
    client.post(
        DESK + "grants/new/",
        {
            "user": "dalia",
            "role": "union_viewer",
            "union": "宏远电子有限公司工会",
            "starts_on": "2026-11-01",
        },
    )

    assert Grant.objects.get(user=dalia).union == tree["firm"]


def test_why_is_asked_by_name_and_an_unknown_union_is_said_beside_the_field(tree, boris):
    client = browser(boris)

    assert "“工会管理员”，授权于招宝山街道总工会" in page(
        client, "/accounts/reasons/?union=宏远电子有限公司工会"
    )
    answer = client.get(f"/accounts/reasons/?union={tree['second'].code}")
    assert answer.status_code == 422
    assert f"没有找到“{tree['second'].code}”" in answer.content.decode()
    assert "我的授权" in answer.content.decode()


def test_a_new_administrator_needs_a_number_that_receives_messages(tree, chen):
    answer = browser(chen).post(
        f"{DESK}administrators/{tree['firm'].code}/",
        {"user": "gu", "name": "顾新任", "phone": "123", "reason": "换届"},
    )

    assert answer.status_code == 422
    assert "手机号码应为11位" in answer.content.decode()
    assert queries.find_staff(login="gu") is None


def test_who_only_looks_at_rights_is_offered_no_end_of_them(tree, chen, boris):
    auditor = make_staff("ann", "安审计", role="auditor", union=tree["root"])

    assert "结束这项授权" not in page(browser(auditor), f"{DESK}users/{boris.pk}/")
    assert "结束这项授权" in page(browser(chen), f"{DESK}users/{boris.pk}/")


def test_what_locks_somebody_out_asks_first(tree, chen, boris):
    shown = page(browser(chen), f"{DESK}users/{boris.pk}/")

    for question in ("重置这个账号的密码", "解除动态码绑定？", "停用这个账号"):
        assert question in shown


def test_the_last_day_before_the_first_is_said_beside_the_last_day(tree, chen, dalia):
    answer = browser(chen).post(
        DESK + "grants/new/",
        {
            "user": "dalia",
            "role": "union_viewer",
            "union": tree["firm"].code,
            "starts_on": "2026-11-01",
            "last_day": "2026-10-01",
        },
    )

    assert answer.status_code == 422
    assert 'id="id_last_day_error"' in answer.content.decode()
