"""The papers a building makes: written from what is on record, to print, sign, seal and scan."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhigong.base.papers import FormGroup, FormRow, OfficialForm, OfficialLetter
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import BODY_TITLES
from zhigong.work.organisation.contract import Assembly, BuildingKind
from zhigong.work.organisation.models import Building, BuildingStep, Candidate
from zhigong.work.organisation.queries.buildings import candidates_of, firms_of
from zhigong.work.organisation.rules import STAGES, letters_of

LETTER_TITLES = {
    "notice": N_("建会告知书"),
    "petition": N_("请示"),
    "approval": N_("批复"),
    "preparing": N_("成立筹备组的通知"),
    "joining": N_("发展会员情况"),
    "candidates": N_("候选人请示"),
    "candidates_approval": N_("候选人批复"),
    "procedure": N_("选举办法"),
    "ballot": N_("选票"),
    "minutes": N_("会议记录"),
    "result": N_("选举结果报告"),
    "result_approval": N_("选举结果批复"),
    "seal": N_("刻制印章的函"),
    "register": N_("法人资格登记申请"),
    "account": N_("开立账户的函"),
    "dues": N_("经费关系通知"),
    "authorise": N_("授权书"),
}
BLANK = "____"
POSTS = {
    "chair": N_("主席"),
    "vice_chair": N_("副主席"),
    "member": N_("委员"),
    "audit_chair": N_("经审委员会主任"),
    "audit_member": N_("经审委员"),
    "women_chair": N_("女职工委员会主任"),
    "women_member": N_("女职工委员"),
}


def letters_for(building: Building) -> list[tuple[str, str, str]]:
    """Return every paper of a building: step, code, title."""
    return [
        (stage, code, _(LETTER_TITLES[code]))
        for stage in STAGES[building.kind]
        for code in letters_of(stage)
    ]


def paper_of(building: Building, code: str, *, on: date) -> OfficialLetter | OfficialForm | None:
    """Return a paper as it is written out today; None when this building makes none of the code.

    A ballot is a form; all others are letters.
    """
    if code not in {one for _stage, one, _title in letters_for(building)}:
        return None
    said = _Said(building, on)
    return _ballot(said) if code == "ballot" else WRITERS[code](said)


class _Said:
    """What papers say of a building, read once."""

    def __init__(self, building: Building, on: date) -> None:
        self.building, self.on = building, on
        self.firms = [one.employer.name for one in firms_of(building)]
        self.firm = "、".join(self.firms) or building.name
        self.union = building.name
        self.own = building.case.union.name
        self.approver = building.approver.name
        steps = BuildingStep._base_manager.filter(building=building).order_by("done_at", "pk")
        self.steps: dict[str, BuildingStep] = {step.stage: step for step in steps}
        self.candidates: list[Candidate] = list(candidates_of(building))
        self.is_founding = building.kind == BuildingKind.FOUNDING

    @property
    def matter(self) -> str:
        return {
            BuildingKind.FOUNDING: _("成立“%(union)s”"),
            BuildingKind.RENEWAL: _("“%(union)s”换届选举"),
            BuildingKind.BY_ELECTION: _("“%(union)s”补选委员"),
        }[BuildingKind(self.building.kind)] % {"union": self.union}

    def day(self, stage: str) -> str:
        step = self.steps.get(stage)
        return chinese(step.done_on) if step else _("____年__月__日")

    def number(self, stage: str) -> str:
        step = self.steps.get(stage)
        return step.number if step and step.number else _("（文号：________）")

    def fact(self, stage: str, name: str) -> str:
        step = self.steps.get(stage)
        return str(step.facts.get(name) or BLANK) if step else BLANK

    def names(self, body: str, *, elected: bool = False) -> str:
        rows = [one for one in self.candidates if one.body == body]
        if elected:
            rows = [one for one in rows if one.is_elected]
        return "、".join(f"{one.name}（{_(POSTS[one.post])}）" for one in rows) or BLANK

    def bodies(self, *, elected: bool = False) -> tuple[str, ...]:
        found = []
        for body, title in BODY_TITLES.items():
            if any(one.body == body for one in self.candidates):
                found.append(f"{_(title)}：{self.names(body, elected=elected)}。")
        return tuple(found)

    def letter(self, title: str, to: str, *text: str, signed: str = "", number: str = "",
               stage: str = "", foot: tuple[str, ...] = ()) -> OfficialLetter:  # fmt: skip
        day = self.steps[stage].done_on if stage in self.steps else self.on
        return OfficialLetter(
            title=title,
            number=number or _("办件编号：%(number)s") % {"number": self.building.case.number},
            to=_("%(to)s：") % {"to": to},
            paragraphs=text,
            signed=_("%(who)s（盖章）") % {"who": signed or self.own},
            day=chinese(day),
            foot=foot,
        )


def chinese(day: date) -> str:
    """Return a day as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _notice(said: _Said) -> OfficialLetter:
    return said.letter(
        _("建会告知书"),
        said.firm,
        _("根据《中华人民共和国工会法》，职工有依法参加和组织工会的权利，"
          "企业、事业单位、社会组织应当支持。"
          "贵单位现有职工%(workers)s人，尚未成立工会。")
        % {"workers": said.building.workers or BLANK},
        _("会员二十五人以上的，应当建立基层工会委员会；不足二十五人的，可以单独建立，"
          "也可以由两个以上单位的"
          "会员联合建立，或者选举组织员一人。请贵单位自收到本告知书之日起与我会联系，商定筹备事宜。"),
        _("建立工会后，我会将协助办理法人资格登记、开立账户、会员实名登记和服务事项。"),
        stage="contact",
        foot=(_("单位签收人：________　签收日期：____年__月__日"),),
    )  # fmt: skip


