"""Ciphers of personal data.

Each person has a data key of her own, wrapped by the installation's key: destroying the wrapped
key makes her ciphertexts unreadable for good. A value is ``suite | key id | nonce | ciphertext``.
Two suites: AES-256-GCM with HMAC-SHA256, and SM4-GCM with HMAC-SM3 (GB/T 32907, GB/T 32905).
Files are encrypted in blocks, each file under a key of its own (数据安全法 art. 27, 个人信息保护法
art. 51: 加密、去标识化等安全技术措施).
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from functools import cache
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

_AES, _SM = b"\x01", b"\x02"
_KEY_ID = b"\x01"
_AES_HEAD = _AES + _KEY_ID
_NONCE, _TAG = 12, 16
_MAGIC, _PREFIX = b"ZGF1", 7  # first bytes of an encrypted file; its part of each block's nonce
BLOCK = 1 << 20
"""Bytes of plain content in one block of an encrypted file."""


class Undecipherable(ValueError):
    """The value was made with another key, or was changed."""


@cache
def _key(secret: str, purpose: bytes, length: int = 32) -> bytes:
    material = settings.ZHIGONG.secret(secret).encode()
    return HKDF(hashes.SHA256(), length, salt=b"zhigong", info=purpose).derive(material)


@cache
def _suite() -> bytes:
    """Return the suite of the installation; read once, as a bulk import asks 300,000 times."""
    return _SM if settings.ZHIGONG.ciphers == "sm" else _AES


@receiver(setting_changed)
def _forget(**_: object) -> None:
    _suite.cache_clear()
    _wrapping.cache_clear()


@cache
def _wrapping() -> AESGCM:
    return AESGCM(_key("data_key", b"wrap"))


def new_data_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(32)


def _seal(key: bytes, plain: bytes, suite: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    if suite == _AES:
        return _AES_HEAD + nonce + AESGCM(key).encrypt(nonce, plain, None)
    encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    body = encryptor.update(plain) + encryptor.finalize()
    return suite + _KEY_ID + nonce + body + encryptor.tag


def _open(key: bytes, value: bytes) -> bytes:
    suite, nonce, body = value[:1], value[2 : 2 + _NONCE], value[2 + _NONCE :]
    if suite == _AES:
        return _open_aes(AESGCM(key), value)
    try:
        tag = body[-_TAG:]
        decryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, tag)).decryptor()
        return decryptor.update(body[:-_TAG]) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise Undecipherable from error


def _open_aes(cipher: AESGCM, value: bytes) -> bytes:
    try:
        return cipher.decrypt(value[2 : 2 + _NONCE], value[2 + _NONCE :], None)
    except (InvalidTag, ValueError) as error:
        raise Undecipherable from error


def wrap(key: bytes) -> bytes:
    """Encrypt a data key with the installation's key."""
    if _suite() == _AES:
        nonce = os.urandom(_NONCE)
        return _AES_HEAD + nonce + _wrapping().encrypt(nonce, key, None)
    return _seal(_key("data_key", b"wrap"), key, _suite())


def unwrap(wrapped: bytes) -> bytes:
    """Return the data key inside ``wrapped``.

    :raises Undecipherable: another installation's key made it, or it was destroyed.
    """
    value = bytes(wrapped)
    if value[:2] == _AES_HEAD:  # the usual suite, with its key made once: lists show thousands
        return _open_aes(_wrapping(), value)
    return _open(_key("data_key", b"wrap"), value)


def encrypt(key: bytes, text: str) -> bytes:
    """Encrypt a text with a data key."""
    return _seal(key, text.encode(), _suite())


def decrypt(key: bytes, value: bytes) -> str:
    """Return the text of a ciphertext.

    :raises Undecipherable: wrong key or changed value.
    """
    return _open(key, bytes(value)).decode()


@cache
def _index_hmac(kind: str, suite: bytes) -> "hmac.HMAC":
    digest = "sm3" if suite == _SM else "sha256"
    return hmac.new(_key("index_key", kind.encode()), digestmod=digest)


def blind_index(kind: str, text: str) -> UUID:
    """Return the keyed 16-byte hash by which equal values are found without being read.

    :param kind: what the text is (``"id"``, ``"phone"``); equal texts of two kinds differ.
    """
    keyed = _index_hmac(kind, _suite()).copy()
    keyed.update(text.encode())
    return UUID(bytes=keyed.digest()[:16])


