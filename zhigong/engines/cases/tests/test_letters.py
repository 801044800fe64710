"""Letters by mail and post: read whatever their encoding, once, never answered to machines."""

import mailbox
import random
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from zhigong.base.actor import use_actor
from zhigong.base.clock import use_clock
from zhigong.engines.cases.contract import (
    PROGRAMMES,
    AnswerKind,
    Channel,
    LetterState,
    Question,
    Section,
)
from zhigong.engines.cases.models import Case, IncomingLetter, LetterFile
from zhigong.engines.cases.operations import incoming
from zhigong.engines.cases.operations import mailbox as boxes
from zhigong.engines.cases.queries import incoming as queries
from zhigong.engines.cases.queries.cases import answers_of
from zhigong.engines.cases.rules.mail import Attached, read_mail
from zhigong.engines.cases.tests.factories import NOON, make_programme
from zhigong.registry.accounts import middleware
from zhigong.registry.messaging import queries as messaging
from zhigong.registry.messaging.models import Delivery

pytestmark = pytest.mark.django_db

# The test file every virus scanner knows, written so that no scanner of this folder finds it.
VIRUS = (
    b"MZ\x90\x00" + b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
)
PROGRAMME = make_programme(
    code="letter_aid",
    sections=(Section("内容", (Question("details", "反映的内容", AnswerKind.LONG_TEXT),)),),
    audience="known",
)


def mail(**changes):
    """Return a mail as a person writes it, in UTF-8."""
    message = EmailMessage(policy=SMTP)
    headers = {
        "From": "王小花 <wangxh@example.com>",
        "To": "gonghui@example.org",
        "Subject": "宿舍漏水没有人修",
        "Message-ID": "<1@example.com>",
        "Date": "Fri, 20 Nov 2026 09:00:00 +0800",
    } | changes.pop("headers", {})
    for name, value in headers.items():
        message[name] = value
    message.set_content(changes.pop("text", "三号楼宿舍漏水一个月了。我的电话13812345678。"))
    for name, body, (main, sub) in changes.pop("files", ()):
        message.add_attachment(body, maintype=main, subtype=sub, filename=name)
    assert not changes
    return message


def gbk(text, *, name="gb2312", subject="宿舍漏水"):
    """Return what an old mail program sends: GBK called GB2312, headers with no encoding at all."""
    head = f"From: 朱镕 <zr@example.com>\r\nSubject: {subject}\r\nMessage-ID: <2@example.com>\r\n"
    plain = f"Content-Type: text/plain; charset={name}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return (head + plain + text).encode("gbk")


def picture():
    drawn = BytesIO()
    Image.new("RGB", (60, 40), (10, 120, 90)).save(drawn, "JPEG")
    return drawn.getvalue()


