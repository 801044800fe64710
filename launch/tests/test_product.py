"""What is done to a database, and how often; the server and manage.py are played."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from launch import product as product_module
from launch.place import Place
from launch.product import HALF, Product
from launch.say import Refusal
from launch.state import PRODUCTION, demo_of, read_mark, write_mark

SMALL = demo_of("small", "2026-11-21")


@dataclass
class PlayedCluster:
    """A server that only remembers which databases it has."""

    databases: set[str] = field(default_factory=set)

    def ensure_started(self) -> None:
        """Do nothing: it is always up."""

    def ensure_database(self, name: str) -> bool:
        made = name not in self.databases
        self.databases.add(name)
        return made

    def drop_database(self, name: str) -> None:
        self.databases.discard(name)

    def url(self, database: str, *, role: str = "zhigong_app") -> str:
        return f"postgresql://{role}@/{database}?host=/run/x"


class PlayedProduct(Product):
    """A product whose commands are written down instead of run."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: list[tuple[str, ...]] = []

    def manage(self, *arguments: str, **options: bool) -> str:
        self.commands.append(arguments)
        return ""


@pytest.fixture
def product(place: Place, monkeypatch: pytest.MonkeyPatch) -> PlayedProduct:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("ZHIGONG_OWNER_DATABASE_URL", raising=False)
    return PlayedProduct(place=place, current=SMALL, cluster=PlayedCluster())


def test_a_new_database_is_migrated_and_loaded_once(product: PlayedProduct) -> None:
    for _ in range(2):
        product.ensure_database()
        product.ensure_demo()
    assert [command[0] for command in product.commands] == [
        "migrate",
        "grant_app_role",
        "load_demo",
    ]
    assert product.commands[1] == ("grant_app_role", "zhigong_app")
    assert product.commands[2] == ("load_demo", "--scale", "small", "--as-of", "2026-11-21")


def test_a_new_migration_is_applied_to_a_loaded_database(product: PlayedProduct) -> None:
    product.ensure_database()
    product.ensure_demo()
    folder = product.place.root / "zhigong" / "people" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0002_more.py").write_text("")
    product.commands.clear()
    product.ensure_database()
    product.ensure_demo()
    assert [command[0] for command in product.commands] == ["migrate", "grant_app_role"]


def test_a_demo_killed_while_loading_is_loaded_anew(product: PlayedProduct) -> None:
    product.ensure_database()
    write_mark(product.place, f"loaded {SMALL.database}", HALF)
    product.commands.clear()
    product.ensure_database()
    product.ensure_demo()
    assert [command[0] for command in product.commands] == [
        "migrate",
        "grant_app_role",
        "load_demo",
    ]
    assert read_mark(product.place, f"loaded {SMALL.database}") == "yes"


def test_a_lost_data_folder_forgets_what_was_done(product: PlayedProduct) -> None:
    product.ensure_database()
    product.ensure_demo()
    product.cluster.databases.clear()
    product.commands.clear()
    product.ensure_database()
    product.ensure_demo()
    assert len(product.commands) == 3


def test_processes_get_the_role_their_work_needs(product: PlayedProduct) -> None:
    app, owner = product.variables(), product.variables(as_owner=True)
    assert app["DATABASE_URL"].startswith("postgresql://zhigong_app@")
    assert owner["DATABASE_URL"].startswith("postgresql://zhigong_owner@")
    assert app["ZHIGONG_OWNER_DATABASE_URL"] == owner["DATABASE_URL"]
    assert app["ZHIGONG_ENV"] == "demo"
    assert app["ZHIGONG_BUSINESS_DATE"] == "2026-11-21"


def test_an_installation_has_no_business_date(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("ZHIGONG_BUSINESS_DATE", raising=False)
    monkeypatch.delenv("ZHIGONG_ENV", raising=False)
    product = PlayedProduct(place=place, current=PRODUCTION, cluster=PlayedCluster())
    assert product.variables()["ZHIGONG_ENV"] == "prod"
    assert "ZHIGONG_BUSINESS_DATE" not in product.variables()


@pytest.mark.parametrize(
    ("owner", "commands"),
    [("", ["migrate"]), ("postgresql://boss@db/zg", ["migrate", "grant_app_role"])],
)
def test_an_operators_server_is_migrated_when_empty(
    place: Place, monkeypatch: pytest.MonkeyPatch, owner: str, commands: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/zg")
    monkeypatch.setenv("ZHIGONG_OWNER_DATABASE_URL", owner)
    product = PlayedProduct(place=place, current=SMALL)
    monkeypatch.setattr(product, "is_external_empty", lambda: True)
    product.ensure_database()
    assert [command[0] for command in product.commands] == commands
    product.commands.clear()
    monkeypatch.setattr(product, "is_external_empty", lambda: False)
    product.ensure_database()
    assert product.commands == []


def test_an_unreachable_server_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/zg?host=/nowhere")
    product = Product(place=place, current=SMALL)
    script = place.python
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\necho 'no such socket' >&2\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(Refusal, match="cannot be reached") as refused:
        product.is_external_empty()
    assert "no such socket" in str(refused.value)


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        ('["zg.example.org"]', ""),
        ("zg.example.org", "设置 ZHIGONG_ALLOWED_HOSTS 应写成列表"),
        ("[]", "允许访问的域名 ZHIGONG_ALLOWED_HOSTS"),
    ],
)
def test_settings_are_read_before_anything_is_prepared_for_them(
    place: Place, monkeypatch: pytest.MonkeyPatch, hosts: str, said: str
) -> None:
    monkeypatch.setenv("ZHIGONG_ENV", "prod")
    monkeypatch.setenv("ZHIGONG_ALLOWED_HOSTS", hosts)
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/zg")
    ours = Path(product_module.__file__).parents[1]
    place.python.parent.mkdir(parents=True)
    place.python.write_text(f"#!/bin/sh\ncd '{ours}' && exec '{sys.executable}' \"$@\"\n")
    place.python.chmod(0o755)
    product = Product(place=place, current=PRODUCTION)

    if not said:
        product.check_settings()
        return
    with pytest.raises(Refusal, match="settings") as refused:
        product.check_settings()
    assert said in str(refused.value)


def test_settings_of_a_file_never_override_the_environment(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.root / ".env").write_text("ZHIGONG_PLACE=330211\nZHIGONG_OWNER_NAME=甲\n")
    monkeypatch.setenv("ZHIGONG_PLACE", "330200")
    monkeypatch.setenv("ZHIGONG_OWNER_NAME", "")
    monkeypatch.delenv("ZHIGONG_OWNER_NAME")
    product_module.load_env_file(place)
    assert product_module.os.environ["ZHIGONG_PLACE"] == "330200"
    assert product_module.os.environ["ZHIGONG_OWNER_NAME"] == "甲"
