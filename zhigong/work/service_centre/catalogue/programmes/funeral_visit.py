"""去世吊唁慰问: for the family of a member, or a member who lost a near relative."""

from zhigong.engines.cases.contract import AnswerKind, Paper, Programme, Question, Section
from zhigong.work.service_centre.contract import OWN_DECISION, OWN_DELIVERY, PHONE
from zhigong.work.service_centre.operations import once_a_turn, require_recorded

FUNERAL_VISIT = Programme(
    code="funeral_visit",
    title="去世吊唁慰问",
    purpose="会员或其直系亲属去世，基层工会吊唁慰问。",
    version=1,
    category="关爱服务",
    words=("去世", "丧事", "吊唁", "白事"),
    icon="heart",
    order=110,
    audience="member",
    where="您所在的基层工会",
    result="慰问金，标准按当地基层工会经费收支办法",
    sections=(
        Section(
            "基本情况",
            (
                Question(
                    "who",
                    "去世的是",
                    AnswerKind.CHOICE,
                    choices=(
                        ("member", "会员本人"),
                        ("parent", "父母"),
                        ("spouse", "配偶"),
                        ("child", "子女"),
                    ),
                ),
                Question("died_on", "去世日期", AnswerKind.DATE),
                PHONE,
            ),
        ),
    ),
    papers=(Paper("proof", "死亡证明或火化证明", required=False, help="可以事后补交。"),),
    route=(OWN_DECISION, OWN_DELIVERY),
    on_open=once_a_turn,
    on_done=require_recorded,
)
