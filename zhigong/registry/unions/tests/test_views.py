from datetime import date

import pytest
from django.urls import reverse

from zhigong.base.actor import ANONYMOUS
from zhigong.registry.audit.models import Entry
from zhigong.registry.unions import operations
from zhigong.registry.unions.models import Committee, Declared, Term, Union
from zhigong.registry.unions.tests.factories import make_union, staff_of
from zhigong.registry.unions.tests.pages import client_for
from zhigong.registry.unions.views.desk_changes import RECORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(district, settings):
    """A clerk of the whole district, at her desk."""
    return client_for(staff_of(district["root"]), settings)


@pytest.fixture
def outsider(district, settings):
    """A clerk of another street."""
    return client_for(staff_of(district["second"]), settings)


@pytest.fixture
def staff_wide(district):
    """Somebody who may reorganise the whole district."""
    return staff_of(district["root"])


def url(name, *args):
    return reverse(f"unions:{name}", args=[getattr(arg, "code", arg) for arg in args])


def test_the_tree_opens_one_level_and_shows_declared_numbers(
    chen, district, django_assert_max_num_queries
):
    operations.declare_numbers(
        actor=staff_of(district["root"]),
        numbers=operations.DeclaredNumbers(
            union_id=district["firm"].pk, as_of=date(2026, 9, 30), workers=1234, members=1000
        ),
        source="季报",
    )

    with django_assert_max_num_queries(12):
        page = chen.get(url("tree"))

    text = page.content.decode()
    assert page.status_code == 200
    for shown in ("镇海区总工会", "招宝山街道总工会", "蛟川街道总工会", "申报职工 1,234"):
        assert shown in text
    assert "宏远电子有限公司" not in text


def test_a_branch_opens_as_a_fragment(chen, district, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        fragment = chen.get(url("branch", district["first"]), headers={"HX-Request": "true"})

    text = fragment.content.decode()
    assert "<html" not in text
    assert "宏远电子有限公司工会委员会" in text
    assert "明州机械有限公司工会" in text
    assert "分会" not in text.replace("分会</span>", "")


def test_the_tree_opens_down_to_a_union(chen, district):
    text = chen.get(url("tree") + f"?at={district['branch'].code}").content.decode()

    assert "宏远电子一车间分会" in text
    assert "is-now" in text


def test_a_search_in_the_tree_says_where_each_union_stands(chen):
    text = chen.get(url("tree") + "?q=电子").content.decode()

    assert "宏远电子一车间分会" in text
    assert "上级：招宝山街道总工会" in text


def test_the_list_shows_living_unions_within_few_statements(
    chen, district, django_assert_max_num_queries
):
    operations.dissolve_union(
        actor=staff_of(district["root"]), union=district["other"], on=date(2026, 1, 1)
    )

    with django_assert_max_num_queries(8):
        page = chen.get(url("list"))

    text = page.content.decode()
    assert "共 <b>5</b> 条" in text
    assert "明州机械" not in text
    assert "明州机械" in chen.get(url("list") + "?status=dissolved").content.decode()
    assert "共 <b>2</b> 条" in chen.get(url("list") + "?q=电子").content.decode()


@pytest.mark.parametrize("tab", ["overview", "children", "declared", "history", "nonsense"])
def test_a_union_page_shows_its_tabs_within_few_statements(
    chen, district, tab, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):
        page = chen.get(url("detail", district["firm"]) + f"?tab={tab}")

    assert page.status_code == 200
    assert "宏远电子有限公司工会委员会" in page.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "detail", "branch", "change", "move", "merge", "dissolve", "declare", "committee", "term",
        "account", "reveal_account", "business_line",
    ],
)  # fmt: skip
def test_outside_the_scope_every_page_of_a_union_is_not_there(outsider, district, name):
    for page in (
        outsider.get(url(name, district["firm"])),
        outsider.post(url(name, district["firm"])),
    ):
        assert page.status_code in (404, 405)
    assert outsider.post(url(name, district["firm"])).status_code in (404, 405)


def test_without_the_ability_a_page_is_forbidden_and_unknown_people_log_in(district, settings):
    bare = client_for(staff_of(), settings)
    assert bare.get(url("tree")).status_code == 403

    nobody = client_for(ANONYMOUS, settings)
    page = nobody.get(url("tree"))
    assert page.status_code == 302
    assert page["Location"].startswith("/accounts/login")


