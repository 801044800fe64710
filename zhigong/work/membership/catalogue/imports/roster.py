# ruff: noqa: E501  one field reads best without more breaks
"""会员花名册: the roster of members, as grassroots unions hand it up."""

from zhigong.engines.exchange.contract import Field, ImportKind, Shape
from zhigong.work.membership.catalogue.imports._findings import FINDINGS

FIELDS = (
    Field(
        "serial", "序号", exact=("编号", "序列号", "顺序号", "no", "序"),
        shape=Shape.SERIAL, example="1", width=6,
    ),
    Field(
        "name", "姓名", is_required=True, is_key=True, weight=5, shape=Shape.PERSON,
        synonyms=("会员姓名", "职工姓名", "员工姓名", "姓名", "人员姓名", "人员名称"),
        exact=("名字", "会员", "职工", "员工", "会员名称", "name"), example="张三",
    ),
    Field(
        "sex", "性别", synonyms=("性别",), exact=("男女", "gender", "sex"), shape=Shape.SEX,
        choices=("男", "女"), example="男", width=8,
    ),
    Field(
        "id_number", "身份证号", is_required=True, is_key=True, weight=5, shape=Shape.ID,
        synonyms=(
            "公民身份号码", "公民身份证号", "居民身份证号", "身份证号码", "身份证号", "身份号码", "身份证件号",
            "有效证件号", "证件号码", "证件号", "证照号码", "身份证编号", "身份证明号",
        ),
        exact=("身份证", "居民身份证", "证号", "身份证件", "证件", "idcard", "id"),
        example="11010519491231002X", width=22, is_text=True,
    ),
    Field(
        "id_kind", "证件类型", synonyms=("证件类型", "证件类别", "证件种类", "证件名称"),
        choices=("居民身份证", "港澳台居民居住证", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "护照", "外国人永久居留身份证"),
        fills_down=True, example="居民身份证",
    ),
    Field(
        "birth_on", "出生日期", synonyms=("出生日期", "出生年月日", "出生年月", "出生时间"),
        exact=("生日", "出生"), shape=Shape.DATE, example="",
    ),
    Field(
        "ethnicity", "民族", synonyms=("民族",), exact=("族别",), shape=Shape.ETHNICITY,
        fills_down=True, choices=("汉族", "回族", "维吾尔族", "苗族", "土家族", "畲族"), example="汉族", width=10,
    ),
    Field(
        "political_status", "政治面貌", synonyms=("政治面貌", "政治面目", "政治身份"), exact=("党派", "是否党员"),
        shape=Shape.POLITICAL, choices=("中共党员", "中共预备党员", "共青团员", "群众"), example="群众", width=12,
    ),
    Field(
        "education", "文化程度",
        synonyms=("文化程度", "最高学历", "学历", "受教育程度", "教育程度"), exact=("文化", "学历学位"), shape=Shape.EDUCATION,
        choices=("研究生", "大学本科", "大学专科", "中等专科", "普通高中", "初中", "小学"), example="大学本科", width=12,
    ),
    Field(
        "phone", "手机号码", weight=3, shape=Shape.PHONE,
        synonyms=("手机号码", "手机号", "移动电话", "联系电话", "联系方式", "联系手机", "本人电话", "电话号码", "手机", "电话"),
        exact=("联系号码", "tel", "phone", "mobile"), example="13800000000", width=16, is_text=True,
    ),
    Field(
        "employer", "工作单位", weight=3, shape=Shape.EMPLOYER, fills_down=True,
        synonyms=(
            "工作单位全称", "工作单位名称", "工作单位", "单位名称", "单位全称", "所在单位", "用人单位", "用工单位", "企业名称",
            "公司名称", "就业单位", "所在企业", "所属单位", "任职单位", "现工作单位",
        ),
        exact=("单位", "企业", "公司", "企业全称", "公司全称", "单位企业"), example="示例制造有限公司", width=30,
    ),
    Field(
        "credit_code", "单位统一社会信用代码", weight=3, shape=Shape.CREDIT_CODE, fills_down=True,
        synonyms=(
            "单位统一社会信用代码", "企业统一社会信用代码", "统一社会信用代码", "社会信用代码", "单位信用代码", "企业信用代码",
            "信用代码", "统一信用代码",
        ),
        exact=("税号", "组织机构代码", "单位代码", "企业代码"), example="", width=24, is_text=True,
    ),
    Field(
        "union", "所属工会", weight=3, shape=Shape.UNION, fills_down=True,
        synonyms=(
            "所属工会名称", "所属工会", "所在工会", "工会名称", "基层工会名称", "基层工会", "入会工会", "工会全称",
            "工会组织名称", "所属工会组织", "会籍所在工会", "会籍所属工会", "隶属工会", "所在工会名称", "单位工会",
        ),
        exact=("工会", "工会组织", "所属基层工会", "所属基层工会名称"), example="示例制造有限公司工会委员会", width=34,
    ),
    Field(
        "union_credit_code", "工会统一社会信用代码", fills_down=True, width=24, is_text=True,
        synonyms=("工会统一社会信用代码", "工会社会信用代码", "工会信用代码", "工会法人代码", "工会代码", "工会编码"),
        in_template=False,
    ),
    Field(
        "migrant", "是否农民工", synonyms=("是否农民工", "是否为农民工", "是否属于农民工", "是否是农民工"),
        exact=("农民工", "农民工会员"), choices=("是", "否"), example="否", width=12,
    ),
    Field(
        "dispatched", "是否劳务派遣",
        synonyms=("是否劳务派遣", "是否为劳务派遣", "是否派遣", "是否劳务派遣工", "是否属于劳务派遣"),
        exact=("劳务派遣", "劳务派遣工", "派遣"), choices=("是", "否"), example="否", width=12,
    ),
    Field(
        "employment_form", "用工形式", synonyms=("用工形式", "用工性质", "用工类型", "就业形式", "用工方式", "人员性质"),
        exact=("编制", "人员类别"), choices=("合同制", "劳务派遣", "非全日制", "事业编制", "公务员", "退休返聘", "灵活就业"),
        example="合同制", width=12,
    ),
    Field(
        "new_form_group", "新就业形态类别",
        synonyms=("新就业形态类别", "新就业形态群体", "八大群体", "新就业群体", "群体类别", "新就业形态劳动者类别"),
        choices=("货车司机", "快递员", "网约送餐员", "网约车司机", "保安员", "家政服务员", "护工护理员"), example="",
    ),
    Field(
        "joined_on", "入会日期", shape=Shape.DATE, weight=2,
        synonyms=("入会日期", "入会时间", "入会年月", "加入工会时间", "加入工会日期", "何时入会", "入会年月日", "参加工会时间"),
        exact=("入会", "入工会时间"), example="2020-05-01",
    ),
    Field(
        "post", "职务或岗位", synonyms=("职务", "岗位", "工种", "职位"), exact=("职务岗位", "岗位职务", "职务工种"), example="",
    ),
    Field(
        "household_kind", "户籍类型", synonyms=("户籍类型", "户口性质", "户籍性质", "户口类型", "户口类别", "户籍类别"),
        exact=("户籍", "户口"), choices=("本地城镇", "本地农村", "外地城镇", "外地农村"), example="本地城镇", width=12,
    ),
    Field(
        "household_region", "户籍地", synonyms=("户籍地", "户籍所在地", "户口所在地", "籍贯", "户籍地址"), example="",
        in_template=False,
    ),
    Field(
        "skill_level", "技能等级", synonyms=("技能等级", "职业技能等级", "技术等级", "职业资格等级"), example="",
        in_template=False,
    ),
    Field("remark", "备注", synonyms=("备注",), exact=("说明", "其他", "附注"), example="", width=20),
)  # fmt: skip

ROSTER = ImportKind(
    code="roster",
    title="会员花名册",
    ability="membership.import_roster",
    fields=FIELDS,
    order=1,
    findings=FINDINGS,
    notes=(
        "从第 2 行起填写，每人一行；示例行可以保留，导入时会跳过。",
        "标红的列必填。“所属工会”请写工会全称；没有写的，登记在上传时选定的工会名下。",
        "身份证号、手机号码、信用代码三列已设为文本格式，请勿改成数值，否则后几位会变成 0。",
        "日期写成 2020-05-01、2020.5 或 2020年5月 都可以。",
        "可以增加列，列的次序也可以改；系统按列名识别。",
    ),
)