@pytest.fixture(autouse=True)
def at_noon(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(messaging, "is_open", lambda channel: True)
    monkeypatch.setitem(PROGRAMMES._by_code, PROGRAMME.code, PROGRAMME)
    with use_clock(NOON):
        yield


def take(tree, message):
    body = message if isinstance(message, bytes) else message.as_bytes()
    return incoming.take_mail(at=NOON, union=tree.county, body=body)


def test_a_mail_in_utf8_becomes_a_letter_and_its_sender_hears_of_it(tree):
    letter = take(tree, mail())

    said = queries.said_in(letter)
    assert (said.sender, said.sender_name) == ("wangxh@example.com", "王小花")
    assert said.subject == "宿舍漏水没有人修"
    assert said.text == "三号楼宿舍漏水一个月了。我的电话13812345678。"
    assert said.shown_sender == "王** wa***@example.com"
    told = Delivery.objects.trusted("a test").get()
    assert (told.notice, told.channel) == ("letter_received", "email")


def test_gbk_under_the_name_of_gb2312_is_read_with_signs_gb2312_lacks(tree):
    letter = take(tree, gbk("朱镕反映：宿舍漏水。"))

    said = queries.said_in(letter)
    assert said.text == "朱镕反映：宿舍漏水。"
    assert said.subject == "宿舍漏水"
    assert said.sender_name == "朱镕"


@pytest.mark.parametrize("name", ["gbk", "GB18030", "x-unknown", "utf-8"])
def test_a_wrong_name_of_the_encoding_loses_no_word(name):
    assert read_mail(gbk("三号楼宿舍漏水", name=name)).text == "三号楼宿舍漏水"


def test_of_a_page_only_the_words_are_taken(tree):
    message = mail()
    page = (
        "<html><head><style>p{color:red}</style></head><body><script>alert(1)</script>"
        "<p>宿舍漏水&nbsp;很久</p><div>请来看看</div></body></html>"
    )
    message.set_content(page, subtype="html")

    assert queries.said_in(take(tree, message)).text == "宿舍漏水 很久\n请来看看"


def test_files_are_kept_and_a_program_is_refused_with_the_reason(tree):
    files = [
        ("现场照片.jpg", picture(), ("image", "jpeg")),
        ("发票.exe", VIRUS, ("application", "octet-stream")),
    ]

    letter = take(tree, mail(files=files))

    kept, refused = LetterFile.objects.trusted("a test").filter(letter=letter).order_by("pk")
    assert (kept.name, kept.document.sniffed_type, kept.refused) == ("现场照片.jpg", "jpeg", "")
    assert (refused.name, refused.document) == ("发票.exe", None)
    assert "文件含有病毒" in refused.refused


def test_the_same_mail_twice_is_one_letter_and_one_answer(tree):
    first, second = take(tree, mail()), take(tree, mail())

    assert first.pk == second.pk
    assert IncomingLetter.objects.trusted("a test").count() == 1
    assert Delivery.objects.trusted("a test").count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; owner"},
        {"Precedence": "bulk"},
        {"List-Id": "<news.example.com>"},
        {"X-Autoreply": "yes"},
        {"Return-Path": "<>"},
        {"From": "MAILER-DAEMON@example.com"},
        {"From": "no-reply@example.com"},
        {"From": "Box <GongHui@example.org>"},
    ],
)
def test_what_a_machine_wrote_is_no_letter_and_gets_no_answer(tree, settings, headers):
    update = {"mail_address": "gonghui@example.org"}
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update=update)

    assert take(tree, mail(headers=headers)) is None
    assert not IncomingLetter.objects.trusted("a test").exists()
    assert not Delivery.objects.trusted("a test").exists()


def test_a_person_may_say_that_she_is_no_machine(tree):
    assert take(tree, mail(headers={"Auto-Submitted": "no"})) is not None