def test_a_union_is_opened_below_the_parent_that_was_typed(chen, district):
    form = chen.get(url("open") + f"?parent={district['first'].code}").content.decode()
    assert f"{district['first'].code} 招宝山街道总工会" in form

    page = chen.post(
        url("open"),
        {"parent": "招宝山街道总工会", "name": "新来的公司工会", "kind": "grassroots"},
    )

    union = Union.objects.get(name="新来的公司工会")
    assert page["Location"] == url("detail", union)
    assert union.parent == district["first"]


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(chen, district):
    page = chen.post(
        url("open"),
        {
            "parent": "没有的总工会",
            "name": "新来的公司工会",
            "kind": "grassroots",
            "credit_code": "123",
            "region": "33",
        },
    )

    text = page.content.decode()
    assert page.status_code == 422
    assert "没有找到“没有的总工会”" in text
    assert "行政区划代码应为6位、9位或12位数字。" in text
    assert 'value="新来的公司工会"' in text
    page = chen.post(
        url("open"),
        {"parent": "招宝山街道总工会", "name": "甲", "kind": "grassroots", "credit_code": "123"},
    )
    assert "“123”不是统一社会信用代码" in page.content.decode()
    assert page.status_code == 422
    assert Union.objects.count() == 6


def test_a_parent_outside_the_scope_is_not_found_by_its_name(outsider, district):
    page = outsider.post(
        url("open"), {"parent": "招宝山街道总工会", "name": "甲工会", "kind": "grassroots"}
    )

    assert page.status_code == 422
    assert "没有找到“招宝山街道总工会”" in page.content.decode()


def test_a_change_is_saved_with_its_reason(chen, district):
    firm = district["firm"]
    form = chen.get(url("change", firm))
    values = {
        name: form.context["form"].initial[name] or ""
        for name in form.context["form"].fields
        if name in form.context["form"].initial
    }
    values.update(name="宏远智能有限公司工会", reason="企业更名")
    values.pop("legal_person")

    page = chen.post(url("change", firm), values)

    assert page.status_code == 302
    firm.refresh_from_db()
    assert firm.name == "宏远智能有限公司工会"
    assert Entry.objects.filter(verb="unions.change").latest("pk").reason == "企业更名"


def test_many_unions_chosen_in_the_list_are_moved_in_two_steps(chen, district):
    ids = [district["firm"].pk, district["other"].pk]
    asked = chen.post(url("move_many"), {"ids": ids})
    assert "明州机械有限公司工会" in asked.content.decode()

    page = chen.post(
        url("move_many"),
        {"ids": ids, "parent": district["second"].code, "on": "2026-11-01", "reason": "机构改革"},
    )

    assert page.status_code == 302
    assert Union.objects.filter(parent=district["second"]).count() == 2


def test_a_move_that_is_refused_says_why_beside_the_field(chen, district):
    page = chen.post(
        url("move", district["first"]),
        {"parent": district["firm"].code, "on": "2026-11-01", "reason": "机构改革"},
    )

    assert page.status_code == 422
    assert "不能移到自己或自己的下级" in page.content.decode()


def test_a_union_with_others_below_asks_where_they_go(chen, district):
    answer = {"on": "2026-11-01", "reason": "企业注销"}
    page = chen.post(url("dissolve", district["firm"]), answer)
    assert page.status_code == 422
    assert "下面还有1个工会" in page.content.decode()

    page = chen.post(
        url("dissolve", district["firm"]), {**answer, "children_to": district["other"].code}
    )

    assert page.status_code == 302
    assert Union.objects.get(pk=district["firm"].pk).status == "dissolved"


def done(answer):
    """Say whether a form was taken: it leads on to a page."""
    return answer.status_code == 302


def test_declared_numbers_are_recorded_once_they_fit(chen, district):
    firm = district["firm"]
    numbers = {
        "as_of": "2026-09-30",
        "workers": 100,
        "women_workers": 40,
        "members": 90,
        "women_members": 91,
        "migrant_members": 3,
        "source": "三季度报表",
    }
    assert chen.post(url("declare", firm), numbers).status_code == 422
    assert not Declared.objects.exists()

    assert done(chen.post(url("declare", firm), {**numbers, "women_members": 30}))
    assert Declared.objects.get().women_members == 30
    assert "应建立女职工委员会" in chen.get(url("detail", firm)).content.decode()
    committee = {"kind": "women", "form": "committee", "on": "2026-01-01"}
    assert done(chen.post(url("committee", firm), committee))
    assert Committee.objects.get().form == "committee"
    assert "应建立女职工委员会" not in chen.get(url("detail", firm)).content.decode()


