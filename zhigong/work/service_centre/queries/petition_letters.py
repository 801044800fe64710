"""What the letters to a petitioner say, the same on the page, in Word and as PDF."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhigong.base.papers import OfficialLetter
from zhigong.work.service_centre.queries.petitions import PetitionLetter

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case


def worded(case: "Case", letter: PetitionLetter) -> OfficialLetter:
    """Return a letter as it is written out."""
    return OfficialLetter(
        title=_("信访事项%(title)s") % {"title": letter.title},
        number=_("编号：%(number)s") % {"number": case.number},
        to=_("%(name)s：") % {"name": letter.name},
        paragraphs=_WORDS[letter.code](case, letter),
        signed=_("%(unit)s（盖章）") % {"unit": letter.unit},
        day=_written(letter.day),
        foot=(
            _("送达人：　　　　　　　收件人（签名）："),
            _("签收日期：　　　年　　月　　日"),
        ),
    )


def _written(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def _received(case: "Case", letter: PetitionLetter) -> str:
    return _("你通过%(how)s反映的信访事项，我单位于%(on)s收到。") % {
        "how": case.get_channel_display(),
        "on": _written(letter.clock.received_on),
    }


def _accepted(case: "Case", letter: PetitionLetter) -> tuple[str, ...]:
    words = _(
        "经审查，根据《信访工作条例》第%(article)s条的规定，决定予以受理。我单位将自受理之日起60日内，"
        "即%(until)s前办结并书面答复你；情况复杂需要延期的，将告知你延期理由。"
    )
    more = {"article": letter.article, "until": _written(letter.until)}
    return (_received(case, letter), words % more)


def _not_accepted(case: "Case", letter: PetitionLetter) -> tuple[str, ...]:
    words = _(
        "经审查，根据《信访工作条例》第%(article)s条等规定，决定不予受理。"
        "理由及你可以采取的途径如下："
    )
    return (_received(case, letter), words % {"article": letter.article}, letter.reason)


def _passed_on(case: "Case", letter: PetitionLetter) -> tuple[str, ...]:
    words = _(
        "经审查，该事项由%(unit)s处理。根据《信访工作条例》第%(article)s条的规定，"
        "已于%(on)s转送该单位，由其依法处理并答复你。特此告知。"
    )
    more = {"unit": letter.passed_to, "article": letter.article, "on": _written(letter.day)}
    return (_received(case, letter), words % more)


def _extended(case: "Case", letter: PetitionLetter) -> tuple[str, ...]:
    began = _("你反映的信访事项，我单位已于%(on)s受理。因下列原因，不能在60日内办结：")
    longer = _(
        "根据《信访工作条例》第%(article)s条的规定，经本单位负责人批准，"
        "办理期限延长至%(until)s。特此告知。"
    )
    more = {"article": letter.article, "until": _written(letter.until)}
    on = {"on": _written(letter.clock.accepted_on)}
    return (began % on, letter.reason, longer % more)


def _answer(case: "Case", letter: PetitionLetter) -> tuple[str, ...]:
    on = _written(letter.clock.received_on)
    if letter.ground:
        words = _("你对编号%(ground)s的办理意见不服，于%(on)s提出申请。经审查，答复如下：")
        first = words % {"ground": letter.ground, "on": on}
    else:
        words = _(
            "你于%(on)s反映的信访事项，经调查核实，根据《信访工作条例》第%(article)s条的规定，"
            "答复如下："
        )
        first = words % {"on": on, "article": letter.article}
    return (first, letter.reason, _what_next(case, letter))


def _what_next(case: "Case", letter: PetitionLetter) -> str:
    """Return what a petitioner may do who does not agree with an answer."""
    if letter.clock.asked_by is None:
        return _(
            "本意见为信访终结意见。对复核意见不服，仍以同一事实和理由提出投诉请求的，"
            "各级机关、单位不再受理。"
        )
    if case.programme_code == "petition":
        return _("如不服本答复意见，可以自收到本意见书之日起30日内向上一级机关、单位请求复查。")
    return _("如不服本复查意见，可以自收到本意见书之日起30日内向上一级机关、单位请求复核。")


_WORDS = {
    "accepted": _accepted,
    "not_accepted": _not_accepted,
    "passed_on": _passed_on,
    "extended": _extended,
    "answer": _answer,
}
