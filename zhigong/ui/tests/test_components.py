"""The components give what their names promise, and nothing a strict policy would refuse."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from zhigong.ui import cells, icons, shapes, views
from zhigong.ui.templatetags import ui

TEMPLATES = [
    path
    for path in Path(__file__).parents[3].glob("zhigong/**/templates/**/*.html")
    if "node_modules" not in path.parts
]


def render(text, **context):
    return Template("{% load ui %}" + text).render(Context(context))


def test_a_badge_has_a_word_a_colour_and_a_shape():
    html = render('{% badge "已逾期" "bad" %}')

    assert "已逾期" in html
    assert "■" in html
    assert "badge-bad" in html


def test_a_long_value_takes_both_columns():
    html = render("{% facts pairs 2 %}", pairs=[("结果", "已" * 40), ("日期", "2026-11-21")])

    assert html.count('class="wide"') == 1
    assert 'class="wide"' not in render("{% facts pairs %}", pairs=[("结果", "已" * 40)])


def test_a_day_in_a_description_list_is_written_as_in_a_table():
    html = render("{% facts pairs %}", pairs=[("出生日期", date(1990, 1, 2))])

    assert "1990-01-02" in html


def test_text_from_people_is_escaped():
    html = render("{% badge name %}{% empty_state title=name %}{% endempty_state %}", name="<b>")

    assert "<b>" not in html


def test_a_block_keeps_its_markup_and_escapes_its_words():
    html = render('{% card title="资料" %}<p>{{ name }}</p>{% endcard %}', name="<i>")

    assert "<p>&lt;i&gt;</p>" in html


@pytest.mark.parametrize(
    ("share", "shown"),
    [(None, "—"), (0, "0.00%"), (0.6077, "60.77%"), ("0.999999", "99.99%"), (1, "100.00%")],
)
def test_a_rate_is_a_whole_only_when_it_is_one(share, shown):
    assert ui.percent(share) == shown


def test_dates_and_numbers_are_written_the_house_way():
    assert ui.thousands(143141) == "143,141"
    assert ui.day(date(2026, 11, 21)) == "2026-11-21"
    assert ui.moment(datetime(2026, 11, 21, 2, 30, tzinfo=UTC)) == "2026-11-21 10:30"
    assert ui.chinese_day(date(2026, 1, 2)) == "2026年1月2日"
    assert [ui.thousands(None), ui.day(None), ui.moment(None)] == ["—", "—", "—"]


def test_a_spark_line_needs_two_values_and_stays_inside():
    assert shapes.spark([1]) is None

    drawn = shapes.spark([1, 5, 3])
    points = [tuple(map(float, p.split(","))) for p in drawn.points.split()]
    assert points[1][1] == shapes.SPARK_EDGE
    assert all(0 <= x <= 96 and 0 <= y <= 28 for x, y in points)


def test_a_bar_never_leaves_its_ground():
    assert [shapes.bar_width(v, of=10) for v in (-1, 5, 20)] == ["0.00%", "50.00%", "100.00%"]
    assert shapes.bar_width(1, of=0) == "0.00%"


def test_a_figure_has_its_parts_its_date_its_definition_and_its_rows():
    html = render(
        '{% figure "采集率" "60.77%" numerator=143141 denominator=235545 as_of=on'
        ' definition="口径文字" href="/rows/" gap_href="/gap/" change=1 change_text="+1" %}',
        on=date(2026, 11, 21),
    )

    for part in ("143,141 ÷ 235,545", "截至 2026-11-21", "口径文字", "/rows/", "/gap/", "▲ +1"):
        assert part in html


def test_a_masked_value_asks_for_a_reason_before_it_opens():
    html = render('{% masked "138****5678" "/open/" %}')

    assert 'name="reason" required' in html
    assert 'action="/open/"' in html


def test_steps_before_the_current_are_done():
    html = render('{% rail "上传" "核对" "完成" current=2 %}')

    assert re.findall(r'class="is-(\w+)"', html) == ["done", "now", "next"]


def test_the_style_page_shows_everything_outside_production_only(settings):
    request = RequestFactory().get("/ui/")

    assert views.style_page(request).status_code == 200
    in_production = settings.ZHIGONG.model_copy(update={"env": "prod"})
    with override_settings(ZHIGONG=in_production), pytest.raises(Http404):
        views.style_page(request)


def test_every_icon_a_template_names_is_in_the_sprite():
    known = set(icons.names())
    for path in TEMPLATES:
        named = set(re.findall(r'{% icon "([\w-]+)"', path.read_text("utf-8")))
        named |= set(re.findall(r'\bicon="([\w-]+)"', path.read_text("utf-8")))
        assert named <= known, (path.name, named - known)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_carries_style_or_script_within(path):
    text = path.read_text("utf-8")

    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son(click|change|submit|load|input)\s*=", text)
    assert not re.search(r'(src|href)="https?://', text)


def column(title, **more):
    return SimpleNamespace(**{"title": title, "numeric": False, "wrap": False, **more})


def test_the_rows_of_a_list_are_escaped_and_marked_by_column():
    columns = [
        {"column": column("姓名"), "url": "/x?a=1&b", "tone": None},
        {"column": column("人数", numeric=True), "url": "", "tone": None},
        {"column": column("状态", wrap=True), "url": "", "tone": "good"},
    ]
    texts = ('<b>"李雷"', "1,255", "正常")
    row = {"id": 7, "cells": [{**c, "text": t} for c, t in zip(columns, texts, strict=True)]}

    html = cells.table_rows([row], has_pick=True, has_drawer=True, badge=ui.badge)

    assert "<b>" not in html.replace("<b></b>", "")
    assert 'class="first-cell" data-title="姓名" title="&lt;b&gt;&quot;李雷&quot;"' in html
    assert '<a href="/x?a=1&amp;b" hx-get="/x?a=1&amp;b"' in html
    assert '<td class="num" data-title="人数">1,255</td>' in html
    assert 'name="ids" value="7"' in html
    assert "badge-good" in html


def test_the_choices_of_a_filter_are_escaped_and_the_chosen_one_is_marked():
    html = cells.options([("a", "甲<"), ("b", "乙")], "b")

    assert html == '<option value="a">甲&lt;</option><option value="b" selected>乙</option>'


def test_a_number_is_kept_in_one_line_where_long_names_may_break():
    texts = ("GH-330211-20261121-000008", "蛟川博威精密机械制造有限公司工会委员会")
    cells_of_row = [{"column": column("甲"), "url": "", "tone": None, "text": t} for t in texts]

    html = cells.table_rows(
        [{"id": 1, "cells": cells_of_row}], has_pick=False, has_drawer=False, badge=ui.badge
    )

    number, name = html.split("<td")[1:]
    assert "data-long" not in number
    assert "data-long" in name
