import pytest

from zhigong.registry.documents import rules


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif", "jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "png"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "webp"),
        (b"PK\x03\x04\x14\x00", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
        ("会员名册\r\n张三".encode(), "text"),
        ("会员名册\r\n张三".encode("gb18030"), "text"),
        ("会员名册".encode()[:-1], "text"),
        (b"MZ\x90\x00\x03", ""),
        (b"\x7fELF\x02\x01\x01\x00", ""),
        (b"<svg onload=alert(1)>", ""),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", ""),
        (b"<?php echo 1;", ""),
        (b"GIF89a\x01\x00", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head, found):
    assert rules.sniff(head) == found


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["[Content_Types].xml", "xl/workbook.xml"], "xlsx"),
        (["[Content_Types].xml", "word/document.xml"], "docx"),
        (["xl/workbook.xml", "xl/vbaProject.bin"], "macro"),
        (["mimetype", "content.xml"], "ods"),
        (["a.exe"], ""),
    ],
)
def test_an_archive_is_what_its_members_say(names, found):
    assert rules.type_of_archive(names) == found


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("法人证书.pdf", "法人证书.pdf"),
        ("../../etc/passwd", "_.._etc_passwd.pdf"),
        ('a"; filename="b.exe', "a_ filename=_b.exe.pdf"),
        ("照\u202egpj.exe", "照gpj.exe.pdf"),
        ("名\r\nSet-Cookie: x", "名Set-Cookie_ x.pdf"),
        ("", "材料.pdf"),
        ("…", "….pdf"),
        ("长" * 300, "长" * 116 + ".pdf"),
    ],
)
def test_a_name_handed_out_carries_no_path_control_or_direction_signs(title, name):
    assert rules.safe_name(title, ".pdf") == name
