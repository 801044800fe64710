# ruff: noqa: E501  one field reads best without more breaks
"""企业名录: lists of employers as the market register, social insurance and tax give them."""

from zhigong.engines.exchange.contract import Field, ImportKind, Shape
from zhigong.kernel.text import N_
from zhigong.work.membership.catalogue.imports._findings import FINDINGS

FIELDS = (
    Field("serial", "序号", exact=("编号", "序", "no"), shape=Shape.SERIAL, example="1", width=6),
    Field(
        "name", "单位名称", is_required=True, is_key=True, weight=5, shape=Shape.EMPLOYER,
        synonyms=("单位名称", "企业名称", "公司名称", "纳税人名称", "参保单位名称", "参保单位", "市场主体名称", "主体名称", "机构名称", "单位全称", "企业全称", "缴费单位名称", "经营主体名称", "用人单位名称"),
        exact=("名称", "单位", "企业", "纳税人", "公司"), example="示例制造有限公司", width=34,
    ),
    Field(
        "credit_code", "统一社会信用代码", is_required=True, is_key=True, weight=5, shape=Shape.CREDIT_CODE,
        synonyms=("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "纳税人识别号", "社会统一信用代码"),
        exact=("税号", "注册号", "单位代码", "代码"), example="", width=24, is_text=True,
    ),
    Field(
        "status", "登记状态", weight=2,
        synonyms=("登记状态", "经营状态", "企业状态", "市场主体状态", "主体状态", "纳税人状态", "参保状态", "单位状态", "存续状态"),
        exact=("状态",), choices=("存续", "停业", "吊销", "注销"), example="存续", width=12,
    ),
    Field(
        "workers", "职工数", weight=2, shape=Shape.NUMBER,
        synonyms=("职工人数", "职工总数", "职工数", "从业人数", "从业人员数", "参保人数", "参保职工数", "员工人数", "员工数", "在职人数", "用工人数", "养老参保人数", "实缴人数", "申报人数", "个税申报人数"),
        exact=("人数", "从业人员"), example="120", width=10,
    ),
    Field(
        "women_workers", "女职工数", shape=Shape.NUMBER,
        synonyms=("女职工人数", "女职工数", "女性职工数", "女性人数", "女员工数", "女性参保人数"), exact=("女职工", "女", "女性", "其中女", "其中女职工", "其中女性"), example="48", width=10,
    ),
    Field(
        "sector", "行业门类", synonyms=("国民经济行业", "行业门类", "行业类别", "所属行业", "行业名称", "行业代码", "行业分类"), exact=("行业",),
        choices=("制造业", "建筑业", "批发和零售业", "交通运输、仓储和邮政业", "住宿和餐饮业", "信息传输、软件和信息技术服务业"), example="制造业", width=16,
    ),
    Field(
        "category", "单位类别", synonyms=("单位类别", "单位类型", "企业类型", "市场主体类型", "主体类型", "登记注册类型", "经济类型", "公司类型", "企业性质", "单位性质"),
        exact=("类型", "性质"), choices=("国有企业", "集体企业", "私营企业", "其他有限责任公司", "外商投资企业", "事业单位", "机关"), example="私营企业", width=16,
    ),
    Field("region", "行政区划代码", synonyms=("行政区划代码", "行政区划", "区划代码"), example="", width=14, is_text=True),
    Field(
        "address", "地址", synonyms=("注册地址", "登记住所", "经营地址", "生产经营地址", "企业住所", "住所", "单位地址", "地址", "经营场所"), example="", width=40,
    ),
    Field(
        "area", "归口工会", synonyms=("归口工会", "所属街道", "所在街道", "所属镇街", "所在镇街", "镇街", "所属乡镇", "属地", "管辖街道"), exact=("街道", "乡镇"),
        example="", width=24, fills_down=True,
    ),
)  # fmt: skip

# A roster is told apart by identity numbers, a register by credit codes: its findings say so.
OWN_FINDINGS = {
    "error:name_missing": (N_("缺少单位名称"), N_("请补填单位名称。"), "name"),
    "error:duplicate_in_file": (
        N_("与前面的行重复"), N_("同一信用代码在前面已出现，只导入第一次。"), "credit_code",
    ),
    "warning:credit_code_check": (
        N_("信用代码校验不符"), N_("单位登记为待核实，请对照营业执照核对代码。"), "credit_code",
    ),
    "warning:area_unknown": (
        N_("归口工会未识别"), N_("单位先归到所选工会名下，请改为下级工会的全称后再导入，或在单位页修改。"), "area",
    ),
}  # fmt: skip

EMPLOYERS = ImportKind(
    code="employers",
    title="企业名录",
    ability="membership.import_employers",
    fields=FIELDS,
    order=2,
    findings={**FINDINGS, **OWN_FINDINGS},
    notes=(
        "从第 2 行起填写，每个单位一行；示例行可以保留，导入时会跳过。",
        "以统一社会信用代码为准：已有的单位更新，没有的新增；不同来源各说各的都会保留。",
        "信用代码一列已设为文本格式，请勿改成数值。",
    ),
)
