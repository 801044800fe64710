from datetime import UTC, datetime, timedelta

import pytest

from zhigong.registry.accounts import rules

AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
# RFC 6238 appendix B, SHA-1: the secret of its examples, and the last six of its eight digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("unix_time", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_examples_in_rfc_6238(unix_time, code):
    assert rules.totp_at(secret=RFC_SECRET, step=unix_time // 30) == code


def test_a_code_of_the_neighbouring_step_is_accepted_and_of_the_one_beyond_is_not():
    code = rules.totp_at(secret=RFC_SECRET, step=100)

    def step(at):
        return rules.matching_step(secret=RFC_SECRET, code=code, unix_time=at, last_step=0)

    assert [step(98 * 30 + 29), step(99 * 30), step(101 * 30 + 29), step(102 * 30)] == [
        None,
        100,
        100,
        None,
    ]


def test_a_step_that_was_used_never_matches_again():
    code = rules.totp_at(secret=RFC_SECRET, step=100)

    found = rules.matching_step(secret=RFC_SECRET, code=code, unix_time=3000, last_step=100)

    assert found is None


@pytest.mark.parametrize("secret", ["", "AAAA", "not base32!", "1" * 32])
def test_a_text_that_is_no_secret_is_refused(secret):
    with pytest.raises(rules.BadSecret):
        rules.read_secret(secret)


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Abcdefg1", []),
        ("abcdefg-1", []),
        ("Abc1", ["short"]),
        ("abcdefgh1", ["simple"]),
        ("Wangwu-2026", ["contains_login"]),
        ("", ["short", "simple"]),
    ],
)
def test_a_password_has_eight_signs_of_three_kinds_and_not_the_account(password, faults):
    assert rules.password_faults(password=password, login="wangwu") == faults


def test_the_fifth_failure_in_a_row_locks_for_half_an_hour():
    assert rules.count_failure(failures=3, last_failed_at=AT, at=AT) == (4, None)
    assert rules.count_failure(failures=4, last_failed_at=AT, at=AT) == (
        5,
        AT + timedelta(minutes=30),
    )


def test_failures_older_than_the_lock_are_forgotten():
    old = AT - timedelta(minutes=30)

    assert rules.count_failure(failures=4, last_failed_at=old, at=AT) == (1, None)


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(1800, 30), (1799.5, 30), (1740, 29), (61, 2), (60, 1), (0.2, 1)]
)
def test_a_lock_is_told_in_whole_minutes_never_longer_than_it_is_set(seconds, minutes):
    assert rules.minutes_until(AT + timedelta(seconds=seconds), at=AT) == minutes


def test_system_security_and_audit_are_never_in_one_hand():
    assert rules.conflicting_power(held={"audit", "business"}, wanted="security") == "audit"
    assert rules.conflicting_power(held={"security"}, wanted="business") is None
    assert rules.conflicting_power(held={"security"}, wanted="security") is None


def test_a_password_is_old_on_the_ninetieth_day_and_never_with_no_lifetime():
    changed = AT.date()

    def is_old(days, lifetime=90):
        on = changed + timedelta(days=days)
        return rules.is_password_old(changed_on=changed, on=on, lifetime_days=lifetime)

    assert [is_old(89), is_old(90), is_old(900, lifetime=0)] == [False, True, False]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36", "Windows 电脑 · Chrome"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120 MicroMessenger/8.0", "安卓手机 · 微信"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604", "苹果手机 · Safari"),
        ("curl/8.0", ""),
    ],
)
def test_a_device_is_called_what_people_call_it(agent, name):
    assert rules.device_name(agent) == name
