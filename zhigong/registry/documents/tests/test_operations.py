import hashlib
import io
import os
import socket
import struct
import threading
import zipfile

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from zhigong.base.abilities import ability
from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.scanner import ScannerSilent
from zhigong.registry.accounts.tests.conftest import NOON
from zhigong.registry.accounts.tests.factories import actor_of
from zhigong.registry.audit.models import Entry
from zhigong.registry.documents import operations, queries
from zhigong.registry.documents.contract import DOCUMENT_KINDS
from zhigong.registry.documents.models import Document
from zhigong.registry.documents.rules import TEST_VIRUS, TYPES, UNPACKED_BYTES

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def store(tree, body, kind="paper", title="材料.pdf", actor=SYSTEM, **more):
    return operations.store_document(
        file=io.BytesIO(body),
        kind=kind,
        title=title,
        union=tree["firm"],
        at=NOON,
        actor=actor,
        **more,
    )


def files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def picture(form="JPEG", size=(60, 40), **more):
    body = io.BytesIO()
    Image.new("RGB", size, "red").save(body, format=form, **more)
    return body.getvalue()


def archive(**members):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "/"), text)
    return body.getvalue()


def test_a_document_is_kept_outside_the_web_root_under_a_random_name(tree, media):
    document = store(tree, PDF, title="批复/../x.pdf")

    path = queries.path_of(document)
    with queries.open_file(document) as file:
        assert file.read() == PDF
    assert PDF[:5] not in path.read_bytes()
    assert path.is_relative_to(media)
    assert "批复" not in str(path)
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    entry = Entry.objects.get(verb="documents.store_document")
    assert (entry.object_id, entry.union_id) == (str(document.pk), tree["firm"].pk)


def test_what_a_photograph_hides_is_gone(tree):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (29.0, 57.0, 0.0)}
    exif[0x010E] = "secret place"
    body = picture(exif=exif, comment=b"secret comment") + b"secret tail"
    assert b"secret" in body

    kept = queries.open_file(store(tree, body, title="照片.jpg")).read()

    assert b"secret" not in kept
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


def test_what_a_png_hides_is_gone_and_it_stays_transparent(tree):
    hidden = PngInfo()
    hidden.add_text("note", "secret")
    body = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 128)).save(body, "PNG", pnginfo=hidden)

    kept = queries.open_file(store(tree, body.getvalue())).read()

    assert b"secret" not in kept
    assert Image.open(io.BytesIO(kept)).getpixel((0, 0))[3] == 128


def test_a_photograph_taken_sideways_stands_upright_and_large_ones_are_drawn_down(tree):
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = store(tree, picture(size=(3000, 1000), exif=exif), kind="portrait")

    assert Image.open(queries.open_file(kept)).size == (267, 800)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", operations.EmptyFile),
        (b"MZ\x90\x00", operations.TypeNotAllowed),
        (b"<html><script>alert(1)</script>", operations.TypeNotAllowed),
        (archive(xl__workbook_xml="x", evil="y"), operations.TypeNotAllowed),
        (archive(**{"xl__workbook.xml": "x", "xl__vbaProject.bin": "y"}), operations.HasMacros),
        (b"PK\x03\x04 torn", operations.TypeNotAllowed),
        (b"%PDF-1.7\ntrailer<</Encrypt 5 0 R>>", operations.Encrypted),
        (b"\xff\xd8\xff\xe0 no picture", operations.BrokenPicture),
        (TEST_VIRUS, operations.HasVirus),
        (archive(word__document_xml="x", word__part=TEST_VIRUS), operations.HasVirus),
        (PDF + b"tail" + TEST_VIRUS, operations.HasVirus),
        (archive(word__document_xml="x", **{"word__run.EXE": "y"}), operations.HasProgram),
        (b"%PDF-1.4\n<</S/JavaScript/JS(app.alert(1))>>", operations.HasProgram),
        (b"%PDF-1.4\n<</S/Launch/F(cmd.exe)>>", operations.HasProgram),
        (b"\x89PNG\r\n\x1a\n torn", operations.BrokenPicture),
    ],
)
def test_a_file_that_is_not_what_is_asked_for_is_refused_and_leaves_nothing(
    tree, media, body, error
):
    with pytest.raises(error) as refused:
        store(tree, body)

    assert refused.value.field == "file"
    assert not Document.objects.exists()
    assert files(media) == []


def test_a_picture_of_monstrous_size_is_refused_before_it_is_decoded(tree, media):
    body = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(body, "PNG")
    assert len(body.getvalue()) < 100_000

    with pytest.raises(operations.HugePicture) as refused:
        store(tree, body.getvalue())

    assert "400百万像素" in refused.value.message

    assert files(media) == []


def test_a_photograph_of_a_hundred_megapixels_is_drawn_down(tree):
    kept = store(tree, picture(size=(12_000, 9_000)), title="照片.jpg")

    assert Image.open(queries.open_file(kept)).size == (2_400, 1_800)


