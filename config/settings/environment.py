"""The environment of the process, read once and typed. Nothing else reads ``os.environ``."""

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

ROOT = Path(__file__).resolve().parents[2]


class MissingConfiguration(SystemExit):
    """The installation lacks settings it cannot run without."""


class Environment(BaseSettings):
    """Values an operator sets; every name is prefixed ``ZHIGONG_`` except ``DATABASE_URL``."""

    model_config = SettingsConfigDict(env_prefix="ZHIGONG_", extra="ignore")

    env: Literal["demo", "test", "prod"] = "demo"
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    owner_database_url: str = ""
    state_dir: Path = ROOT / "build" / "state"
    secret_key: str = ""
    data_key: str = ""
    index_key: str = ""
    audit_key: str = ""
    ciphers: Literal["aes", "sm"] = "aes"
    business_date: date | None = None
    allowed_hosts: list[str] = []
    trusted_origins: list[str] = []
    behind_tls: bool = False
    import_max_megabytes: int = 50
    import_max_rows: int = 200_000
    import_keep_days: int = Field(default=180, ge=1, le=3650)
    programmes_four_eyes: bool = False
    draft_days: int = Field(default=30, ge=1, le=365)
    second_factor: Literal["totp", "sms", "none"] = "totp"
    idle_minutes: int = 30
    password_days: int = 90
    sms_gateway: str = "console"
    mail_box: str = ""
    mail_union: str = ""
    mail_address: str = ""
    virus_scanner: str = ""
    place: str = "330211"
    owner_name: str = "智工平台"
    log_json: bool = False

    def secret(self, name: str) -> str:
        """Return a secret; outside production a missing one is derived, never shared with it."""
        value: str = getattr(self, name)
        if not value and self.env != "prod":
            value = hashlib.sha256(f"zhigong {self.env} {name}".encode()).hexdigest()
        return value


_CHINESE = {
    "database_url": "数据库地址 DATABASE_URL",
    "secret_key": "会话密钥 ZHIGONG_SECRET_KEY",
    "data_key": "数据加密密钥 ZHIGONG_DATA_KEY",
    "index_key": "盲索引密钥 ZHIGONG_INDEX_KEY",
    "audit_key": "审计密钥 ZHIGONG_AUDIT_KEY",
    "allowed_hosts": "允许访问的域名 ZHIGONG_ALLOWED_HOSTS",
}


def _read() -> Environment:
    try:
        environment = Environment()
    except SettingsError as error:  # a list that is none is told by its field's name alone
        found = re.search(r'field "(\w+)"', str(error))
        name = "ZHIGONG_" + found[1].upper() if found else str(error)
        raise MissingConfiguration(
            f'设置 {name} 应写成列表，例如 ["zg.example.org"]，请改正后重新启动。'
        ) from error
    except ValidationError as error:
        names = "、".join("ZHIGONG_" + str(e["loc"][0]).upper() for e in error.errors())
        raise MissingConfiguration(f"以下设置的值不合要求，请改正后重新启动：{names}") from error
    if environment.env == "prod":
        missing = [text for name, text in _CHINESE.items() if not getattr(environment, name)]
        if missing:
            raise MissingConfiguration("缺少以下设置，请补齐后重新启动：" + "；".join(missing))
    return environment


ENVIRONMENT = _read()
