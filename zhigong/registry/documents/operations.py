"""Documents are handed in and erased.

The file is written first and named in the row afterwards: a row never points at nothing. A file
without a row (the transaction failed) is swept away a day later.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, ClassVar
from uuid import uuid4

from PIL import Image, ImageOps, UnidentifiedImageError

from zhigong.base import sealed_files
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.base.scanner import virus_in
from zhigong.kernel.text import N_
from zhigong.registry.accounts.contract import Node
from zhigong.registry.documents import queries, rules
from zhigong.registry.documents.contract import MEGABYTE, DocumentKind
from zhigong.registry.documents.models import Document

CHUNK = 256 * 1024
PIXELS = 60_000_000  # of one picture that is decoded whole
JPEG_PIXELS = 220_000_000  # of a photograph, which is decoded at a fraction of its size
MILLION = 1_000_000
ORPHAN_SECONDS = 24 * 3600
JPEG_QUALITY = 88
# The limits above are asked before anything is decoded, and are told in our own words.
Image.MAX_IMAGE_PIXELS = None


class TooLarge(UserError):
    """The file has more bytes than its kind allows."""

    code: ClassVar[str] = "document_too_large"
    text: ClassVar[str] = N_("文件超过{megabytes}MB，请压缩后重新上传。")


class EmptyFile(UserError):
    """The file has no bytes."""

    code: ClassVar[str] = "document_empty"
    text: ClassVar[str] = N_("文件是空的，请重新选择。")


class TypeNotAllowed(UserError):
    """The file is, by its content, no type its kind accepts."""

    code: ClassVar[str] = "document_type"
    text: ClassVar[str] = N_("文件内容不是可接受的类型，请上传：{types}。")


class HasMacros(UserError):
    """The file carries a program."""

    code: ClassVar[str] = "document_macro"
    text: ClassVar[str] = N_("文件含有宏，请另存为不含宏的文件后重新上传。")


class Encrypted(UserError):
    """The file wants a password."""

    code: ClassVar[str] = "document_encrypted"
    text: ClassVar[str] = N_("文件设有密码，请取消密码后重新上传。")


class HasProgram(UserError):
    """The file starts a program or a script when it is opened, or unpacks without end."""

    code: ClassVar[str] = "document_program"
    text: ClassVar[str] = N_("文件里带有可以运行的程序或异常内容，请另存为普通文件后重新上传。")


class HasVirus(UserError):
    """A scanner knows the file, or it is the file by which scanners are tried."""

    code: ClassVar[str] = "document_virus"
    text: ClassVar[str] = N_("文件含有病毒（{name}），没有保存。请检查您的设备后换一个文件。")


class BrokenPicture(UserError):
    """The picture cannot be drawn."""

    code: ClassVar[str] = "document_picture"
    text: ClassVar[str] = N_("图片无法读取，请重新拍照后上传。")


class HugePicture(UserError):
    """The picture would be monstrously large."""

    code: ClassVar[str] = "document_picture_huge"
    text: ClassVar[str] = N_(
        "图片有{millions}百万像素，最多{most}百万像素。请把相机调到普通画质重拍，或上传截图。"
    )


class NotYoursToStore(UserError):
    """The actor may not hand in documents for this union or person."""

    code: ClassVar[str] = "document_not_yours"
    text: ClassVar[str] = N_("您没有为该工会上传材料的权限。")
    status: ClassVar[int] = 403


@dataclass(frozen=True, slots=True)
class _Content:
    """Bytes that were looked at and may be kept."""

    type_code: str
    body: bytes


def _read(file: BinaryIO | Iterable[bytes], kind: DocumentKind) -> bytes:
    """Return the bytes, stopping as soon as there are too many."""
    chunks = iter(lambda: file.read(CHUNK), b"") if hasattr(file, "read") else iter(file)
    body = io.BytesIO()
    for chunk in chunks:
        body.write(chunk)
        if body.tell() > kind.max_bytes:
            raise TooLarge(field="file", megabytes=kind.max_bytes // MEGABYTE)
    if body.tell() == 0:
        raise EmptyFile(field="file")
    return body.getvalue()


def _look(body: bytes) -> str:
    """Return what the bytes are.

    :raises HasMacros: an office file with a program in it.
    :raises HasProgram: something else that runs, or unpacks without end.
    :raises Encrypted: a file with a password.
    """
    found = rules.sniff(body[: rules.HEAD_BYTES])
    if found == "zip":
        found = _look_inside(body)
    elif found == "compound":
        found = rules.type_of_compound(body)
    elif found == "pdf" and rules.is_locked_pdf(body):
        found = "encrypted"
    elif found == "pdf" and rules.runs_program(body):
        raise HasProgram(field="file")
    if found == "macro":
        raise HasMacros(field="file")
    if found == "encrypted":
        raise Encrypted(field="file")
    return found


def _look_inside(body: bytes) -> str:
    """Return what an archive is; nothing for a torn one.

    :raises HasProgram, HasVirus: a part of it runs, is infected, or unpacks without end.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names, parts = archive.namelist(), archive.infolist()
            if rules.is_bomb([part.file_size for part in parts]) or rules.holds_program(names):
                raise HasProgram(field="file")
            for part in parts:  # its size was asked for, and no more than that is unpacked
                with archive.open(part) as opened:
                    _refuse_virus(opened.read(part.file_size))
            return rules.type_of_archive(names)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return ""


def _refuse_virus(body: bytes) -> None:
    if rules.TEST_VIRUS in body:
        raise HasVirus(field="file", name="EICAR")


