import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.urls import reverse
from django.utils import timezone

from zhigong.registry.accounts import operations, queries, rules
from zhigong.registry.accounts.middleware import ActorMiddleware
from zhigong.registry.accounts.models import LoginCode, User
from zhigong.registry.accounts.tests.factories import PASSWORD, make_staff
from zhigong.registry.accounts.tests.visiting import (
    LOGIN,
    PHONE,
    STAFF,
    ask_for_code,
    enter_code,
    is_logged_in,
    log_in,
    person,
    text_of,
    totp,
)
from zhigong.registry.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_staff_log_in_with_account_password_and_authenticator(client, boris):
    first = client.post(STAFF, {"login": " Boris ", "password": PASSWORD})
    assert first["Location"] == "/accounts/second-factor/"
    assert not is_logged_in(client)

    second = client.post("/accounts/second-factor/", {"code": totp()})

    assert second["Location"] == "/desk/"
    assert is_logged_in(client)
    entry = Entry.objects.get(verb="accounts.log_in")
    assert (entry.actor_id, entry.object_id) == (boris.pk, str(boris.pk))


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client, boris):
    wrong = client.post(STAFF, {"login": "boris", "password": "Nothing-1"})
    unknown = client.post(STAFF, {"login": "nobody", "password": "Nothing-1"})

    assert wrong.status_code == unknown.status_code == 422
    assert "账号或密码不正确" in text_of(wrong)
    strip = re.compile(r'value="[^"]*"|name="csrfmiddlewaretoken"')
    assert strip.sub("", text_of(wrong)) == strip.sub("", text_of(unknown))


@pytest.mark.parametrize("login", ["boris", "nobody"])
def test_five_failures_lock_known_and_unknown_accounts_alike(client, boris, login):
    for _attempt in range(4):
        client.post(STAFF, {"login": login, "password": "Nothing-1"})
    fifth = client.post(STAFF, {"login": login, "password": "Nothing-1"})
    right = client.post(STAFF, {"login": login, "password": PASSWORD})

    assert "请30分钟后再试" in text_of(fifth)
    assert right.status_code == 422
    assert "pending" not in client.session
    assert not is_logged_in(client)


def test_the_lock_opens_after_half_an_hour(boris):
    at = timezone.now()
    for _attempt in range(5):
        operations.record_failure(kind="staff", name="boris", at=at)

    later = at + timedelta(minutes=30, seconds=1)
    assert operations.check_staff_password(login="boris", password=PASSWORD, at=later) == boris


def test_the_same_code_of_the_authenticator_is_refused_the_second_time(client, boris):
    with time_machine.travel(timezone.now(), tick=False):
        code = totp()
        log_in(client, code=code)
        client.post("/accounts/logout/")
        again = log_in(client, code=code)

    assert again.status_code == 422
    assert "已使用" in text_of(again)
    assert not is_logged_in(client)


def test_wrong_second_factors_lock_as_wrong_passwords_do(client, boris):
    client.post(STAFF, {"login": "boris", "password": PASSWORD})
    for _attempt in range(5):
        client.post("/accounts/second-factor/", {"code": "000000"})
    right = client.post("/accounts/second-factor/", {"code": totp()})

    assert "连续输错次数过多" in text_of(right)
    assert not is_logged_in(client)


def test_a_password_alone_opens_no_page(client, boris):
    client.post(STAFF, {"login": "boris", "password": PASSWORD})

    assert client.get("/accounts/sessions/").status_code == 302
    assert client.get("/desk/accounts/grants/").status_code == 302