def _petition(said: _Said) -> OfficialLetter:
    title = _("关于%(matter)s的请示") % {"matter": said.matter}
    text: tuple[str, ...]
    if said.is_founding:
        kind = _("联合基层工会") if said.building.union_kind == "joint" else _("基层工会")
        text = (
            _("%(firm)s现有职工%(workers)s人。为依法维护职工合法权益，经与职工和单位协商，拟成立%(kind)s，"
              "名称为“%(union)s”，隶属于%(parent)s。") % {
                "firm": said.firm, "workers": said.building.workers or BLANK, "kind": kind,
                "union": said.union, "parent": said.building.parent},
            _("拟成立筹备组，负责发展会员、划分工会小组、酝酿候选人和召开会员（代表）大会。"),
        )  # fmt: skip
    elif said.building.kind == BuildingKind.RENEWAL:
        text = (
            _("本会本届委员会任期即将届满（或已届满）。根据《中国工会章程》，拟进行换届选举，产生第%(number)s届"
              "工会委员会、经费审查委员会和女职工委员会。") % {"number": said.building.term_number},
        )  # fmt: skip
    else:
        text = (_("因委员出缺，拟召开会员（代表）大会补选（增补）委员。"),)
    return said.letter(title, said.approver, *text, _("妥否，请批示。"), stage="petition")


def _approval(said: _Said) -> OfficialLetter:
    return said.letter(
        _("关于同意%(matter)s的批复") % {"matter": said.matter},
        said.own,
        _("你会《关于%(matter)s的请示》收悉。经研究，同意%(matter)s。") % {"matter": said.matter},
        _("请按照《工会法》《中国工会章程》和基层工会选举的规定，做好发展会员、酝酿候选人和选举工作，"
          "候选人名单和选举结果报我会批准。"),
        _("此复。"),
        signed=said.approver,
        number=said.number("approve"),
        stage="approve",
    )  # fmt: skip


def _preparing(said: _Said) -> OfficialLetter:
    return said.letter(
        _("关于成立“%(union)s”筹备组的通知") % {"union": said.union},
        said.firm,
        _("根据%(approver)s批复（%(number)s），成立“%(union)s”筹备组。") % {
            "approver": said.approver, "number": said.number("approve"), "union": said.union},
        _("组长：%(head)s。成员：%(team)s。") % {
            "head": said.fact("prepare", "head"), "team": said.fact("prepare", "team")},
        _("筹备组负责宣传发动、发展会员、划分工会小组、酝酿候选人和筹备会员（代表）大会，工会委员会产生后即行撤销。"),
        stage="prepare",
    )  # fmt: skip


def _joining(said: _Said) -> OfficialLetter:
    building = said.building
    return said.letter(
        _("关于发展会员和划分工会小组情况的报告"),
        said.approver,
        _("截至%(day)s，共发展会员%(members)s人，其中女会员%(women)s人，划分工会小组%(groups)s个。"
          "入会申请书和会员登记表由筹备组保存。") % {
            "day": said.day("develop"), "members": building.members or BLANK,
            "women": BLANK if building.women_members is None else building.women_members,
            "groups": building.groups or BLANK},
        _("特此报告。"),
        stage="develop",
    )  # fmt: skip


