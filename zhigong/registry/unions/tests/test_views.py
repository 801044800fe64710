from datetime import date

import pytest
from django.urls import reverse

from zhigong.base.actor import ANONYMOUS
from zhigong.registry.audit.models import Entry
from zhigong.registry.unions import operations
from zhigong.registry.unions.models import Committee, Declared, Term, Union
from zhigong.registry.unions.tests.factories import make_union, staff_of
from zhigong.registry.unions.tests.pages import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(district, settings):
    """A clerk of the whole district, at her desk."""
    return client_for(staff_of(district["root"]), settings)


@pytest.fixture
def outsider(district, settings):
    """A clerk of another street."""
    return client_for(staff_of(district["second"]), settings)


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


def test_merge_declare_committee_term_and_line_are_recorded(chen, district):
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
    refused = chen.post(url("declare", firm), numbers)
    assert refused.status_code == 422
    assert not Declared.objects.exists()

    assert chen.post(url("declare", firm), {**numbers, "women_members": 30}).status_code == 302
    assert "应建立女职工委员会" in chen.get(url("detail", firm)).content.decode()
    assert (
        chen.post(
            url("committee", firm), {"kind": "women", "form": "committee", "on": "2026-01-01"}
        ).status_code
        == 302
    )
    assert (
        chen.post(
            url("term", firm), {"number": 1, "starts_on": "2025-01-01", "years": 5}
        ).status_code
        == 302
    )
    assert (
        chen.post(
            url("business_line", firm),
            {"parent": district["second"].code, "kind": "trade", "on": "2026-01-01"},
        ).status_code
        == 302
    )

    assert Declared.objects.get().women_members == 30
    assert Committee.objects.get().form == "committee"
    assert Term.objects.get().ends_before == date(2030, 1, 1)
    text = chen.get(url("detail", firm)).content.decode()
    assert "第1届，2025-01-01 起，2030-01-01 届满" in text
    assert "应建立女职工委员会" not in text
    line = firm.business_lines.get()
    assert chen.post(url("end_line", firm, line.pk)).status_code == 302
    assert (
        chen.post(
            url("merge", firm),
            {"into": district["other"].code, "on": "2026-11-01", "reason": "企业兼并"},
        ).status_code
        == 302
    )
    assert Union.objects.get(pk=firm.pk).succeeded_by == district["other"]


def test_an_account_is_shown_only_for_a_reason(chen, district):
    firm = district["firm"]
    chen.post(url("account", firm), {"bank": "工商银行", "account": "3901000012345678"})

    assert "3901000012345678" not in chen.get(url("detail", firm)).content.decode()
    assert chen.post(url("reveal_account", firm), {"reason": ""}).status_code == 422
    shown = chen.post(url("reveal_account", firm), {"reason": "核对汇款"})

    assert shown.content.decode() == "3901000012345678"
    assert Entry.objects.get(verb="audit.open_masked").reason == "核对汇款"


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