def test_without_an_authenticator_one_is_bound_before_entry(client, tree):
    make_staff("newton", "牛新人", totp=False)
    first = client.post(STAFF, {"login": "newton", "password": PASSWORD})
    assert first["Location"] == "/accounts/enrol/"
    page = client.get("/accounts/enrol/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page).group(1)

    wrong = client.post("/accounts/enrol/", {"code": "000000"})
    assert wrong.status_code == 422
    step = int(timezone.now().timestamp()) // 30
    done = client.post("/accounts/enrol/", {"code": rules.totp_at(secret=secret, step=step)})

    assert done["Location"] == "/accounts/recovery/"
    shown = client.get("/accounts/recovery/").content.decode()
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", shown)
    assert len(codes) == 8
    client.post("/accounts/logout/")
    assert log_in(client, "newton", codes[0])["Location"] == "/desk/"
    client.post("/accounts/logout/")
    assert log_in(client, "newton", codes[0]).status_code == 422


def test_by_setting_the_second_factor_is_a_code_by_sms(client, tree, sent, setting):
    setting(second_factor="sms")
    make_staff("smith", "史短信", phone="13900001111")
    client.post(STAFF, {"login": "smith", "password": PASSWORD})

    client.post("/accounts/second-factor/", {"action": "send"})
    answer = client.post("/accounts/second-factor/", {"code": sent[-1].code})

    assert (sent[-1].phone, sent[-1].purpose) == ("13900001111", "second_factor")
    assert answer["Location"] == "/desk/"


def test_a_member_logs_in_with_phone_and_code(client, db, sent):
    anna = person()

    answer = ask_for_code(client)
    assert answer.status_code == 200
    assert sent[-1].code not in answer.content.decode()
    entered = enter_code(client, sent[-1].code)

    assert entered["Location"] == "/"
    user = User.objects.get(person=anna)
    assert (user.kind, user.name) == ("member", "王小芳")
    assert queries.phone_of(user) == PHONE


def test_the_answer_to_a_phone_nobody_has_is_the_same(client, db, sent):
    person()
    known = text_of(ask_for_code(client))
    unknown = text_of(ask_for_code(client, "13812349999"))

    hide = re.compile(r"138\*{4}\d{4}|13812\d{6}|value=\"[^\"]*\"|<script.*?</script>")
    assert hide.sub("", known) == hide.sub("", unknown)


def test_a_code_works_once(client, db, sent):
    ask_for_code(client)
    enter_code(client, sent[-1].code)
    client.post("/accounts/logout/")

    assert enter_code(client, sent[-1].code).status_code == 422


def test_a_code_lives_five_minutes(db, sent):
    at = timezone.now()
    code = operations.issue_code(phone=PHONE, purpose="login", address="::1", at=at)

    def check(after):
        return operations.check_code(phone=PHONE, purpose="login", code=code, at=at + after)

    assert check(timedelta(minutes=5)) is False
    assert check(timedelta(minutes=4, seconds=59)) is True


def test_a_code_bears_five_tries(db):
    at = timezone.now()
    code = operations.issue_code(phone=PHONE, purpose="login", address="::1", at=at)
    wrong = "000000" if code != "000000" else "111111"

    for _attempt in range(5):
        assert not operations.check_code(phone=PHONE, purpose="login", code=wrong, at=at)

    assert not operations.check_code(phone=PHONE, purpose="login", code=code, at=at)


def test_a_code_for_one_purpose_or_phone_is_no_code_for_another(db):
    at = timezone.now()
    code = operations.issue_code(phone=PHONE, purpose="login", address="::1", at=at)

    assert not operations.check_code(phone=PHONE, purpose="second_factor", code=code, at=at)
    assert not operations.check_code(phone="13812349999", purpose="login", code=code, at=at)


def test_codes_are_limited_to_one_a_minute_and_five_an_hour(client, db, sent):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        ask_for_code(client)
        early = ask_for_code(client)
        for _number in range(4):
            clock.shift(61)
            ask_for_code(client)
        clock.shift(61)
        late = ask_for_code(client)

    assert "秒后再试" in text_of(early)
    assert "次数过多" in text_of(late)
    assert len(sent) == LoginCode.objects.count() == 5


def test_codes_are_limited_per_address(db):
    at = timezone.now()
    for number in range(rules.CODES_PER_ADDRESS_AND_HOUR):
        operations.issue_code(
            phone=f"138{number:08d}", purpose="login", address="1.1.1.1", at=at, proof=uuid4()
        )

    with pytest.raises(operations.codes.TooManyCodes):
        operations.issue_code(phone="13900000000", purpose="login", address="1.1.1.1", at=at)
    operations.issue_code(phone="13900000000", purpose="login", address="2.2.2.2", at=at)


@pytest.mark.parametrize("phone", ["", "123", "23812345678", "138123456789", "０１３８"])
def test_a_number_that_is_no_mobile_is_refused_beside_the_field(client, db, sent, phone):
    answer = ask_for_code(client, phone)

    assert answer.status_code == 422
    assert sent == []


def test_a_number_is_read_as_people_type_it(client, db, sent):
    ask_for_code(client, "+86 138-1234-5678")

    assert sent[-1].phone == PHONE


def test_the_demo_shows_the_code_on_the_page_and_production_never(client, db, sent, setting):
    hidden = ask_for_code(client)
    assert sent[-1].code not in hidden.content.decode()

    setting(env="demo")
    shown = ask_for_code(client, "13812340000")

    assert "演示验证码" in shown.content.decode()
    assert sent[-1].code in shown.content.decode()


def test_two_people_with_one_phone_say_who_they_are(client, db, sent):
    person("王小芳", id_number="330211199003071234")
    ben = person("李大山", id_number="330211198001011119")
    ask_for_code(client)

    assert enter_code(client, sent[-1].code)["Location"] == "/accounts/who/"
    assert not is_logged_in(client)
    assert PHONE not in str(dict(client.session))
    wrong = client.post("/accounts/who/", {"id_number": "330211198001011127"})
    assert wrong.status_code == 422
    assert "李大山" not in wrong.content.decode()
    right = client.post("/accounts/who/", {"id_number": "330211 19800101 1119"})

    assert right["Location"] == "/"
    assert client.session["_auth_user_id"] == str(User.objects.get(person=ben).pk)


def test_a_phone_that_changed_hands_gives_no_access_to_the_former_owner(db):
    anna, ben = person(), person("李大山", phone="13800000000", id_number="330211198001011119")
    at = timezone.now()
    before = operations.find_or_open_member(phone=PHONE, person_id=anna.pk, name="王", at=at)

    after = operations.find_or_open_member(phone=PHONE, person_id=ben.pk, name="李", at=at)

    before.refresh_from_db()
    assert after.person_id == ben.pk
    assert (before.person_id, before.phone_blind) == (anna.pk, None)


def test_a_member_with_a_password_may_use_it(client, db, sent):
    person()
    ask_for_code(client)
    enter_code(client, sent[-1].code)
    client.post("/accounts/password/", {"new": "Hai-Bin-88", "again": "Hai-Bin-88"})
    client.post("/accounts/logout/")

    answer = client.post(LOGIN + "?who=password", {"phone": PHONE, "password": "Hai-Bin-88"})

    assert answer["Location"] == "/"


def test_staff_cannot_enter_by_a_member_code(client, tree, sent):
    make_staff("smith", "史短信", phone=PHONE)
    ask_for_code(client)
    enter_code(client, sent[-1].code)

    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert (user.kind, user.person_id) == ("member", None)


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/desk/accounts/grants/", "/desk/accounts/grants/"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
    ],
)
def test_after_logging_in_only_our_own_pages_are_opened(client, boris, wanted, leads_to):
    client.post(f"{STAFF}&next={wanted}", {"login": "boris", "password": PASSWORD})
    answer = client.post("/accounts/second-factor/", {"code": totp()})

    assert answer["Location"] == leads_to


def test_a_logged_in_request_costs_three_statements_before_the_page(
    client, boris, django_assert_max_num_queries, rf
):
    log_in(client)
    request = rf.get("/")
    request.COOKIES = {"sessionid": client.cookies["sessionid"].value}
    seen = []

    def view(asked):
        seen.append(asked.actor)
        return SimpleNamespace(status_code=200)

    SessionMiddleware(view).process_request(request)
    AuthenticationMiddleware(view).process_request(request)
    with django_assert_max_num_queries(3):
        ActorMiddleware(view)(request)

    assert seen[0].user_id == boris.pk
    assert request.scope_title == "招宝山街道总工会"


def test_the_login_page_of_the_desk_opens_on_the_staff_tab(client, db):
    page = client.get(LOGIN + "?next=/desk/").content.decode()

    assert 'name="login"' in page
    assert reverse("accounts:login") in page