def _candidates(said: _Said) -> OfficialLetter:
    return said.letter(
        _("关于“%(union)s”委员候选人的请示") % {"union": said.union},
        said.approver,
        _("经工会小组（会员）充分酝酿、民主协商，拟定候选人名单如下，实行差额选举："),
        *said.bodies(),
        _("上述人选均不是单位主要负责人及其近亲属，不是行政副职和合伙人。妥否，请批示。"),
        stage="candidates",
    )


def _candidates_approval(said: _Said) -> OfficialLetter:
    return said.letter(
        _("关于“%(union)s”委员候选人的批复") % {"union": said.union},
        said.own,
        _("你会《关于“%(union)s”委员候选人的请示》收悉。经审查，同意所报候选人名单：")
        % {"union": said.union},
        *said.bodies(),
        _("请依法召开会员（代表）大会进行选举，选举结果报我会批准。此复。"),
        signed=said.approver,
        number=said.number("candidates_reply"),
        stage="candidates_reply",
    )


def _procedure(said: _Said) -> OfficialLetter:
    building = said.building
    seats = [
        _("%(body)s%(seats)s人") % {"body": _(title), "seats": getattr(building, name) or 0}
        for (body, title), name in zip(
            BODY_TITLES.items(), ("seats", "audit_seats", "women_seats"), strict=True
        )
        if getattr(building, name)
    ]
    return said.letter(
        _("“%(union)s”选举办法（草案）") % {"union": said.union},
        _("会员（代表）大会"),
        _("一、根据《中国工会章程》和《工会基层组织选举工作条例》制定本办法。"),
        _("二、本次选举：%(seats)s。选举采用无记名投票，差额选举。") % {"seats": "，".join(seats)},
        _("三、参加会议的人数达到应到会人数的三分之二以上，方可进行选举。"),
        _("四、收回的选票等于或少于发出的选票，选举有效；多于发出的选票，选举无效，应重新选举。"),
        _("五、每张选票所选人数等于或少于规定名额的为有效票，多于规定名额的为废票。"),
        _("六、候选人获得应到会人数过半数的选票，始得当选；得票过半数的人数多于名额时，以得票多的当选；"
          "票数相等不能确定当选人时，就票数相等者重新投票，得票多的当选。"),
        _("七、设监票人、计票人，由大会通过；候选人不得担任。本办法经大会通过后生效。"),
    )  # fmt: skip


def _minutes(said: _Said) -> OfficialLetter:
    building = said.building
    assembly = building.get_assembly_display() if building.assembly else str(Assembly.MEMBERS.label)
    found = [
        _("时间：%(day)s。会议：“%(union)s”%(assembly)s。") % {
            "day": said.day("elect"), "union": said.union, "assembly": assembly},
        _("应到%(due)s人，实到%(present)s人，符合规定人数。"
          "发出选票%(issued)s张，收回%(returned)s张，选举有效。") % {
            "due": building.voters or BLANK, "present": said.fact("elect", "present"),
            "issued": said.fact("elect", "issued"), "returned": said.fact("elect", "returned")},
    ]  # fmt: skip
    for one in said.candidates:
        found.append(
            _("%(name)s（%(post)s）得票%(votes)s张%(elected)s。")
            % {
                "name": one.name,
                "post": _(POSTS[one.post]),
                "votes": BLANK if one.votes is None else one.votes,
                "elected": _("，当选") if one.is_elected else "",
            }
        )
    return said.letter(
        _("会员（代表）大会会议记录"),
        said.union,
        *found,
        stage="elect",
        foot=(_("主持人：________　监票人：________　计票人：________　记录人：________"),),
    )


def _result(said: _Said) -> OfficialLetter:
    return said.letter(
        _("关于“%(union)s”选举结果的报告") % {"union": said.union},
        said.approver,
        _("%(day)s召开会员（代表）大会，应到%(due)s人，实到%(present)s人，"
          "以无记名投票方式选举产生：") % {
            "day": said.day("elect"), "due": said.building.voters or BLANK,
            "present": said.fact("elect", "present")},
        *said.bodies(elected=True),
        _("请予批准。"),
        stage="report",
    )  # fmt: skip


def _result_approval(said: _Said) -> OfficialLetter:
    text = _("你会《关于“%(union)s”选举结果的报告》收悉。经研究，同意选举结果：") % {
        "union": said.union
    }
    end = _("任期%(years)s年，自批复之日起计算。此复。") % {"years": said.building.term_years}
    if said.building.kind == BuildingKind.BY_ELECTION:
        end = _("任期与本届委员会相同。此复。")
    return said.letter(
        _("关于“%(union)s”选举结果的批复") % {"union": said.union},
        said.own,
        text,
        *said.bodies(elected=True),
        end,
        signed=said.approver,
        number=said.number("confirm"),
        stage="confirm",
    )


