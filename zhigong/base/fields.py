"""Columns for values that are encrypted and found through a blind index."""

from typing import Any

from django.db import models

from zhigong.base.crypto import decrypt, encrypt, unwrap


class EncryptedField(models.BinaryField):  # type: ignore[type-arg]
    """A ciphertext made with the data key of the row's owner; nullable by default.

    ``reveal`` and ``conceal`` translate; plain attribute access gives ciphertext, so that no page
    shows an identity by accident.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class BlindIndexField(models.UUIDField):  # type: ignore[type-arg]
    """The 16-byte keyed hash of an encrypted value; nullable by default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


def reveal(wrapped_key: bytes | None, value: bytes | None) -> str | None:
    """Return the clear text of a column, ``None`` when there is none or the key is destroyed."""
    if value is None or wrapped_key is None:
        return None
    return decrypt(unwrap(wrapped_key), value)


def conceal(wrapped_key: bytes, text: str | None) -> bytes | None:
    """Return the ciphertext of a text under a row's wrapped key."""
    return encrypt(unwrap(wrapped_key), text) if text else None