def test_term_and_line_are_recorded_and_a_union_is_merged(chen, district):
    firm = district["firm"]
    term = {"number": 1, "starts_on": "2025-01-01", "years": 5}
    assert done(chen.post(url("term", firm), term))
    assert Term.objects.get().ends_before == date(2030, 1, 1)
    text = chen.get(url("detail", firm)).content.decode()
    assert "第1届，2025-01-01 起，2030-01-01 届满" in text

    line = {"parent": district["second"].code, "kind": "trade", "on": "2026-01-01"}
    assert done(chen.post(url("business_line", firm), line))
    assert done(chen.post(url("end_line", firm, firm.business_lines.get().pk)))
    merge = {"into": district["other"].code, "on": "2026-11-01", "reason": "企业兼并"}
    assert done(chen.post(url("merge", firm), merge))
    assert Union.objects.get(pk=firm.pk).succeeded_by == district["other"]


def test_an_account_is_shown_only_for_a_reason(chen, district):
    firm = district["firm"]
    chen.post(url("account", firm), {"bank": "工商银行", "account": "3901000012345678"})

    assert "3901000012345678" not in chen.get(url("detail", firm)).content.decode()
    refused = chen.post(url("reveal_account", firm), {"reason": "    "})
    assert refused.status_code == 422
    assert 'name="reason"' in refused.content.decode()
    shown = chen.post(url("reveal_account", firm), {"reason": "核对汇款"})

    assert shown.content.decode() == "3901000012345678"
    assert Entry.objects.get(verb="audit.open_masked").reason == "核对汇款"


def test_an_account_is_cleared_by_an_empty_form_and_audited_as_that(chen, district):
    firm = district["firm"]
    chen.post(url("account", firm), {"bank": "工商银行", "account": "3901000012345678"})

    cleared = chen.post(url("account", firm), {"bank": "", "account": ""}, follow=True)
    again = chen.post(url("account", firm), {"bank": "", "account": ""}, follow=True)

    assert "银行账户已清除。" in cleared.content.decode()
    assert "未作更改" in again.content.decode()
    firm.refresh_from_db()
    assert (firm.bank, firm.account_cipher) == ("", None)
    verbs = Entry.objects.filter(verb__endswith="account").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "unions.set_account",
        "unions.clear_account",
    ]


def test_suggestions_stay_inside_the_scope(outsider, chen, district, settings):
    make_union(district["second"], name="电子行业联合工会", kind="joint")
    outsider = client_for(staff_of(district["second"]), settings)

    text = outsider.get(url("suggest") + "?parent=电子").content.decode()

    assert "电子行业联合工会" in text
    assert "宏远电子" not in text


def test_the_list_is_saved_as_a_workbook(chen):
    page = chen.get(url("list") + "?export=xlsx")

    assert page.status_code == 200
    assert "spreadsheet" in page["Content-Type"]


def test_the_tree_of_a_past_day_is_shown_for_reading_only(chen, district, staff_wide):
    operations.move_union(
        actor=staff_wide,
        union=district["firm"],
        parent=district["second"],
        on=date(2026, 6, 1),
        reason="镇工〔2026〕8号",
    )
    operations.change_union(actor=staff_wide, union=district["other"], name="明州重工有限公司工会")

    past = chen.get(url("tree") + f"?on=2026-05-31&at={district['first'].code}").content.decode()
    now = chen.get(url("tree") + f"?at={district['first'].code}").content.decode()

    assert "2026-05-31的组织树，只供查阅" in past
    assert "宏远电子有限公司工会委员会" in past
    assert "明州机械有限公司工会" in past
    assert "现名“明州重工有限公司工会”" in past
    assert f"/{district['firm'].code}/branch/?on=2026-05-31" in past
    assert url("open") not in past
    assert "宏远电子有限公司工会委员会" not in now
    assert "只供查阅" not in now


def test_a_branch_and_a_search_keep_the_past_day(chen, district, staff_wide):
    operations.move_union(
        actor=staff_wide, union=district["firm"], parent=district["second"], on=date(2026, 6, 1)
    )

    branch = chen.get(url("branch", district["first"]) + "?on=2026-05-31").content.decode()
    found = chen.get(url("tree") + "?q=宏远&on=2026-05-31").content.decode()

    assert "宏远电子有限公司工会委员会" in branch
    assert "?tab=history" in branch
    assert "当日上级：招宝山街道总工会" in found
    assert "on=2026-05-31" in found


def test_a_union_that_left_the_scope_since_is_named_but_not_opened(district, settings, staff_wide):
    operations.move_union(
        actor=staff_wide, union=district["firm"], parent=district["second"], on=date(2026, 6, 1)
    )
    street = client_for(staff_of(district["first"]), settings)

    past = street.get(url("tree") + "?on=2026-05-31").content.decode()

    assert "宏远电子有限公司工会委员会" in past
    assert url("detail", district["firm"]) not in past
    assert street.get(url("branch", district["firm"]) + "?on=2026-05-31").status_code == 404


