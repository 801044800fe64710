"""The official papers of joining: 入会申请书 and 会员登记表, with the applicant's signature."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhigong.base import sealed_files
from zhigong.base.papers import FormGroup, FormRow, OfficialForm
from zhigong.kernel.text import N_
from zhigong.registry.documents.queries import path_of
from zhigong.registry.people.contract import ID_KINDS, SEXES
from zhigong.registry.people.queries import masked_identity, memberships_of
from zhigong.work.membership.queries.joining import masked_of

if TYPE_CHECKING:
    from zhigong.work.membership.models import JoinApplication

APPLICATION, REGISTER = "application", "register"
PAPERS = {APPLICATION: N_("入会申请书"), REGISTER: N_("会员登记表")}
# The wish in the words of the national form; the applicant agreed to them before she signed.
WISH = N_(
    "我自愿申请加入中华全国总工会，承认并遵守《中国工会章程》，执行工会决议，积极参加工会活动，"
    "按月交纳会费。请予批准。"
)


def paper_of(
    application: "JoinApplication", which: str, *, address: str, at: datetime
) -> OfficialForm:
    """Return one of the papers of an application; numbers are masked in it.

    :param which: ``application`` (入会申请书) or ``register`` (会员登记表).
    :param address: of the page of the application, for the code to scan.
    """
    groups = _application(application) if which == APPLICATION else _register(application)
    return OfficialForm(
        title=_("中国工会%(paper)s") % {"paper": _(PAPERS[which])},
        number=application.number,
        numbered=_("编号：%(number)s") % {"number": application.number},
        day=_("申请日期：%(day)s") % {"day": _written(application.submitted_at.date())},
        groups=groups,
        author=application.union.name,
        address=address,
        scanning=_("扫描二维码登录后可核对本表编号和最新状态。"),
        printed=_("打印时间：%(at)s") % {"at": f"{localtime(at):%Y-%m-%d %H:%M}"},
        paging=_("第 {} 页，共 {} 页"),
    )


def _application(row: "JoinApplication") -> tuple[FormGroup, ...]:
    return (
        FormGroup("", _who(row)),
        FormGroup("", (_signed(row, _("申请"), _(WISH)),)),
        FormGroup("", (_opinion(row),)),
    )


def _register(row: "JoinApplication") -> tuple[FormGroup, ...]:
    person = row.membership.person if row.membership else None
    identity = masked_identity(person) if person else None
    more: tuple[FormRow, ...] = ()
    if person is not None and identity is not None:
        more = (
            FormRow(
                _("民族"),
                person.get_ethnicity_display(),
                beside=(_("学历"), person.get_education_display()),
            ),
            FormRow(
                _("政治面貌"),
                person.get_political_status_display(),
                beside=(_("户籍类型"), person.get_household_kind_display()),
            ),
            FormRow(
                _("会籍经历"),
                columns=(_("工会"), _("起"), _("止"), _("状态")),
                rows=tuple(
                    (
                        one.union.name,
                        f"{one.starts_on}",
                        f"{one.ends_before or _('今')}",
                        one.get_state_display(),
                    )
                    for one in memberships_of(person=person)
                ),
            ),
        )
    return (
        FormGroup("", _who(row)),
        FormGroup("", more),
        FormGroup("", (_signed(row, _("本人确认"), _("以上信息属实。")), _opinion(row))),
    )


def _who(row: "JoinApplication") -> tuple[FormRow, ...]:
    masked = masked_of(row)
    return (
        FormRow(_("姓名"), row.name, beside=(_("性别"), _(SEXES.get(row.sex, "")))),
        FormRow(
            _("出生日期"),
            _written(row.birth_on) if row.birth_on else "",
            beside=(_("手机号码"), masked.phone),
        ),
        FormRow(
            _("证件类型"),
            _(ID_KINDS.get(row.id_kind, "")),
            beside=(_("证件号码"), masked.id_number),
        ),
        FormRow(_("工作单位"), row.employer_name or _("无固定单位")),
        FormRow(
            _("从事职业"),
            row.get_new_form_group_display() if row.new_form_group else _("单位职工"),
            beside=(_("用工形式"), row.get_employment_form_display()),
        ),
    )


def _signed(row: "JoinApplication", title: str, words: str) -> FormRow:
    day = _written(row.submitted_at.date())
    return FormRow(
        title, words, signed=(_("申请人签名"), day), picture=signature_of(row), is_box=False
    )


def signature_of(row: "JoinApplication") -> bytes:
    """Return the picture of an applicant's signature; nothing when it was erased."""
    document = row.signature
    if document is None or not document.path:
        return b""
    with sealed_files.opened(path_of(document)) as file:
        return file.read()


def _opinion(row: "JoinApplication") -> FormRow:
    words, day = "", _("年　　月　　日")
    if row.state == "approved" and row.decided_at is not None:
        day = _written(localtime(row.decided_at).date())
        words = _("同意入会，会籍从%(day)s起计算。") % {"day": day}
        if row.in_place:
            words += _("（所属工会逾期未办，由上级工会代审批。）")
    return FormRow(
        _("基层工会意见"),
        words,
        signed=(_("%(unit)s（盖章）") % {"unit": row.union.name}, day),
        is_box=True,
    )


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
