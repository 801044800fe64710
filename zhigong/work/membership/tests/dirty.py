# ruff: noqa: DTZ001  cells of a workbook have no time zone
"""Rosters in disorder: random layouts with planted faults, and what has to be found in them."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

import openpyxl

from zhigong.kernel.resident_id import check_digit

TODAY = date(2026, 11, 21)
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英"
TITLES = {
    "serial": ["序号", "编号", "序 号", "No.", "序号 "],
    "name": [
        "姓名",
        "姓 名",
        "会员姓名",
        "职工姓名",
        "*姓名",
        "姓  名(必填)",
        "1、姓名",
        "姓名:",
        "员工姓名",
    ],
    "sex": ["性别", "性 别", "性别(男/女)", "会员性别"],
    "id_number": [
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "证件号码",
        "身份证号码(18位)",
        "★身份证号",
        "身份证",
        "居民身份证号码",
        "有效证件号码",
        "身份证\n号码",
    ],
    "ethnicity": ["民族", "民 族", "所属民族"],
    "education": ["学历", "文化程度", "最高学历", "学历(最高)"],
    "political_status": ["政治面貌", "政治 面貌", "政治面貌(党员/团员/群众)"],
    "phone": [
        "手机",
        "手机号码",
        "联系电话",
        "联系方式",
        "移动电话",
        "联系电话(手机)",
        "本人手机号",
        "电话",
    ],
    "employer": [
        "工作单位",
        "单位名称",
        "工作单位全称",
        "用人单位名称",
        "所在单位",
        "企业名称(全称)",
        "单位",
    ],
    "credit_code": [
        "统一社会信用代码",
        "单位信用代码",
        "统一社会信用代码(18位)",
        "单位统一社会信用代码",
    ],
    "union": ["所属工会", "工会名称", "基层工会名称", "所在工会名称", "所属工会(全称)"],
    "migrant": ["是否农民工", "农民工", "是否为农民工(是/否)"],
    "joined_on": [
        "入会时间",
        "入会日期",
        "何时入会",
        "加入工会时间",
        "入会时间(年月日)",
        "入会年月",
    ],
    "remark": ["备注", "备 注", "备注说明"],
}
EXTRAS = [
    "家庭住址",
    "车间",
    "班组",
    "配偶姓名",
    "紧急联系人电话",
    "银行卡号",
    "工号",
    "身高",
    "入职时间",
    "身份证地址",
    "单位地址",
    "工会主席姓名",
    "会员证号",
]
GROUPS = {
    "name": "基本信息",
    "sex": "基本信息",
    "id_number": "基本信息",
    "ethnicity": "基本信息",
    "phone": "基本信息",
    "employer": "单位情况",
    "credit_code": "单位情况",
    "union": "会籍情况",
    "joined_on": "会籍情况",
}


@dataclass
class Dirty:
    """A written roster and what has to be found."""

    path: object
    sheet: str
    header_row: int
    rows: list[int] = field(default_factory=list)
    expected: dict[int, set[str]] = field(default_factory=dict)


def id_number(random, *, birth=None, male=None):
    birth = birth or date(1960, 1, 1) + timedelta(days=random.randrange(16000))
    sex = random.randrange(10) if male is None else random.choice("13579" if male else "02468")
    body = f"{random.choice(['330211', '330205', '411381', '522401'])}{birth:%Y%m%d}{random.randrange(100):02d}{sex}"
    return body + check_digit(body)


def person_name(random):
    name = random.choice(FAMILY) + "".join(random.choices(GIVEN, k=random.choice([1, 2, 2])))
    if random.random() < 0.05:
        return "古丽娜尔" + random.choice("·•‧") + "买买提"
    return name


def clean_row(random, number):
    birth = date(1965, 1, 1) + timedelta(days=random.randrange(13000))
    male = random.random() < 0.5
    joined = date(2010, 1, 1) + timedelta(days=random.randrange(5500))
    firm = random.choice(["宏远", "华翔", "恒达"]) + random.choice(["机械", "电子"]) + "有限公司"
    return {
        "serial": number,
        "name": person_name(random),
        "sex": "男" if male else "女",
        "id_number": id_number(random, birth=birth, male=male),
        "ethnicity": random.choice(["汉族", "汉", "01", "回族"]),
        "education": random.choice(["本科", "大专", "高中"]),
        "political_status": random.choice(["群众", "党员", "团员"]),
        "phone": f"1{random.choice('3578')}{random.randrange(10**9):09d}",
        "employer": firm,
        "credit_code": "9144030071526726XG",
        "union": firm + "工会委员会",
        "migrant": random.choice(["是", "否", "√", ""]),
        "joined_on": joined,
        "remark": "",
    }


def _lose_precision(random, row):
    row["id_number"] = float(int(row["id_number"][:15] + "123"))


def _wrong_check(random, row):
    number = row["id_number"]
    row["id_number"] = number[:17] + random.choice([c for c in "0123456789" if c != number[17]])


def _bad_birth(random, row):
    body = row["id_number"][:6] + "19900230" + row["id_number"][14:17]
    row["id_number"] = body + check_digit(body)


def _child(random, row):
    row["id_number"] = id_number(random, birth=date(2012, 3, 4), male=row["sex"] == "男")


def _other_sex(random, row):
    row["sex"] = "女" if row["sex"] == "男" else "男"


FAULTS = {
    "error:name_missing": lambda r, row: row.update(name=r.choice(["", None, "  ", "\u3000"])),
    "error:id_missing": lambda r, row: row.update(id_number=r.choice(["", None, " "])),
    "error:id_length": lambda r, row: row.update(id_number=row["id_number"][:16]),
    "error:id_characters": lambda r, row: row.update(id_number="3302AB" + row["id_number"][6:]),
    "error:id_precision_lost": _lose_precision,
    "error:id_check_digit": _wrong_check,
    "error:id_birth_date": _bad_birth,
    "error:age_below_16": _child,
    "error:joined_in_future": lambda r, row: row.update(
        joined_on=r.choice(["2031-05-01", "2031.5", "2031年5月1日", datetime(2031, 5, 1)])
    ),
    "warning:phone_not_mobile": lambda r, row: row.update(
        phone=r.choice(["0574-86257736", "86257736"])
    ),
    "warning:phone_invalid": lambda r, row: row.update(phone="138123456"),
    "warning:sex_contradicts_id": _other_sex,
    "warning:credit_code_check": lambda r, row: row.update(credit_code="9144030071526726X0"),
}


def _disorder(random, row, *, is_csv):
    """Write right values in wrong ways; nothing here is an error."""
    if random.random() < 0.2 and isinstance(row["name"], str) and len(row["name"]) == 2:
        row["name"] = row["name"][0] + random.choice([" ", "\u3000", "  "]) + row["name"][1]
    if isinstance(row["id_number"], str) and row["id_number"].strip():
        shape = random.random()
        if shape < 0.1:
            row["id_number"] = "'" + row["id_number"]
        elif shape < 0.2:
            row["id_number"] = row["id_number"][:6] + " " + row["id_number"][6:] + "\u00a0"
        elif shape < 0.3:
            row["id_number"] = "".join(chr(ord(c) + 0xFEE0) for c in row["id_number"])
        elif shape < 0.4:
            row["id_number"] = row["id_number"].lower()
    phone = row["phone"]
    if phone.isdigit() and len(phone) == 11:
        row["phone"] = random.choice(
            [
                phone,
                f"{phone[:3]} {phone[3:7]} {phone[7:]}",
                "+86" + phone,
                phone if is_csv else float(phone),
            ]
        )
    day = row["joined_on"]
    if type(day) is date:
        row["joined_on"] = random.choice(
            [
                day,
                f"{day.year}.{day.month}.{day.day}",
                f"{day.year}年{day.month}月{day.day}日",
                f"{day:%Y%m%d}",
                f"{day.year}/{day.month}/{day.day}",
                day.isoformat() if is_csv else (day - date(1899, 12, 30)).days,
                f"{day.year}年{day.month}月",
            ]
        )


def make(path, seed, *, people=60):
    """Write a roster to ``path`` (.xlsx or .csv) and say what is in it."""
    random = Random(seed)
    is_csv = path.suffix == ".csv"
    optional = [
        code
        for code in TITLES
        if code
        not in (
            "name",
            "id_number",
            "phone",
            "sex",
            "joined_on",
            "credit_code",
            "union",
            "employer",
        )
    ]
    fields = [code for code in TITLES if code not in optional or random.random() < 0.7]
    tail = [code for code in fields if code not in ("serial",)]
    random.shuffle(tail)
    fields = (["serial"] if "serial" in fields else []) + tail
    for extra in random.sample(EXTRAS, random.randrange(4)):
        fields.insert(random.randrange(1, len(fields) + 1), extra)
    left = random.choice([0, 0, 0, 1, 2])
    numeric_sex = random.random() < 0.3
    lines, merged = [], []
    for _ in range(random.choice([0, 0, 1, 1, 2, 3])):
        lines.append(
            random.choice(
                [
                    ["XX街道总工会会员花名册(2026年第三季度)"],
                    [],
                    ["填报单位(盖章):XX公司工会", None, None, None, "填报日期:2026年9月30日"],
                    ["会员名册"],
                    ["说明:身份证号必须为文本格式,姓名与身份证一致"],
                ]
            )
        )
    header_row = len(lines) + 1
    titles = [random.choice(TITLES[code]) if code in TITLES else code for code in fields]
    if random.random() < 0.3:
        groups = [GROUPS.get(code, "") for code in fields]
        lines.append([g if i == 0 or groups[i - 1] != g else None for i, g in enumerate(groups)])
        top = len(lines)
        lines.append(titles)
        for i, g in enumerate(groups):
            if not g:  # merged downwards over both rows: the title stands above
                lines[top - 1][i], lines[top][i] = titles[i], None
                merged.append((top, i, top + 1, i))
            elif (i == 0 or groups[i - 1] != g) and i + 1 < len(groups) and groups[i + 1] == g:
                end = max(
                    j for j in range(i, len(groups)) if all(groups[k] == g for k in range(i, j + 1))
                )
                merged.append((top, i, top, end))
    else:
        lines.append(titles)
    report = Dirty(path, "", header_row)
    _fill(random, lines, report, fields, titles, people, numeric_sex, is_csv)
    lines = [[None] * left + line for line in lines]
    if is_csv:
        _write_csv(path, lines, random)
        report.sheet = path.stem
    else:
        report.sheet = _write_workbook(path, lines, merged, left, random)
    return report


def _fill(random, lines, report, fields, titles, people, numeric_sex, is_csv):
    seen = {}
    for number in range(1, people + 1):
        if random.random() < 0.03:
            lines.append([random.choice([None, " "])])
        if random.random() < 0.02:
            lines.append([random.choice(["第一车间", "二、生产部", "三分会"])])
        if random.random() < 0.02:
            lines.append(list(titles))
        row = clean_row(random, number)
        codes = set()
        if random.random() < 0.3:
            code = random.choice(sorted(FAULTS))
            FAULTS[code](random, row)
            codes.add(code)
        elif seen and random.random() < 0.05:
            row = dict(random.choice(list(seen.values())), serial=number)
            codes.add("error:duplicate_in_file")
        else:
            seen[row["id_number"]] = dict(row)
        _disorder(random, row, is_csv=is_csv)
        if numeric_sex:
            row["sex"] = {"男": random.choice(["1", 1]), "女": random.choice(["2", 2])}[row["sex"]]
        if random.random() < 0.05:
            row["serial"] = None
        lines.append([row.get(code, "甲") if code in TITLES else _extra(code) for code in fields])
        report.rows.append(len(lines))
        if codes:
            report.expected[len(lines)] = codes
    _footers(random, lines, len(fields), people)


def _extra(code):
    return {
        "配偶姓名": "李四",
        "紧急联系人电话": "13900000000",
        "银行卡号": "6222020000000000000",
        "入职时间": "2019-01-01",
        "工会主席姓名": "王五",
        "单位地址": "某路1号",
        "身份证地址": "某村2组",
        "会员证号": "33021100012345",
    }.get(code, "甲")


def _footers(random, lines, width, people):
    for footer in random.sample(
        [
            ["合计", f"{people}人"],
            [None, "合计", None, people],
            ["总计:", people],
            [],
            ["制表人:王五", None, "审核人:赵六"],
            ["填表人:", "李明", None, "2026年9月30日"],
            ["注:1.农民工指户籍在农村的人员。"],
            ["备注:请按时报送", None],
        ],
        random.randrange(4),
    ):
        lines.append(footer[: max(width, 2)])


def _write_csv(path, lines, random):
    width = max(map(len, lines))
    with path.open(
        "w", newline="", encoding=random.choice(["utf-8-sig", "gb18030", "utf-8"]), errors="replace"
    ) as file:
        writer = csv.writer(file)
        for line in lines:
            writer.writerow(["" if c is None else c for c in line] + [""] * (width - len(line)))


def _write_workbook(path, lines, merged, left, random):
    book = openpyxl.Workbook()
    name = random.choice(["Sheet1", "会员名册", "Sheet2 (2)", "2026年三季度", "明细"])
    sheet = book.active
    sheet.title = name
    for line in lines:
        sheet.append(line)
    for top, first, bottom, last in merged:
        sheet.merge_cells(
            start_row=top, start_column=first + left + 1, end_row=bottom, end_column=last + left + 1
        )
    if random.random() < 0.4:
        notes = book.create_sheet("填表说明", 0)
        notes.append(["姓名与身份证号码必须一致,身份证号必须为文本格式,手机号码为11位。"])
        notes.append(["性别", "填男或女"])
    if random.random() < 0.3:
        pivot = book.create_sheet("汇总表", 0)
        pivot.append(["单位名称", "会员数", "男", "女"])
        for n in range(80):
            pivot.append([f"第{n}有限公司", 10, 5, 5])
    if random.random() < 0.2:
        hidden = book.create_sheet("码表")
        hidden.append(["民族", "性别", "学历"])
        hidden.append(["汉族", "男", "本科"])
        hidden.sheet_state = "hidden"
    for row in random.sample(range(1, len(lines) + 1), 3):
        sheet.row_dimensions[row].hidden = True
    book.save(path)
    return name