@pytest.mark.parametrize(
    ("on", "said"), [("2027-01-01", "还没有到这一天"), ("去年", "请按“2024-06-30”的样子")]
)
def test_a_day_that_has_no_tree_is_said(chen, on, said):
    text = chen.get(url("tree") + f"?on={on}").content.decode()

    assert said in text
    assert "只供查阅" not in text
    assert "镇海区总工会" in text


def test_before_the_first_union_there_is_no_tree(chen):
    assert "这一天还没有登记的工会" in chen.get(url("tree") + "?on=1999-01-01").content.decode()


def test_the_page_of_a_union_tells_its_history(chen, district, staff_wide):
    firm, other, street = district["firm"], district["other"], district["first"]
    operations.move_union(
        actor=staff_wide, union=firm, parent=district["second"], on=date(2026, 6, 1), reason="改革"
    )
    operations.merge_unions(
        actor=staff_wide, unions=[other], into=firm, on=date(2026, 7, 1), reason="企业合并"
    )
    (part,) = operations.split_union(
        actor=staff_wide,
        union=firm,
        parts=[operations.SplitPart("宏远半导体有限公司工会", "grassroots")],
        on=date(2026, 8, 1),
        reason="企业分立",
    )
    operations.change_union(actor=staff_wide, union=firm, name="宏远集团有限公司工会委员会")
    operations.dissolve_union(actor=staff_wide, union=part, on=date(2026, 9, 1), reason="注销")

    text = chen.get(url("detail", firm) + "?tab=history").content.decode()
    order = [
        "更名，原名“宏远电子有限公司工会委员会”",
        "分出“宏远半导体有限公司工会”",
        "企业分立",
        "“明州机械有限公司工会”并入本工会",
        "企业合并",
        "由“招宝山街道总工会”调整到“蛟川街道总工会”",
        "改革",
        "建立，隶属于“招宝山街道总工会”",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    of_part = chen.get(url("detail", part) + "?tab=history").content.decode()
    assert "自“宏远集团有限公司工会委员会”分出" in of_part
    assert "依据或原因：注销" in of_part
    assert (
        "随上级工会调整"
        in chen.get(url("detail", district["branch"]) + "?tab=history").content.decode()
    )
    assert (
        "并入“宏远集团有限公司工会委员会”"
        in chen.get(url("detail", other) + "?tab=history").content.decode()
    )
    assert (
        "建立，为最高一级"
        in chen.get(url("detail", district["root"]) + "?tab=history").content.decode()
    )
    assert street.name in text


def test_a_long_form_is_grouped_and_shows_every_field_once(chen, district):
    text = chen.get(url("change", district["firm"])).content.decode()

    for heading in ("组织", "单位与地区", "法人资格与经费", "状态与说明"):
        assert f"<legend>{heading}</legend>" in text
    assert "<legend>其他</legend>" not in text
    for name in RECORD:
        assert text.count(f'name="{name}"') == 1


def test_a_union_is_split_at_the_desk_with_those_that_go_along(chen, district):
    firm, branch = district["firm"], district["branch"]
    form = {
        "name": "宏远半导体有限公司工会",
        "kind": "grassroots",
        "on": "2026-08-01",
        "reason": "分立",
    }

    asked = chen.get(url("split", firm)).content.decode()
    outside = chen.post(url("split", firm), {**form, "children": [district["other"].pk]})
    assert outside.status_code == 422
    done = chen.post(url("split", firm), {**form, "children": [branch.pk]})

    part = Union.objects.get(name=form["name"])
    assert branch.name in asked
    assert done["Location"] == url("detail", part) + "?tab=history"
    assert (part.parent, part.taken_from) == (district["first"], firm)
    branch.refresh_from_db()
    assert branch.parent == part


def test_a_union_without_any_below_is_asked_for_none(chen, district):
    assert "划出的下级工会</b>" not in chen.get(url("split", district["other"])).content.decode()


def test_a_union_that_ended_says_so_instead_of_showing_a_form(chen, district, staff_wide):
    part = make_union(name="短命工会", parent=district["first"])
    operations.dissolve_union(actor=staff_wide, union=part, on=date(2026, 9, 1), reason="注销")

    for name in ("change", "move", "merge", "split", "dissolve", "committee", "term", "account"):
        answer = chen.get(url(name, part))
        assert "已撤销或合并，不能再变动" in answer.content.decode(), name
    chen.post(url("term", part), {"number": 1, "starts_on": "2026-10-01", "years": 3})
    assert not Term.objects.filter(union=part).exists()
