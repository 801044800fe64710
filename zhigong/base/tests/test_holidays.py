"""Days that an installation loads: the notice of a year, and the days of a place of its own."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from zhigong.base import holidays
from zhigong.base.holidays import NoticeUnreadable, calendar_of, read_notice
from zhigong.base.models import Setting
from zhigong.base.templatetags.limits import provisional

pytestmark = pytest.mark.django_db
NOTICE = """# 国务院办公厅关于2027年部分节假日安排的通知
2027-10-01,休
2027-10-04,放假,国庆节

2027-10-09,班
"""


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "2027.csv"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def load(path, **options):
    out = StringIO()
    call_command(
        "load_holidays", str(path), "--source", "国办发明电〔2026〕8号", stdout=out, **options
    )
    holidays.keep({}, seconds=0)
    return out.getvalue().strip()


def test_a_notice_moves_limits_in_the_whole_country(notice):
    assert load(notice) == "已登记 3 天"

    calendar = calendar_of("330211000000")
    assert not calendar.is_working_day(date(2027, 10, 4))
    assert calendar.is_working_day(date(2027, 10, 9))
    assert calendar.add_working_days(date(2027, 9, 30), 1) == date(2027, 10, 5)


def test_a_notice_loaded_twice_is_there_once_and_the_later_word_counts(notice):
    load(notice)
    notice.write_text("2027-10-04,班", encoding="utf-8")
    load(notice)

    assert Setting.objects.filter(key=holidays.KEY).count() == 3
    assert calendar_of().is_working_day(date(2027, 10, 4))


def test_the_days_of_a_place_hold_below_it_and_nowhere_else(notice):
    notice.write_text("2026-04-20,休", encoding="utf-8")
    load(notice, region="450000")

    assert not calendar_of("450103001000").is_working_day(date(2026, 4, 20))
    assert calendar_of("330211000000").is_working_day(date(2026, 4, 20))
    assert calendar_of().is_working_day(date(2026, 4, 20))


def test_a_lower_place_overrules_the_one_above(notice):
    notice.write_text("2026-04-20,休", encoding="utf-8")
    load(notice, region="450000")
    notice.write_text("2026-04-20,班", encoding="utf-8")
    load(notice, region="450100")

    assert calendar_of("450103000000").is_working_day(date(2026, 4, 20))
    assert not calendar_of("450200000000").is_working_day(date(2026, 4, 20))


def test_the_place_is_asked_for_only_where_some_place_has_days_of_its_own(notice):
    def refuses():
        raise AssertionError("asked without need")

    load(notice)
    calendar_of(refuses)
    notice.write_text("2026-04-20,休", encoding="utf-8")
    load(notice, region="45")
    with pytest.raises(AssertionError, match="without need"):
        calendar_of(refuses)


def test_the_days_are_read_once_a_minute(notice, django_assert_num_queries):
    holidays.keep({}, seconds=0)
    with django_assert_num_queries(1):
        calendar_of()
        calendar_of("330211000000")


@pytest.mark.parametrize(
    ("line", "what"),
    [("2027-02-30,休", "2027-02-30"), ("2027-10-01,假", "假"), ("2027-10-01", "“”")],
)
def test_a_line_that_is_no_day_is_named_and_nothing_is_loaded(notice, line, what):
    notice.write_text(f"2027-01-01,休\n{line}", encoding="utf-8")

    with pytest.raises(NoticeUnreadable, match=f"第2行.*{what}"):
        read_notice(notice)
    with pytest.raises(CommandError, match="第2行"):
        load(notice)
    assert not Setting.objects.filter(key=holidays.KEY).exists()


def test_a_region_that_is_none_is_refused(notice):
    with pytest.raises(CommandError, match="行政区划代码"):
        call_command("load_holidays", str(notice), "--source", "x", "--region", "宁波")


def test_a_limit_in_a_year_without_a_notice_says_that_it_is_provisional(notice):
    assert "2027年节假日安排尚未公布" in provisional(date(2027, 10, 5))
    assert provisional(date(2026, 10, 5)) == ""
    assert provisional(None) == ""
