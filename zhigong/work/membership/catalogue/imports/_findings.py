# ruff: noqa: E501  one entry a line reads best
"""What the findings of rosters and employers' lists say to people: what is wrong, how to mend it.

Each text is (short title, explanation, field whose cell is marked).
"""

from zhigong.kernel.text import N_

FINDINGS: dict[str, tuple[str, str, str]] = {
    "error:name_missing": (N_("缺少姓名"), N_("请补填姓名。"), "name"),
    "error:name_too_long": (N_("姓名过长"), N_("姓名超过60个字，请检查是否填错了列。"), "name"),
    "error:id_missing": (N_("缺少身份证号"), N_("请补填身份证号。"), "id_number"),
    "error:id_length": (
        N_("身份证号位数不对"), N_("应为18位（旧号15位）；其他证件请填写“证件类型”。"), "id_number",
    ),
    "error:id_characters": (N_("身份证号有错字"), N_("只能有数字，最后一位可以是X。"), "id_number"),
    "error:id_check_digit": (N_("身份证号校验不通过"), N_("有一位填错了，请对照证件重填。"), "id_number"),
    "error:id_birth_date": (
        N_("身份证号中的出生日期不存在"), N_("第7至14位不是真实日期，请对照证件重填。"), "id_number",
    ),
    "error:id_precision_lost": (
        N_("身份证号被表格改成了数值"), N_("末尾几位已丢失，请把该列设为文本格式后重新填写。"), "id_number",
    ),
    "error:age_below_16": (N_("未满16周岁"), N_("请核对出生日期；未满16周岁不能入会。"), "id_number"),
    "error:joined_in_future": (N_("入会日期晚于今天"), N_("请核对入会日期。"), "joined_on"),
    "error:duplicate_in_file": (N_("与前面的行重复"), N_("同一身份证号在前面已出现，只导入第一次。"), "id_number"),
    "error:union_outside_scope": (
        N_("所属工会不在导入范围内"), N_("该工会不是所选工会的下级，请改由它的上级工会导入。"), "union",
    ),
    "error:union_ambiguous": (
        N_("有几个同名工会"), N_("请在“核对工会名称”中选定是哪一个。"), "union",
    ),
    "error:person_deceased": (N_("系统登记为已去世"), N_("请核对身份证号；登记有误的请先更正。"), "name"),
    "error:credit_code_missing": (N_("缺少统一社会信用代码"), N_("请补填18位代码。"), "credit_code"),
    "error:credit_code_invalid": (
        N_("统一社会信用代码不成立"), N_("应为18位，不含字母I、O、S、V、Z。"), "credit_code",
    ),
    "error:employer_outside_scope": (
        N_("单位归其他工会管理"), N_("该单位不在所选工会范围内，没有改动。"), "name",
    ),
    "warning:id_15_digits": (N_("15位旧身份证号"), N_("已换算成18位，请对照新证件核对。"), "id_number"),
    "warning:id_region_unknown": (N_("身份证号前两位不是省份代码"), N_("请对照证件核对。"), "id_number"),
    "warning:age_over_70": (N_("年龄超过70岁"), N_("请核对是否仍在职，或应办理保留会籍。"), "id_number"),
    "warning:joined_before_birth": (N_("入会日期早于出生日期"), N_("入会日期未采用，请核对。"), "joined_on"),
    "warning:joined_below_16": (N_("入会时未满16周岁"), N_("请核对入会日期。"), "joined_on"),
    "warning:date_unreadable": (N_("日期看不懂"), N_("日期未采用，请写成2020-05-01的样子。"), "joined_on"),
    "warning:same_id_other_name": (
        N_("同一身份证号、不同姓名"), N_("请核对哪一行填错了。"), "name",
    ),
    "warning:name_unusual": (N_("姓名不常见"), N_("只有一个字或带有数字，请核对。"), "name"),
    "warning:phone_shared": (N_("几个人共用一个手机号"), N_("收不到本人通知，请补填本人手机号。"), "phone"),
    "warning:phone_not_mobile": (N_("不是手机号"), N_("座机收不到短信，请补填手机号。"), "phone"),
    "warning:phone_invalid": (N_("电话号码位数不对"), N_("号码未采用，请重填11位手机号。"), "phone"),
    "warning:phone_missing": (N_("没有手机号"), N_("不影响导入，建议补填。"), "phone"),
    "warning:sex_contradicts_id": (N_("性别与身份证号不符"), N_("已按身份证号登记，请核对。"), "sex"),
    "warning:sex_unknown": (N_("性别看不懂"), N_("请填男或女。"), "sex"),
    "warning:birth_contradicts_id": (
        N_("出生日期与身份证号不符"), N_("已按身份证号登记，请核对。"), "birth_on",
    ),
    "warning:credit_code_check": (
        N_("信用代码校验不符"), N_("已按单位名称查找，请核对代码。"), "credit_code",
    ),
    "warning:credit_code_invalid": (N_("信用代码不成立"), N_("代码未采用，应为18位。"), "credit_code"),
    "warning:value_unknown": (N_("有看不懂的填法"), N_("该项未采用，请按模板中的选项填写。"), ""),
    "warning:union_unknown": (
        N_("工会名称查不到"), N_("请在“核对工会名称”中选定，或登记为待核实的新工会。"), "union",
    ),
    "warning:union_not_named": (N_("没有写明工会"), N_("将登记在所选工会名下。"), "union"),
    "warning:employer_unknown": (N_("单位查不到"), N_("导入时登记为待核实的新单位。"), "employer"),
    "warning:in_another_union": (
        N_("已是其他工会的会员"), N_("将向原工会发起会籍接转，不会重复登记。"), "union",
    ),
    "warning:headcount_unreadable": (N_("人数看不懂"), N_("人数未采用，请填整数。"), "workers"),
    "warning:women_above_workers": (N_("女职工数大于职工数"), N_("女职工数未采用，请核对。"), "women_workers"),
}  # fmt: skip