def _letter_out(title: str, to: str, text: str, stage: str) -> Callable[[_Said], OfficialLetter]:
    """Return the writer of a short letter that rests on the reply that founded the union."""

    def write(said: _Said) -> OfficialLetter:
        values: dict[str, Any] = {
            "union": said.union,
            "approver": said.approver,
            "number": said.number("confirm"),
            "day": said.day("confirm"),
            "chair": next(
                (one.name for one in said.candidates if one.post == "chair" and one.is_elected),
                BLANK,
            ),
        }
        return said.letter(
            _(title),
            _(to),
            _(text) % values,
            _("请予办理为荷。"),
            signed=said.approver if stage in ("seal", "authorise") else said.union,
            stage=stage,
        )

    return write


def _ballot(said: _Said) -> OfficialForm:
    """Return the ballots of every committee on one sheet, with nothing marked on them."""
    groups = []
    names = ("seats", "audit_seats", "women_seats")
    for (body, title), name in zip(BODY_TITLES.items(), names, strict=True):
        standing = [one for one in said.candidates if one.body == body]
        if not standing:
            continue
        rows = tuple(("", one.name, _(POSTS[one.post])) for one in standing)
        rows += (("", "", ""), ("", "", ""))
        groups.append(
            FormGroup(
                _("%(body)s（应选%(seats)s人）")
                % {"body": _(title), "seats": getattr(said.building, name) or BLANK},
                (
                    FormRow(
                        _("填写说明"),
                        _(
                            "赞成的画○，不赞成的画×；另选他人的，在空格内写明姓名并画○；"
                            "所选人数多于应选人数的为废票。"
                        ),
                    ),
                    FormRow(
                        _("候选人"),
                        columns=(_("符号"), _("姓名"), _("拟任职务")),
                        rows=rows,
                    ),
                ),
            )
        )
    number = said.building.case.number
    return OfficialForm(
        title=_("“%(union)s”选票") % {"union": said.union},
        number=number,
        numbered=_("办件编号：%(number)s") % {"number": number},
        day=chinese(said.on),
        groups=tuple(groups),
        author=said.own,
        address=number,
        scanning=_("扫码核对办件编号"),
        printed=_("打印日期：%(day)s") % {"day": chinese(said.on)},
        paging=_("第{}页，共{}页"),
    )


WRITERS: dict[str, Callable[[_Said], OfficialLetter]] = {
    "notice": _notice,
    "petition": _petition,
    "approval": _approval,
    "preparing": _preparing,
    "joining": _joining,
    "candidates": _candidates,
    "candidates_approval": _candidates_approval,
    "procedure": _procedure,
    "minutes": _minutes,
    "result": _result,
    "result_approval": _result_approval,
    "seal": _letter_out(
        N_("关于刻制工会印章的函"),
        N_("公安机关"),
        N_("“%(union)s”经%(approver)s批复（%(number)s）于%(day)s成立，现需刻制工会公章和财务专用章。"),
        "seal",
    ),
    "register": _letter_out(
        N_("工会法人资格登记申请书"),
        N_("工会法人资格登记机关"),
        N_("“%(union)s”经%(approver)s批复（%(number)s）于%(day)s成立，主席%(chair)s，具备工会法人条件，"
           "现申请工会法人资格登记。"),
        "register",
    ),
    "account": _letter_out(
        N_("关于开立工会账户的函"),
        N_("开户银行"),
        N_("“%(union)s”经%(approver)s批复（%(number)s）成立，法定代表人%(chair)s，现申请开立工会经费独立账户。"),
        "account",
    ),
    "dues": _letter_out(
        N_("关于建立工会经费关系的通知"),
        N_("用人单位"),
        N_("“%(union)s”已于%(day)s成立（%(number)s）。根据《工会法》，用人单位应按每月全部职工工资总额的百分之二"
           "向工会拨缴经费，自成立之月起计算。"),
        "dues",
    ),
    "authorise": _letter_out(
        N_("工会组织管理员授权书"),
        N_("工会管理员"),
        N_("“%(union)s”（%(number)s）的管理员由%(approver)s授权，负责本工会组织信息和会员信息的登记维护，"
           "对信息的真实性和保密负责。"),
        "authorise",
    ),
}  # fmt: skip
