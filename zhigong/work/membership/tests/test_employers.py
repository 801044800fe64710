"""Registers of employers: market, social insurance and tax lists, dry run and merge."""

import json
from io import StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection

from zhigong.base.actor import SYSTEM
from zhigong.kernel.credit_code import complete
from zhigong.registry.unions.operations import open_union

pytestmark = pytest.mark.django_db
CODES = [complete(f"91330211MA00000{n:02d}") for n in range(10)]


@pytest.fixture
def root():
    return open_union(actor=SYSTEM, name="镇海区总工会", kind="federation", parent=None)


def _file(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def _run(path, union, *more):
    out = StringIO()
    call_command(
        "import_employers",
        str(path),
        "--union",
        union.code,
        "--json",
        "--on",
        "2026-11-21",
        *more,
        stdout=out,
        stderr=StringIO(),
    )
    return json.loads(out.getvalue())


def _count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(workers) FROM employers_employer")
        return cursor.fetchone()


def test_a_social_insurance_list(tmp_path, root):
    path = _file(
        tmp_path / "社保.xlsx",
        [
            ["2026年10月参保单位明细"],
            [],
            ["序号", "参保单位名称", "统一社会信用代码", "参保状态", "参保人数", "其中:女职工人数"],
            [1, "甲机械有限公司", CODES[0], "正常参保", 120, 40],
            [2, "乙电子有限公司", CODES[1], "正常参保", "85人", 90],
            [3, "甲机械有限公司", CODES[0], "正常参保", 120, 40],
            [4, "丙餐饮店", "", "正常参保", 5, None],
            [5, "丁物流有限公司", "91330211MA0000O9", "正常参保", 5, None],
            [6, None, CODES[2], "正常参保", 5, None],
            [
                7,
                "戊快递有限公司",
                CODES[3][:17] + ("0" if CODES[3][17] != "0" else "1"),
                "停保",
                "若干",
                None,
            ],
            ["合计", None, None, None, 335],
        ],
    )
    dry = _run(path, root, "--source", "social_insurance")
    assert _count() == (0, None)
    found = {row["row"]: (row["action"], row["findings"]) for row in dry["rows"]}
    assert found[4] == ("new", [])
    assert found[5] == ("new", ["warning:women_above_workers"])
    assert found[6] == ("duplicate", ["error:duplicate_in_file"])
    assert found[7] == ("refuse", ["error:credit_code_missing"])
    assert found[8] == ("refuse", ["error:credit_code_invalid"])
    assert found[9] == ("refuse", ["error:name_missing"])
    assert found[10][0] == "new"
    assert set(found[10][1]) >= {"warning:credit_code_check", "warning:headcount_unreadable"}
    done = _run(path, root, "--source", "social_insurance", "--commit")
    assert done["totals"]["new"] == 3
    assert _count() == (3, 205)
    again = _run(path, root, "--source", "social_insurance", "--commit")
    assert again["totals"]["unchanged"] == 3


def test_market_states_close_and_sectors_are_read(tmp_path, root):
    path = _file(
        tmp_path / "市场.xlsx",
        [
            ["企业名称", "社会信用代码", "经营状态", "所属行业", "企业类型", "住所"],
            [
                "甲机械有限公司",
                CODES[0],
                "存续(在营、开业、在册)",
                "C3411",
                "有限责任公司(自然人投资或控股)",
                "某路1号",
            ],
            ["乙电子有限公司", CODES[1], "注销", "批发和零售业", "个体工商户", "某路2号"],
        ],
    )
    _run(path, root, "--source", "market", "--commit")
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, sector, category FROM employers_employer ORDER BY name DESC")
        rows = cursor.fetchall()
    assert sorted(rows) == sorted([("active", "C", "170"), ("cancelled", "F", "600")])


def test_a_messy_list_of_a_market_register(tmp_path, root):
    street = open_union(actor=SYSTEM, name="蛟川街道总工会", kind="street", parent=root)
    heading = "序号 企业（机构）名称 统一社会信用代码 登记状态 参保人数 其中：女 所属街道".split()
    path = _file(
        tmp_path / "名录.xlsx",
        [
            ["镇海区在册企业名录（2026年10月）"],
            [],
            heading,
            [1, "宁波镇海 新联物流有限公司", CODES[0], "在营", "约120", 40, "蛟川街道"],
            [2, "甬江 AB 贸易有限公司", CODES[1], "开业", "８５人", "", "余姚市总工会"],
            [3, "九龙湖外贸有限公司", CODES[2], "存续", "很多", "", "镇海区总工会"],
            [4, "九龙湖外贸有限公司", CODES[2], "存续", "12", "", "镇海区总工会"],
            ["合计", "", "", "", 217, "", ""],
        ],
    )
    done = _run(path, root, "--source", "market", "--commit")

    assert [(row["row"], row["action"], row["findings"]) for row in done["rows"]] == [
        (4, "new", []),
        (5, "new", ["warning:area_unknown"]),
        (6, "new", ["warning:headcount_unreadable"]),
        (7, "duplicate", ["error:duplicate_in_file"]),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, workers, women_workers, area_union_id FROM employers_employer ORDER BY id"
        )
        assert cursor.fetchall() == [
            ("宁波镇海新联物流有限公司", 120, 40, street.pk),
            ("甬江 AB 贸易有限公司", 85, None, root.pk),
            ("九龙湖外贸有限公司", None, None, root.pk),
        ]
