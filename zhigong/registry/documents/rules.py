"""Decide what a file really is, and under which name it may be handed out.

Pure decisions on bytes and names. A file is what its first bytes say, never what its name says.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

HEAD_BYTES = 4_096  # enough for every signature below
NAME_LENGTH = 120  # signs of a file name that is handed out


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is accepted somewhere.

    :param is_image: decoded and drawn anew, so that nothing hidden in it survives.
    """

    code: str
    suffix: str
    media_type: str
    title: str
    is_image: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, FileType] = {
    found.code: found
    for found in (
        FileType("pdf", ".pdf", "application/pdf", "PDF"),
        FileType("jpeg", ".jpg", "image/jpeg", "JPG图片", is_image=True),
        FileType("png", ".png", "image/png", "PNG图片", is_image=True),
        FileType("webp", ".webp", "image/webp", "WebP图片", is_image=True),
        FileType("xlsx", ".xlsx", f"{_OOXML}spreadsheetml.sheet", "Excel工作簿"),
        FileType("docx", ".docx", f"{_OOXML}wordprocessingml.document", "Word文档"),
        FileType("xls", ".xls", "application/vnd.ms-excel", "Excel 97工作簿"),
        FileType("doc", ".doc", "application/msword", "Word 97文档"),
        FileType("ods", ".ods", "application/vnd.oasis.opendocument.spreadsheet", "ODS表格"),
        FileType("text", ".txt", "text/plain; charset=utf-8", "文本"),
    )
}

# What an office file unpacks to at most, of how many parts; more is a bomb, not a letter.
UNPACKED_BYTES = 200 * 1024 * 1024
MOST_PARTS = 5_000
# Parts of an archive a computer would run.
_RUN = (
    ".exe",
    ".com",
    ".scr",
    ".dll",
    ".bat",
    ".cmd",
    ".js",
    ".vbs",
    ".ps1",
    ".hta",
    ".lnk",
    ".jar",
)
# The file by which one tries whether somebody looks for viruses (EICAR), in two parts so that no
# scanner finds it here.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_PDF_PROGRAM = re.compile(rb"/(?:JavaScript|Launch|RichMedia)(?![A-Za-z])")

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_DRAWN = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml", b"<?php")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(head: bytes) -> str:
    """Return the code of a type by signature; ``zip`` and ``compound`` want a look inside.

    :param head: the first ``HEAD_BYTES`` of the file.
    :returns: a code of ``TYPES``, ``zip``, ``compound`` or an empty text for anything else.
    """
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_COMPOUND):
        return "compound"
    return "text" if _is_text(head) else ""


def _is_text(head: bytes) -> bool:
    """Whether the bytes are plain text (UTF-8 or GB 18030) and no page or script."""
    if not head or _CONTROL.search(head):
        return False
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_DRAWN):
        return False
    for encoding in ("utf-8", "gb18030"):
        # The cut may fall inside a sign: the last bytes are left out, one after another.
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def is_bomb(sizes: Collection[int]) -> bool:
    """Whether the parts of an archive are too many, or too large together once unpacked."""
    return len(sizes) > MOST_PARTS or sum(sizes) > UNPACKED_BYTES


def holds_program(names: Iterable[str]) -> bool:
    """Whether an archive holds a part that a computer would run."""
    return any(name.lower().endswith(_RUN) for name in names)


def runs_program(content: bytes) -> bool:
    """Whether a PDF says openly that it runs a script or starts a program."""
    return _PDF_PROGRAM.search(content) is not None


def type_of_archive(names: Iterable[str]) -> str:
    """Return what an archive is by its members: ``xlsx docx ods macro`` or an empty text."""
    known = set(names)
    if any(name.lower().endswith("vbaproject.bin") for name in known):
        return "macro"
    if "xl/workbook.xml" in known:
        return "xlsx"
    if "word/document.xml" in known:
        return "docx"
    return "ods" if {"mimetype", "content.xml"} <= known else ""


def type_of_compound(content: bytes) -> str:
    """Return what a Word or Excel 97 file is: ``xls``, ``doc``, ``macro``, ``encrypted`` or empty.

    Names inside are little-endian UTF-16.
    """

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "encrypted"
    if holds("_VBA_PROJECT"):
        return "macro"
    if holds("Workbook") or holds("Book"):
        return "xls"
    return "doc" if holds("WordDocument") else ""


def is_locked_pdf(content: bytes) -> bool:
    """Whether a PDF wants a password."""
    return b"/Encrypt" in content[-4_096:] or b"/Encrypt" in content[:4_096]


def safe_name(title: str, suffix: str) -> str:
    """Return a file name without path, control or direction signs, with the suffix of its type."""
    text = unicodedata.normalize("NFC", title)
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = re.sub(r'[\\/:*?"<>|;]+', "_", text).strip(" .")
    if text.lower().endswith(suffix):
        text = text[: -len(suffix)]
    return (text[: NAME_LENGTH - len(suffix)].rstrip(" .") or "材料") + suffix