def _draw_anew(body: bytes, type_code: str, max_pixels: int) -> bytes:
    """Return the picture decoded and drawn again: without EXIF, place, comments or trailing bytes.

    :raises BrokenPicture: it cannot be decoded.
    :raises HugePicture: it has more pixels than may be decoded.
    """
    try:
        picture = Image.open(io.BytesIO(body), formats=[type_code.upper()])
        # Decoded part by part; one that is sent in passes (progressive) is held whole meanwhile.
        is_drafted = type_code == "jpeg" and not picture.info.get("progressive")
        _refuse_huge(picture.width * picture.height, JPEG_PIXELS if is_drafted else PIXELS)
        if is_drafted:
            picture.draft(None, (max_pixels, max_pixels))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((max_pixels, max_pixels))
        has_alpha = type_code != "jpeg" and "A" in upright.getbands()
        clean = upright.convert("RGBA" if has_alpha else "RGB")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise BrokenPicture(field="file") from error
    drawn = io.BytesIO()
    bare = Image.new(clean.mode, clean.size)
    bare.paste(clean)
    bare.save(drawn, format=type_code.upper(), quality=JPEG_QUALITY)
    return drawn.getvalue()


def _refuse_huge(pixels: int, most: int) -> None:
    """Refuse a picture by what it says of its size, before anything is decoded."""
    if pixels > most:
        raise HugePicture(field="file", millions=pixels // MILLION, most=most // MILLION)


def _check(body: bytes, kind: DocumentKind) -> _Content:
    _refuse_virus(body)
    found = _look(body)
    if found not in kind.types:
        titles = "、".join(rules.TYPES[code].title for code in kind.types)
        raise TypeNotAllowed(field="file", types=titles)
    if name := virus_in(body):
        raise HasVirus(field="file", name=name)
    if rules.TYPES[found].is_image:
        body = _draw_anew(body, found, kind.max_pixels)
    return _Content(type_code=found, body=body)


def _keep(content: _Content, document: Document) -> None:
    """Write the bytes, encrypted, under the document's own name and wait until the disk has them.

    A paper may be an identity card: what lies on the disk must be no use to who takes the disk.
    """
    name = document.pk.hex
    path = Path(name[:2], name[2:4], name + rules.TYPES[content.type_code].suffix)
    target = queries.media_folder() / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=sealed_files.FOLDER_MODE)
    sealed_files.write(target, [content.body])
    document.path = str(path)


def _may_store(*, actor: Actor, kind: DocumentKind, union: Node, person_id: int | None) -> bool:
    if actor.scope(kind.store_ability).covers(union.ancestors):
        return True
    return person_id is not None and actor.person_id == person_id


@operation("documents.store_document")
def store_document(
    *,
    file: BinaryIO | Iterable[bytes],
    kind: str,
    title: str,
    union: Node,
    at: datetime,
    actor: Actor,
    person_id: int | None = None,
    is_asked_for: bool = False,
) -> Document:
    """Keep a file for a union, or for a person of it.

    :param file: read once, to the largest size of its kind and not further.
    :param person_id: whom it is about; she may hand in and fetch her own.
    :param is_asked_for: a service open to whoever logged in asks her for it: she needs no record
        and no ability to hand it in, and fetches it again as its sender.
    :raises NotYoursToStore: the actor may not for this union or person.
    :raises TooLarge, EmptyFile, TypeNotAllowed, HasMacros, HasProgram, HasVirus, Encrypted: as
        they say.
    :raises BrokenPicture, HugePicture: as they say.
    :raises ScannerSilent: the installation names a scanner and it does not answer.
    :raises KeyError: nobody declared the kind.
    """
    declared = queries.kind_of(kind)
    is_invited = is_asked_for and actor.user_id is not None
    if not is_invited and not _may_store(
        actor=actor, kind=declared, union=union, person_id=person_id
    ):
        raise NotYoursToStore
    content = _check(_read(file, declared), declared)
    document = Document(
        id=uuid4(),
        kind=kind,
        title=rules.safe_name(title, rules.TYPES[content.type_code].suffix),
        sniffed_type=content.type_code,
        size=len(content.body),
        sha256=hashlib.sha256(content.body).hexdigest(),
        owner_union_id=union.pk,
        person_id=person_id,
        uploaded_by_id=actor.user_id,
        stored_at=at,
    )
    _keep(content, document)
    document.save(force_insert=True)
    act().on(document, node_id=union.pk, kind=kind, sha256=document.sha256)
    return document


@operation("documents.erase_document")
def erase_document(*, document: Document, at: datetime, reason: str, actor: Actor) -> None:
    """Destroy the file and keep the row as the proof that it existed.

    :raises NotYoursToStore: the actor may not erase at its union.
    """
    if not actor.scope("documents.erase").covers(document.owner_union.ancestors):
        raise NotYoursToStore
    target = queries.path_of(document)
    document.path, document.erased_at = "", at
    document.save(update_fields=["path", "erased_at"])
    act().on(document, node_id=document.owner_union_id, sha256=document.sha256)
    target.unlink(missing_ok=True)


def sweep_orphans(*, unix_time: float) -> int:
    """Delete files that no document names and that are a day old; return how many.

    They are left by uploads whose transaction failed, so there is no act to record.
    """
    folder = queries.media_folder()
    old = [
        path
        for path in folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")
        if path.is_file() and unix_time - path.stat().st_mtime > ORPHAN_SECONDS
    ]
    known = queries.known_paths([str(path.relative_to(folder)) for path in old])
    gone = [path for path in old if str(path.relative_to(folder)) not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
