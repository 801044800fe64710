"""复核申请: who does not accept the outcome of a review asks the union above."""

from zhigong.engines.cases.contract import (
    Level,
    Paper,
    Programme,
    Question,
    Section,
    Step,
    StepKind,
)
from zhigong.work.service_centre.contract import DETAILS, NAME, PHONE
from zhigong.work.service_centre.operations import contest, contested_handlers
from zhigong.work.service_centre.rules import REVIEW_DONE_DAYS

PETITION_RECHECK = Programme(
    code="petition_recheck",
    title="复核申请",
    purpose="不服复查意见的，自收到之日起30日内请求上一级复核；30日内书面答复。",
    version=1,
    category="咨询求助",
    words=("复核", "不服答复", "信访"),
    icon="rotate-clockwise",
    order=34,
    audience="known",
    where="网上、服务窗口、来信",
    result="30日内作出复核意见并书面答复；复核意见为终结意见",
    once_per="open",
    home=Level.PROVINCE,
    sections=(
        Section(
            "复核请求",
            (
                Question(
                    "ground",
                    "原办件编号",
                    help="复查申请的办件编号，在答复意见书上。",
                ),
                DETAILS,
            ),
        ),
        Section("申请人", (NAME, PHONE)),
    ),
    papers=(Paper("answer", "复查意见书", required=False),),
    route=(
        Step(
            "reply",
            "省总工会复核并书面答复",
            Level.PROVINCE,
            StepKind.REPLY,
            days=REVIEW_DONE_DAYS,
            unit="calendar",
        ),
    ),
    on_open=contest,
    barred=contested_handlers,
)