def blind_digests(kind: str, texts: Iterable[str | None]) -> list[bytes | None]:
    """Return the 16 bytes of the blind index of each text, ``None`` for a missing one."""
    copy = _index_hmac(kind, _suite()).copy
    result: list[bytes | None] = []
    for text in texts:
        if not text:
            result.append(None)
            continue
        one = copy()
        one.update(text.encode())
        result.append(one.digest()[:16])
    return result


def blind_indexes(kind: str, texts: Iterable[str | None]) -> list[UUID | None]:
    """Return the blind index of each text, ``None`` for a missing one."""
    return [None if one is None else UUID(bytes=one) for one in blind_digests(kind, texts)]


def mac(message: bytes) -> bytes:
    """Return the 32-byte keyed digest that proves an audit entry was written by us."""
    return hmac.digest(_key("audit_key", b"audit"), message, "sha256")


def digest(message: bytes) -> bytes:
    """Return the 32-byte plain digest (SM3 in the Chinese suite, else SHA-256)."""
    return hashlib.new("sm3" if _suite() == _SM else "sha256", message).digest()


def _block(key: bytes, nonce: bytes, plain: bytes, *, suite: bytes, head: bytes) -> bytes:
    if suite == _AES:
        return AESGCM(key).encrypt(nonce, plain, head)
    encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _unblock(key: bytes, nonce: bytes, body: bytes, *, suite: bytes, head: bytes) -> bytes:
    try:
        if suite == _AES:
            return AESGCM(key).decrypt(nonce, body, head)
        decryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, body[-_TAG:])).decryptor()
        decryptor.authenticate_additional_data(head)
        return decryptor.update(body[:-_TAG]) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise Undecipherable from error


def _block_nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    """Return the nonce of one block.

    Its number keeps blocks from being moved, its last byte a file from being cut at a block's end:
    the construction known as STREAM. 2^32 blocks of a megabyte are more than any file here.
    """
    return prefix + number.to_bytes(4) + bytes([is_last])


def encrypt_blocks(plain: Iterable[bytes]) -> Iterator[bytes]:
    """Encrypt a long content as a stream, under a fresh key of its own.

    The key stands wrapped in the head, so that a file can be read without any table, and no two
    files share nonces. Memory holds two blocks of ``BLOCK`` bytes, however long the content is.
    """
    key, prefix, suite = new_data_key(), os.urandom(_PREFIX), _suite()
    wrapped = wrap(key)
    head = _MAGIC + suite + len(wrapped).to_bytes(1) + wrapped + prefix
    yield head
    number, rest = 0, bytearray()
    for piece in plain:
        rest += piece
        # One whole block stays behind: only the end of the content tells which one is the last.
        while len(rest) > BLOCK:
            nonce = _block_nonce(prefix, number, is_last=False)
            yield _block(key, nonce, bytes(rest[:BLOCK]), suite=suite, head=head)
            del rest[:BLOCK]
            number += 1
    nonce = _block_nonce(prefix, number, is_last=True)
    yield _block(key, nonce, bytes(rest), suite=suite, head=head)


def decrypt_blocks(file: BinaryIO) -> Iterator[bytes]:
    """Give the content that ``encrypt_blocks`` made, block by block.

    Blocks given before an error are sound each for itself, so whoever must not act on a cut content
    waits for the end.

    :raises Undecipherable: another key made it, or it was changed, reordered or cut.
    """
    start = file.read(len(_MAGIC) + 2)
    if len(start) < len(_MAGIC) + 2 or not start.startswith(_MAGIC):
        raise Undecipherable
    suite, size = start[-2:-1], start[-1]
    rest = file.read(size + _PREFIX)
    key, prefix, head = unwrap(rest[:size]), rest[size:], start + rest
    number, body = 0, file.read(BLOCK + _TAG)
    while body:
        following = file.read(BLOCK + _TAG)
        nonce = _block_nonce(prefix, number, is_last=not following)
        yield _unblock(key, nonce, body, suite=suite, head=head)
        number, body = number + 1, following
    if not number:
        raise Undecipherable
