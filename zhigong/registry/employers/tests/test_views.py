import pytest
from django.urls import reverse

from zhigong.registry.employers.models import Affiliation, Employer, HeadCount, Worksite
from zhigong.registry.employers.tests.factories import credit_code, make_employer
from zhigong.registry.unions.tests.factories import staff_of
from zhigong.registry.unions.tests.pages import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(district, settings):
    """A clerk of the whole district, at her desk."""
    return client_for(staff_of(district["root"]), settings)


@pytest.fixture
def employer(district):
    return make_employer(
        district["first"], name="北欧餐饮有限公司", union=district["firm"], workers=120, sector="H"
    )


def url(name, *args):
    return reverse(f"employers:{name}", args=[getattr(arg, "code", arg) for arg in args])


def test_the_list_parts_by_cover_and_size_within_few_statements(
    chen, district, employer, django_assert_max_num_queries
):
    make_employer(district["first"], name="百隆建筑有限公司", workers=30, sector="E")
    make_employer(district["second"], name="小店", workers=3)

    with django_assert_max_num_queries(8):
        text = chen.get(url("list")).content.decode()
    assert "共 <b>3</b> 条" in text
    assert "宏远电子有限公司工会委员会" in text

    def names(query):
        text = chen.get(url("list") + query).content.decode()
        return [n for n in ("北欧餐饮有限公司", "百隆建筑有限公司", "小店") if n in text]

    assert names("?cover=bare") == ["百隆建筑有限公司", "小店"]
    assert names("?cover=covered") == ["北欧餐饮有限公司"]
    assert names("?size=25") == ["北欧餐饮有限公司", "百隆建筑有限公司"]
    assert names("?size=100") == ["北欧餐饮有限公司"]
    assert names("?size=0") == ["小店"]
    assert names("?sector=E") == ["百隆建筑有限公司"]
    assert names("?area=蛟川") == ["小店"]
    assert names("?q=建筑") == ["百隆建筑有限公司"]
    assert chen.get(url("list") + "?export=xlsx").status_code == 200


def test_who_looks_for_a_closed_employer_finds_it_and_sees_that_it_is_closed(
    chen, district, employer
):
    closed = {"status": "revoked", "on": "2026-11-01", "reason": "吊销公告"}
    assert chen.post(url("close", employer), closed).status_code == 302

    def shown(query):
        return chen.get(url("list") + query).content.decode()

    assert "北欧餐饮有限公司" not in shown("")
    assert "北欧餐饮有限公司" in shown("?status=revoked")
    found = shown("?q=北欧餐饮")
    assert "北欧餐饮有限公司</a>" in found
    assert "吊销</span>" in found


@pytest.mark.parametrize("tab", ["overview", "headcounts", "statements", "worksites", "other"])
def test_an_employers_page_shows_its_tabs_within_few_statements(
    chen, employer, tab, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        page = chen.get(url("detail", employer) + f"?tab={tab}")

    assert page.status_code == 200
    assert "北欧餐饮有限公司" in page.content.decode()


def test_which_source_said_what_is_shown_in_words(chen, employer):
    text = chen.get(url("detail", employer) + "?tab=statements").content.decode()

    assert "市场监管登记" in text
    assert "国民经济行业：住宿和餐饮业" in text
    assert "职工数：120" in text


def test_a_unions_page_lists_the_employers_it_covers(chen, district, employer):
    page = chen.get(reverse("unions:detail", args=[district["firm"].code]) + "?tab=employers")

    text = page.content.decode()
    assert "北欧餐饮有限公司" in text
    assert "共覆盖单位 1 个" in text


@pytest.mark.parametrize(
    "name", ["detail", "change", "count_heads", "cover", "leave", "close", "add_worksite"]
)
def test_outside_the_scope_every_page_of_an_employer_is_not_there(
    district, employer, settings, name
):
    outsider = client_for(staff_of(district["second"]), settings)

    assert outsider.get(url(name, employer)).status_code == 404
    assert outsider.post(url(name, employer)).status_code in (404, 405)


def test_an_employer_is_registered_and_its_ownership_follows_its_category(chen, district):
    page = chen.post(
        url("open"),
        {
            "name": "新来的有限公司",
            "credit_code": credit_code(5),
            "area_union": district["first"].code,
            "category": "170",
            "workers": 60,
            "source": "checked",
            "as_of": "2026-11-01",
        },
    )

    employer = Employer.objects.get(name="新来的有限公司")
    assert page["Location"] == url("detail", employer)
    assert (employer.ownership, employer.workers, employer.area_union) == (
        "private",
        60,
        district["first"],
    )


def test_faults_stand_beside_their_fields(chen, district):
    page = chen.post(
        url("open"),
        {
            "name": "",
            "credit_code": "123",
            "area_union": "没有的工会",
            "workers": -1,
            "source": "checked",
            "as_of": "2026-13-01",
        },
    )

    text = page.content.decode()
    assert page.status_code == 422
    assert "没有找到“没有的工会”" in text
    assert page.context["form"].errors.keys() >= {"name", "area_union", "workers", "as_of"}
    assert not Employer.objects.exists()


def test_a_change_is_kept_as_checked_by_the_union(chen, district, employer):
    form = chen.get(url("change", employer)).context["form"]
    values = {k: v for k, v in form.initial.items() if v not in (None, "", [])}
    values["area_union"] = district["first"].code

    page = chen.post(url("change", employer), {**values, "workers": 111, "reason": "上门核实"})

    assert page.status_code == 302
    employer.refresh_from_db()
    assert (employer.workers, employer.headcount_source) == (111, "checked")


def test_heads_cover_leave_close_and_worksites_are_recorded(chen, district, employer):
    answers = [
        (
            "count_heads",
            {"group": "migrant", "number": 20, "on": "2026-11-01", "source": "checked"},
        ),
        ("cover", {"union": district["other"].code, "on": "2026-03-01"}),
        ("leave", {"on": "2026-06-01", "reason": "企业要求"}),
        (
            "add_worksite",
            {"name": "门店", "latitude": "29.95", "longitude": "121.71", "datum": "gcj02"},
        ),
        ("close", {"status": "cancelled", "on": "2026-11-01", "reason": "注销公告"}),
    ]
    for name, values in answers:
        page = chen.post(url(name, employer), values)
        assert page.status_code == 302, (name, page.context and page.context["form"].errors)

    employer.refresh_from_db()
    assert HeadCount.objects.get(group="migrant").number == 20
    assert Affiliation.objects.filter(union=district["other"]).get().ends_before is not None
    assert (employer.covered_by, employer.status) == (None, "cancelled")
    worksite = Worksite.objects.get()
    assert chen.post(url("remove_worksite", employer, worksite.pk)).status_code == 302
    assert not Worksite.objects.exists()


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("-7", "121.71"), ("121.71", "29.95"), ("29.95", "12.171")]
)
def test_coordinates_outside_china_are_refused_and_stay_in_the_form(
    chen, employer, latitude, longitude
):
    page = chen.post(
        url("add_worksite", employer),
        {"name": "门店", "latitude": latitude, "longitude": longitude, "datum": "gcj02"},
    )

    assert page.status_code == 422
    text = page.content.decode()
    assert "纬度应在 3 到 54 之间，经度应在 73 到 136 之间" in text
    assert f'value="{latitude}"' in text
    assert not Worksite.objects.exists()


def test_one_coordinate_needs_the_other(chen, employer):
    page = chen.post(
        url("add_worksite", employer), {"name": "门店", "latitude": "29.95", "datum": "gcj02"}
    )

    assert page.status_code == 422
    assert "请同时填写" in page.content.decode()
