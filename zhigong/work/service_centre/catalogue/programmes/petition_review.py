"""复查申请: who does not accept the answer to a petition asks the union above."""

from zhigong.engines.cases.contract import (
    Contest,
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
from zhigong.work.service_centre.rules import REVIEW_ASKED_DAYS, REVIEW_DONE_DAYS

PETITION_REVIEW = Programme(
    code="petition_review",
    title="复查申请",
    purpose="不服信访事项的答复意见的，自收到之日起30日内请求上一级复查；30日内书面答复。",
    version=1,
    category="咨询求助",
    words=("复查", "不服答复", "信访"),
    icon="rotate-clockwise",
    order=32,
    audience="known",
    where="网上、服务窗口、来信",
    result="30日内作出复查意见并书面答复",
    once_per="open",
    home=Level.CITY,
    sections=(
        Section(
            "复查请求",
            (
                Question(
                    "ground",
                    "原办件编号",
                    help="原信访事项的办件编号，在答复意见书上。",
                ),
                DETAILS,
            ),
        ),
        Section("申请人", (NAME, PHONE)),
    ),
    papers=(Paper("answer", "答复意见书", required=False),),
    route=(
        Step(
            "reply",
            "市总工会复查并书面答复",
            Level.CITY,
            StepKind.REPLY,
            days=REVIEW_DONE_DAYS,
            unit="calendar",
        ),
    ),
    contested_by=Contest("petition_recheck", "ground", days=REVIEW_ASKED_DAYS),
    on_open=contest,
    barred=contested_handlers,
)