def test_one_sent_in_passes_is_refused_as_it_would_be_held_whole(tree):
    with pytest.raises(operations.HugePicture):
        store(tree, picture(size=(12_000, 9_000), progressive=True))


def test_an_office_file_that_unpacks_without_end_is_refused_unread(tree, media):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", "<x/>")
        with made.open("word/bomb.xml", "w") as part:
            for _ in range(UNPACKED_BYTES // operations.MEGABYTE + 1):
                part.write(bytes(operations.MEGABYTE))

    with pytest.raises(operations.HasProgram):
        store(tree, body.getvalue())

    assert files(media) == []


class Clamd(threading.Thread):
    """A scanner that reads one stream by the protocol and says what it is told to say."""

    def __init__(self, path, answer):
        super().__init__(daemon=True)
        self.answer, self.heard = answer, bytearray()
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(str(path))
        self.server.listen(1)
        self.start()

    def run(self):
        line, _ = self.server.accept()
        with line, self.server, line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", said.read(4))[0]:
                self.heard += said.read(size)
            line.sendall(self.answer)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"stream: OK\0", None),
        (b"stream: Win.Test.X FOUND\0", operations.HasVirus),
        (b"INSTREAM size limit exceeded. ERROR\0", ScannerSilent),
        (b"", ScannerSilent),
    ],
)
def test_a_scanner_is_asked_and_its_silence_is_no_clean(
    tree, media, settings, tmp_path, answer, error
):
    path = tmp_path / "clamd"
    scanner = Clamd(path, answer)
    found = settings.ZHIGONG.model_copy(update={"virus_scanner": f"unix:{path}"})
    settings.ZHIGONG = found

    if error is None:
        store(tree, PDF)
    else:
        with pytest.raises(error):
            store(tree, PDF)

    scanner.join(5)
    assert bytes(scanner.heard) == PDF
    assert bool(files(media)) == (error is None)


def test_a_scanner_that_is_not_there_lets_nothing_in(tree, media, settings, tmp_path):
    update = {"virus_scanner": f"unix:{tmp_path / 'nobody'}"}
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update=update)

    with pytest.raises(ScannerSilent):
        store(tree, PDF)

    assert files(media) == []


def test_reading_stops_as_soon_as_a_file_is_too_large(tree):
    read = []

    def endless():
        while True:
            read.append(1)
            yield b"x" * operations.MEGABYTE

    with pytest.raises(operations.TooLarge):
        operations.store_document(
            file=endless(), kind="paper", title="x", union=tree["firm"], at=NOON, actor=SYSTEM
        )

    assert len(read) == 21


def test_only_those_who_may_hand_in_for_a_union_do_so(tree, boris, dalia):
    store(tree, PDF, actor=actor_of(boris))
    with pytest.raises(operations.NotYoursToStore):
        store(tree, PDF, actor=actor_of(dalia))

    assert Document.objects.count() == 1


def test_one_door_leads_to_a_document(tree, boris, dalia, chen):
    document = store(tree, PDF, actor=actor_of(boris))

    def get(actor):
        return queries.get_document_for(actor=actor, document_id=document.pk)

    assert get(actor_of(boris)) == get(actor_of(chen)) == document
    for stranger in (actor_of(dalia), Actor(user_id=dalia.pk, person_id=99, kind="member")):
        with pytest.raises(Document.DoesNotExist):
            get(stranger)


def test_an_erased_document_is_gone_and_its_proof_stays(tree, chen, boris, media):
    document = store(tree, PDF, actor=actor_of(boris))
    with pytest.raises(operations.NotYoursToStore):
        operations.erase_document(document=document, at=NOON, reason="误传", actor=actor_of(boris))
    assert len(files(media)) == 1

    operations.erase_document(document=document, at=NOON, reason="误传", actor=actor_of(chen))

    assert files(media) == []
    document.refresh_from_db()
    assert (document.path, document.erased_at) == ("", NOON)
    with pytest.raises(Document.DoesNotExist):
        queries.get_document_for(actor=actor_of(chen), document_id=document.pk)


def test_files_no_document_names_are_swept_after_a_day(tree, media):
    kept = queries.path_of(store(tree, PDF))
    orphan = kept.with_name("orphan.pdf")
    orphan.write_bytes(PDF)
    fresh = kept.with_name("fresh.pdf")
    fresh.write_bytes(PDF)
    for path in (kept, orphan):
        os.utime(path, (0, 0))

    swept = operations.sweep_orphans(unix_time=fresh.stat().st_mtime + 60)

    assert swept == 1
    assert set(files(media)) == {kept, fresh}


@pytest.mark.parametrize("kind", DOCUMENT_KINDS.entries(), ids=lambda kind: kind.code)
def test_every_kind_names_known_types_and_abilities(kind):
    assert set(kind.types) <= set(TYPES)
    assert ability(kind.ability)
    assert ability(kind.store_ability)
    assert 0 < kind.max_bytes <= 50 * operations.MEGABYTE