def test_no_mail_however_broken_makes_reading_fail():
    whole = mail(files=[("a.jpg", picture(), ("image", "jpeg"))]).as_bytes()
    chance = random.Random(7)
    for _round in range(300):
        broken = bytearray(whole)
        for _spot in range(chance.randrange(1, 40)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        assert read_mail(bytes(broken[: chance.randrange(1, len(broken))])).key
    assert read_mail(b"").is_automatic


def test_a_folder_of_mails_is_read_once(tree, settings, tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(mail().as_bytes())
    box.add(gbk("朱镕反映：宿舍漏水。"))
    box.add(mail(headers={"Auto-Submitted": "auto-replied", "Message-ID": "<3@x>"}).as_bytes())
    address = f"maildir:{tmp_path / 'box'}"

    assert boxes.take_all(boxes.open_box(address)) == 2
    assert boxes.take_all(boxes.open_box(address)) == 0
    assert IncomingLetter.objects.trusted("a test").count() == 2


def test_a_kill_before_the_mark_brings_the_mail_again_and_not_twice(tree, tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(mail().as_bytes())
    address = f"maildir:{tmp_path / 'box'}"
    for body, _never_marked in boxes.open_box(address):
        incoming.take_mail(at=NOON, union=tree.province, body=body)

    boxes.take_all(boxes.open_box(address))

    assert IncomingLetter.objects.trusted("a test").count() == 1


class Server:
    """An IMAP server with two mails, one of them seen."""

    def __init__(self):
        self.seen = {"2"}
        self.mails = {"1": mail().as_bytes(), "2": b""}

    def uid(self, verb, *given):
        if verb == "SEARCH":
            return "OK", [" ".join(sorted(set(self.mails) - self.seen)).encode()]
        if verb == "FETCH":
            return "OK", [(b"1 (BODY[] {9}", self.mails[given[0]]), b")"]
        self.seen.add(given[0])
        return "OK", [b""]


def test_an_account_is_read_without_marking_until_it_is_stored():
    server = Server()
    found = boxes.unread(server)
    body, mark = next(found)

    assert (read_mail(body).subject, server.seen) == ("宿舍漏水没有人修", {"2"})
    mark()
    assert server.seen == {"1", "2"}


@pytest.mark.parametrize("address", ["maildir:/nowhere/at/all", "pop3://x", "nothing"])
def test_a_box_that_does_not_open_says_so(address):
    with pytest.raises(boxes.BoxUnreadable):
        list(boxes.open_box(address))


@pytest.fixture
def desk(people, monkeypatch):
    """Return a browser of the county's officer."""
    actor = people.county
    standing = type("Standing", (), {"actor": actor, "home_name": ""})()
    monkeypatch.setattr(middleware.queries, "standing_of", lambda **more: standing)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    session = client.session
    session["seen_at"] = timezone.now().timestamp()
    session.save()
    return client


def register(desk, letter, tree, **more):
    page = desk.get(f"/desk/cases/register/form/?programme=letter_aid&letter={letter.pk}")
    form = page.context["intake"].initial
    given = {
        "key": str(form["key"]),
        "channel": form["channel"],
        "union": tree.county.code,
        "contact": form["contact"],
        "details": page.context["answers"].initial["details"],
    }
    address = f"/desk/cases/register/form/?programme=letter_aid&letter={letter.pk}"
    return desk.post(address, {**given, **more})


def test_a_letter_becomes_a_case_with_its_words_its_files_and_its_channel(desk, tree, people):
    files = [("现场照片.jpg", picture(), ("image", "jpeg"))]
    letter = take(tree, mail(files=files))

    answer = register(desk, letter, tree)

    case = Case.objects.trusted("a test").get()
    assert answer["Location"] == f"/desk/cases/{case.number}/receipt/"
    assert case.channel == Channel.EMAIL
    assert answers_of(case)["details"].startswith("宿舍漏水没有人修\n三号楼")
    assert [one.document.title for one in case.papers.all()] == ["现场照片.jpg"]
    letter.refresh_from_db()
    assert (letter.state, letter.case) == (LetterState.REGISTERED, case)


def test_a_letter_is_registered_once(desk, tree):
    letter = take(tree, mail())
    register(desk, letter, tree)
    again = desk.post(
        f"/desk/cases/register/form/?programme=letter_aid&letter={letter.pk}",
        {"key": "00000000-0000-4000-8000-000000000001", "channel": "email", "details": "x"},
    )

    assert again["Location"] == "/desk/cases/letters/"
    assert Case.objects.trusted("a test").count() == 1


def test_the_list_shows_no_address_in_clear(desk, tree):
    take(tree, mail())

    page = desk.get("/desk/cases/letters/").content.decode()

    assert "wa***@example.com" in page
    assert "wangxh@example.com" not in page


def test_a_letter_is_put_aside_only_with_a_reason(desk, tree):
    letter = take(tree, mail())

    assert desk.post(f"/desk/cases/letters/{letter.pk}/aside/", {"reason": ""}).status_code == 422
    desk.post(f"/desk/cases/letters/{letter.pk}/aside/", {"reason": "广告推销"})

    letter.refresh_from_db()
    assert (letter.state, letter.reason) == (LetterState.SET_ASIDE, "广告推销")


def test_a_letter_by_post_comes_with_its_scan(tree, people):
    with use_actor(people.county):
        letter = incoming.record_letter(
            actor=incoming.SYSTEM,
            at=NOON,
            union=tree.county,
            sender_name="",
            subject="食堂问题",
            text="",
            files=[Attached("信封.jpg", picture())],
        )

    assert letter.channel == Channel.LETTER
    assert queries.files_of(letter).get().document is not None


def test_the_page_of_a_letter_by_post_takes_scans(desk, tree):
    scan = SimpleUploadedFile("信.jpg", picture())
    desk.post(
        "/desk/cases/letters/new/",
        {"union": tree.county.code, "subject": "食堂问题", "scans": scan},
    )

    letter = IncomingLetter.objects.trusted("a test").get()
    assert queries.said_in(letter).subject == "食堂问题"
    assert queries.files_of(letter).get().name == "信.jpg"
