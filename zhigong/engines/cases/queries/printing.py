"""The form of a case (审批表), the same on the page, in Word and as PDF."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhigong.base.papers import FormGroup, FormRow, OfficialForm
from zhigong.engines.cases.contract import Programme
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.queries.agency import agent_words
from zhigong.engines.cases.queries.cases import answers_of, papers_of, steps_of
from zhigong.engines.cases.queries.programmes import programme_of_case
from zhigong.engines.cases.queries.sheets import (
    Answered,
    SealBox,
    consents_of,
    seal_boxes_of,
    sections_of,
)


def form_of_case(case: Case, *, address: str, at: datetime) -> OfficialForm:
    """Return the form of a case, in the words of the version it was opened under.

    Numbers are masked in it, as on the page of the case.

    :param address: of the case's page, for the code to scan.
    """
    programme, answers = programme_of_case(case), answers_of(case)
    sections = sections_of(programme, answers)
    return OfficialForm(
        title=_("%(programme)s审批表") % {"programme": case.title},
        number=case.number,
        numbered=_("编号：%(number)s") % {"number": case.number},
        day=_("提交日期：%(day)s") % {"day": _written(case.opened_on)},
        groups=(
            FormGroup("", _who(case)),
            *(FormGroup(one.title, _answers(one.answers)) for one in sections),
            FormGroup("", (_papers(case), _signature(consents_of(answers)))),
            FormGroup("", _boxes(case, programme)),
        ),
        author=case.union.name,
        address=address,
        scanning=_("扫描二维码登录后可核对本表编号和最新状态。"),
        printed=_("打印时间：%(at)s") % {"at": f"{localtime(at):%Y-%m-%d %H:%M}"},
        paging=_("第 {} 页，共 {} 页"),
    )


def _who(case: Case) -> tuple[FormRow, ...]:
    whose = FormRow(_("申请人"), case.applicant_name, beside=(_("所属工会"), case.union.name))
    agent = agent_words(case)
    return (whose, FormRow(_("代办人"), agent)) if agent else (whose,)


def _answers(answers: Iterable[Answered]) -> tuple[FormRow, ...]:
    return tuple(
        FormRow(one.title, one.text, columns=one.columns, rows=one.rows) for one in answers
    )


def _papers(case: Case) -> FormRow:
    titles = [paper.document.title for paper in papers_of(case)]
    listed = "\n".join(f"{place}. {title}" for place, title in enumerate(titles, 1))
    return FormRow(_("所附材料"), listed or _("无"))


def _signature(consents: Iterable[str]) -> FormRow:
    """Return where the applicant signs for what she said and agreed to."""
    agreed = "".join(_("已单独同意：%(purpose)s。") % {"purpose": one} for one in consents)
    return FormRow(
        _("申请人签名"),
        _("本人承诺以上内容和所附材料真实。") + agreed,
        signed=(_("签名：　　　　　　"), _written(None)),
    )


def _boxes(case: Case, programme: Programme) -> tuple[FormRow, ...]:
    return tuple(_box(one) for one in seal_boxes_of(programme, steps_of(case)))


def _box(box: SealBox) -> FormRow:
    return FormRow(
        _("%(step)s意见") % {"step": box.title},
        box.opinion,
        signed=(
            _("%(unit)s（盖章）") % {"unit": box.unit},
            _("经办人：%(name)s") % {"name": box.name or "　　　　"},
            _written(box.day),
        ),
        is_box=True,
    )


def _written(day: date | None) -> str:
    """Write a day as documents do; none yet as room for it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else _("年　　月　　日")
