"""The installation's keys, made once: ``secrets.env`` in the state folder, readable by its owner.

Losing the data key loses every encrypted identity; `./run backup` packs this file.
"""

import base64
import os
import secrets
from pathlib import Path

KEY_NAMES = (
    "ZHIGONG_SECRET_KEY",
    "ZHIGONG_DATA_KEY",
    "ZHIGONG_INDEX_KEY",
    "ZHIGONG_AUDIT_KEY",
)
KEY_BYTES = 32


def load_keys(path: Path) -> dict[str, str]:
    """Return the keys in the file; missing ones are made and added, present ones never change.

    A key is 32 random bytes in URL-safe base64. Keys given in the environment are not written.
    """
    keys = read_env_file(path)
    missing = [name for name in KEY_NAMES if name not in keys and name not in os.environ]
    for name in missing:
        keys[name] = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    if missing:
        write_private(path, "".join(f"{name}={value}\n" for name, value in keys.items()))
    return {name: os.environ.get(name) or keys[name] for name in KEY_NAMES}


def read_env_file(path: Path) -> dict[str, str]:
    """NAME=value lines of a file; comments, blank lines and a missing file give nothing."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.removeprefix("export ").split("=", 1) for line in lines if "=" in line)
    return {
        name.strip(): value.strip().strip("\"'")
        for name, value in pairs
        if not name.lstrip().startswith("#")
    }


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; it is readable by its owner only from the first byte."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
