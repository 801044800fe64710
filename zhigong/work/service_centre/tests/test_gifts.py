"""Condolences: within the limit of the place, once a turn of life, signed for on one sheet."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from PIL import Image

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.operations.routing import sealed as seal
from zhigong.engines.cases.queries import get_programme, steps_of
from zhigong.kernel.money import Money
from zhigong.work.service_centre import operations, queries
from zhigong.work.service_centre.models import Gift, Voucher
from zhigong.work.service_centre.operations import gifts
from zhigong.work.service_centre.rules import gift_limit, gift_refused

pytestmark = pytest.mark.django_db
ZHENHAI, ANHUI = "330211", "340100"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        yield build()


@pytest.fixture(autouse=True)
def alone(tmp_path):
    with undone(), use_clock(NOON), override_settings(MEDIA_ROOT=tmp_path):
        yield


def asked(world, code="retirement_farewell", person="person", **answers):
    programme = get_programme(code)
    for paper in programme.handed_in:
        assert not paper.required
    return cases.open_case(
        actor=world.actor("member"),
        at=NOON,
        programme=programme,
        union=world.unions["firm"],
        answers={"retired_on": "2026-11-01"} | answers,
        person=world.things[person],
    )


def approved(world, person="person"):
    case = asked(world, person=person)
    cases.decide_step(
        actor=world.actor("officer"),
        at=NOON,
        step=steps_of(case).filter(state="waiting").get(),
        decision=Decision.PASS,
        reason="同意",
    )
    return queries.get_gift_case_for(actor=world.actor("officer"), number=case.number)


def record(world, case, amount="800", who="officer", **more):
    return operations.record_gift(
        actor=world.actor(who), at=NOON, case=case, amount=Decimal(amount), **more
    )


def limit(code, place, on=date(2026, 11, 21), **answers):
    return gift_limit(code, answers, on=on, place=place).value


def test_limits_are_those_of_the_place_and_the_day():
    assert limit("hospital_visit", ZHENHAI) == Money.of(1_000)
    assert limit("hospital_visit", ANHUI) == Money.of(2_000)
    assert limit("hospital_visit", ANHUI, date(2024, 12, 31)) == Money.of(1_000)
    assert limit("funeral_visit", ZHENHAI, who="member") == Money.of(2_000)
    assert limit("funeral_visit", ZHENHAI, who="parent") == Money.of(1_000)
    assert limit("family_event", ANHUI, date(2019, 5, 1)) == Money.of(600)


@pytest.mark.parametrize(
    ("amount", "may_exceed", "is_above", "reason", "refused"),
    [
        (1_000, False, False, "", ""),
        ("1000.01", False, True, "大病", "limit"),
        (1_200, True, False, "大病", "above"),
        (1_200, True, True, " ", "reason"),
        (1_200, True, True, "大病", ""),
    ],
)
def test_above_the_limit_only_where_the_place_lets_the_union_above(
    amount, may_exceed, is_above, reason, refused
):
    found = gift_refused(
        Money.of(amount),
        Money.of(1_000),
        may_exceed=may_exceed,
        is_above=is_above,
        reason=reason,
    )

    assert found == refused


def test_an_amount_above_the_limit_is_refused_with_the_source(world):
    case = approved(world)

    with pytest.raises(gifts.GiftTooLarge, match=r"1,000\.00元.*基层工会经费收支管理办法"):
        record(world, case, "1000.01")
    with pytest.raises(gifts.GiftTooLarge):
        record(world, case, "1200", who="county_officer", reason="特殊情况")
    gift = record(world, case, "1000")

    assert Gift._base_manager.filter(case=case).count() == 1
    assert (gift.amount, gift.limit) == (Decimal(1000), Decimal(1000))


def test_the_same_turn_of_life_is_asked_for_once(world):
    turn = {"code": "funeral_visit", "who": "parent", "died_on": "2026-11-01"}
    first = asked(world, **turn)

    with pytest.raises(gifts.GivenAlready, match=first.number):
        asked(world, **turn)
    other = asked(world, **turn | {"died_on": "2026-11-09"})
    Case._base_manager.filter(pk=first.pk).update(state="refused", closed_at=NOON)

    assert len({first.number, other.number, asked(world, **turn).number}) == 3


def test_an_illness_is_visited_once_a_year_however_it_is_written(world):
    member, programme = world.actor("member"), get_programme("hospital_visit")
    case = asked(world)
    Case._base_manager.filter(pk=case.pk).update(programme_code="hospital_visit")
    case.refresh_from_db()
    case.programme_code = "hospital_visit"
    sealed = {"illness": "阑尾炎 手术"}
    operations.once_a_turn(case=case, answers=sealed, at=NOON)
    Case._base_manager.filter(pk=case.pk).update(answers_cipher=seal(case, sealed))
    second = asked(world, person="moving")
    second.programme_code, second.person_id = "hospital_visit", case.person_id

    with pytest.raises(gifts.GivenAlready, match="同一病因本年度"):
        operations.once_a_turn(case=second, answers={"illness": "阑尾炎（手术）"}, at=NOON)
    operations.once_a_turn(case=second, answers={"illness": "骨折"}, at=NOON)
    Case._base_manager.filter(pk=case.pk).update(opened_on=date(2025, 12, 31))
    operations.once_a_turn(case=second, answers={"illness": "阑尾炎手术"}, at=NOON)

    assert programme.on_open is operations.once_a_turn
    assert member.person_id == case.person_id


def picture():
    body = BytesIO()
    Image.new("RGB", (40, 40), "white").save(body, "PNG")
    return SimpleUploadedFile("signed.png", body.getvalue(), "image/png")


def test_a_sheet_is_made_signed_and_ends_its_cases(world):
    officer = world.client("officer")
    both = [approved(world), approved(world, "applicant")]
    for case, amount in zip(both, ("800", "236.5"), strict=True):
        page = reverse("service_centre:gift", args=[case.number])
        sent = officer.post(page, {"amount": amount, "form": "cash"})
        assert sent.status_code == 302

    made = officer.post(
        reverse("service_centre:make_voucher"), {"ids": [str(case.pk) for case in both]}
    )
    page = made.headers["Location"]
    sheet = officer.get(page).content.decode()
    file = officer.get(f"{page}file/")
    book = openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content)))
    last = [cell.value for cell in list(book.active.rows)[-1]]
    signed = officer.post(page, {"photo": picture()})
    voucher = Voucher._base_manager.latest("pk")

    assert "壹仟零叁拾陆元伍角整" in sheet
    assert "1,036.50" in sheet
    assert last[2] == "壹仟零叁拾陆元伍角整"
    assert last[4] == pytest.approx(1036.5)
    assert signed.status_code == 302
    assert voucher.handed_on == NOON.date()
    assert voucher.photo_id is not None
    for case in both:
        case.refresh_from_db()
        assert case.state == "done"
    with pytest.raises(gifts.SignedAlready):
        operations.sign_voucher(
            actor=world.actor("officer"), at=NOON, voucher=voucher, photo=voucher.photo
        )


def test_a_sheet_takes_recorded_gifts_of_one_union_once(world):
    actor = world.actor("officer")
    ready, bare = approved(world), approved(world, "applicant")
    record(world, ready)

    with pytest.raises(gifts.NotReadyForSheet):
        operations.make_voucher(actor=actor, at=NOON, cases=[ready, bare])
    operations.make_voucher(actor=actor, at=NOON, cases=[ready])
    with pytest.raises(gifts.NotReadyForSheet):
        operations.make_voucher(actor=actor, at=NOON, cases=[ready])
    with pytest.raises(gifts.OnSheetAlready):
        record(world, ready, "900")


def test_what_is_too_much_is_said_beside_the_field_and_what_was_typed_stays(world):
    case = approved(world)

    answer = world.client("officer").post(
        reverse("service_centre:gift", args=[case.number]),
        {"amount": "1500", "form": "goods", "goods": "果篮"},
    )

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "超过标准1,000.00元" in shown
    assert "果篮" in shown
    assert not Gift._base_manager.filter(case=case).exists()


def test_a_condolence_of_which_nothing_is_recorded_does_not_end(world):
    case = approved(world)
    step = steps_of(case).filter(state="waiting").get()
    handed_over = {"actor": world.actor("officer"), "at": NOON, "decision": Decision.PASS}

    with pytest.raises(gifts.GiftNotRecorded, match="请先登记慰问金额"):
        cases.decide_step(step=step, **handed_over)
    assert steps_of(case).filter(state="waiting").get() == step

    record(world, case)
    assert cases.decide_step(step=step, **handed_over).state == "done"
