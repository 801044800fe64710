"""会员信息变更: a member mends her own record; what the union confirms is written."""

from zhigong.engines.cases.contract import AnswerKind, Paper, Programme, Question, Section
from zhigong.registry.people.contract import (
    EDUCATIONS,
    ETHNICITIES,
    HOUSEHOLD_KINDS,
    POLITICAL_STATUSES,
    SKILL_LEVELS,
)
from zhigong.work.service_centre.contract import OWN_REVIEW, choices_of
from zhigong.work.service_centre.operations import correct_record

MEMBER_CORRECTION = Programme(
    code="member_correction",
    title="会员信息变更",
    purpose="姓名、手机号、学历等登记信息有误或有变化，申请更正。",
    version=1,
    category="会员服务",
    words=("改名", "换手机号", "信息错了", "更正", "修改资料"),
    where="网上办理，由您所在的工会核对",
    result="核对无误后直接更新您的会员信息",
    once_per="open",
    icon="user-edit",
    order=10,
    sections=(
        Section(
            "需要更正的内容",
            (
                Question("name", "正确的姓名", required=False, help="只填需要更正的项目。"),
                Question("phone", "现在的手机号", AnswerKind.PHONE, required=False),
                Question("id_number", "正确的证件号码", AnswerKind.ID_NUMBER, required=False),
                Question(
                    "ethnicity",
                    "民族",
                    AnswerKind.CHOICE,
                    required=False,
                    choices=choices_of(ETHNICITIES),
                ),
                Question(
                    "education",
                    "学历",
                    AnswerKind.CHOICE,
                    required=False,
                    choices=choices_of(EDUCATIONS),
                ),
                Question(
                    "political_status",
                    "政治面貌",
                    AnswerKind.CHOICE,
                    required=False,
                    choices=choices_of(POLITICAL_STATUSES),
                ),
                Question(
                    "household_kind",
                    "户籍类型",
                    AnswerKind.CHOICE,
                    required=False,
                    choices=choices_of(HOUSEHOLD_KINDS),
                ),
                Question(
                    "skill_level",
                    "技能等级",
                    AnswerKind.CHOICE,
                    required=False,
                    choices=choices_of(SKILL_LEVELS),
                ),
            ),
        ),
        Section(
            "变更原因",
            (Question("reason", "变更原因", example="更换了手机号码", least=2),),
        ),
    ),
    papers=(
        Paper(
            "proof",
            "证明材料",
            required=False,
            help="更正姓名或证件号码时，请上传身份证或户口簿照片。",
        ),
    ),
    route=(OWN_REVIEW,),
    effect=correct_record,
)
