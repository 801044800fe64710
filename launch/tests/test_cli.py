import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from launch import checks, cli, demo
from launch.place import Place
from launch.say import Refusal
from launch.state import PRODUCTION, demo_of, read_current, read_mark, write_current, write_mark

RUN = Path(__file__).resolve().parents[2] / "run"


def test_help_goes_to_standard_output_and_names_every_verb() -> None:
    done = subprocess.run([RUN, "help"], capture_output=True, text=True, cwd="/", check=True)
    assert all(f"./run {verb}" in done.stdout for verb in cli.VERBS)
    assert done.stderr == ""


def test_an_unknown_verb_is_a_usage_error() -> None:
    done = subprocess.run([RUN, "dance"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "./run dance" in done.stderr


def test_an_unknown_command_is_a_usage_error_that_prepares_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(demo, "ensure_environment", lambda place: done.append("environment"))
    monkeypatch.setattr(demo, "fill", lambda product: done.append("data"))
    monkeypatch.setattr(demo, "start_server", lambda product: done.append("server"))
    monkeypatch.setattr(
        demo.Product, "exec_command", lambda self, *words, as_owner: done.append(words[0])
    )
    commands = place.root / "zhigong" / "demo" / "management" / "commands"
    library = place.venv / "lib/python3.11/site-packages/django/core/management/commands"
    for folder in (commands, library):
        folder.mkdir(parents=True)
    (commands / "coverage.py").touch()
    (library / "migrate.py").touch()

    for word in ("nonsense", "../x", "coverage", "migrate", "check"):
        demo.run_manage(place, [word])

    assert done == [
        *("environment", "nonsense"),
        *("environment", "../x"),
        *("environment", "data", "coverage"),
        *("environment", "server", "migrate"),
        *("environment", "check"),
    ]


@pytest.mark.parametrize(
    ("word", "said"),
    [("nonsense", "没有 nonsense 这个命令"), ("verify_audits", "verify_audit")],
)
def test_the_product_refuses_a_command_it_does_not_have(word: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, RUN.parent / "manage.py", word],
        env={**os.environ, "ZHIGONG_ENV": "test"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "./run manage help" in done.stderr


def test_the_product_knows_its_own_commands() -> None:
    subprocess.run(
        [sys.executable, RUN.parent / "manage.py", "verify_audit", "--help"],
        env={**os.environ, "ZHIGONG_ENV": "test"},
        capture_output=True,
        check=True,
    )


def test_a_first_start_without_host_names_is_refused_before_anything_is_prepared(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(*given: object) -> None:
        raise AssertionError("prepared")

    monkeypatch.setattr(demo, "ensure_environment", prepare)
    for name in ("ZHIGONG_ENV", "ZHIGONG_ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(Refusal, match="ZHIGONG_ALLOWED_HOSTS") as refused:
        demo.run_serve(place, port=8000)

    assert 'ZHIGONG_ALLOWED_HOSTS=["zg.example.org"]' in str(refused.value)
    monkeypatch.setenv("ZHIGONG_ALLOWED_HOSTS", '["zg.example.org"]')
    demo.require_hosts()


@pytest.mark.parametrize(
    "words",
    [["--scale", "huge"], ["--as-of", "2026-13-01"], ["--port", "0"], ["--port", "x"], ["more"]],
)
def test_wrong_options_are_usage_errors(words: list[str], place: Place) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.demo_verb(place, words)
    assert ended.value.code == 2


def test_without_python_the_refusal_says_what_to_install(tmp_path: Path) -> None:
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    done = subprocess.run(
        [RUN, "help"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr
    assert "本机没有找到" in done.stderr


def test_each_scale_and_date_has_a_database_of_its_own(place: Place) -> None:
    assert read_current(place) is None
    assert demo.current_or_small(place).database == "zhigong_small_20261121"
    district = demo_of("district", "2026-03-01")
    write_current(place, district)
    assert read_current(place) == district
    assert district.variables == {
        "ZHIGONG_ENV": "demo",
        "ZHIGONG_BUSINESS_DATE": "2026-03-01",
    }


def test_marks_can_be_forgotten(place: Place) -> None:
    write_mark(place, "migrated x", "key")
    assert read_mark(place, "migrated x") == "key"
    write_mark(place, "migrated x", "")
    assert read_mark(place, "migrated x") == ""


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], ["-n", "2"]),
        (["zhigong/kernel", "-k", "name"], ["-n", "2"]),
        (["-n0"], []),
        (["-n", "1"], []),
        (["--pdb"], []),
        (["--collect-only"], []),
    ],
)
def test_tests_run_in_two_processes_unless_told_otherwise(
    words: list[str], wanted: list[str]
) -> None:
    assert checks.parallel(words) == wanted


def test_a_real_installation_never_falls_back_to_a_demo(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIGONG_ENV", "prod")
    assert demo.current_or_small(place) == PRODUCTION


def test_a_full_path_to_a_file_is_made_for_bench(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demo.with_full_path(["import", "--json", "out.json"], Path("/home/me")) == [
        "import",
        "--json",
        "/home/me/out.json",
    ]
    assert demo.with_full_path(["--json"], Path("/home/me")) == ["--json"]


def test_a_restored_database_stays_in_use_for_its_scale_and_date(place: Place) -> None:
    restored = replace(demo_of("small", "2026-11-21"), database="zhigong_restored_1")
    write_current(place, restored)
    assert demo.in_use(place, demo_of("small", "2026-11-21")) == restored
    assert demo.in_use(place, demo_of("small", "2026-03-01")) == demo_of("small", "2026-03-01")
    assert demo.in_use(place, PRODUCTION) == PRODUCTION
    write_current(place, replace(PRODUCTION, database="zhigong_restored_2"))
    assert demo.in_use(place, PRODUCTION).database == "zhigong_restored_2"


def test_compiled_modules_are_kept_below_build_even_where_the_environment_forbids_it(
    tmp_path: Path,
) -> None:
    shutil.copy(RUN, tmp_path / "run")
    (tmp_path / "launch").mkdir()
    told = "import os, sys; print(sys.pycache_prefix, os.environ.get('PYTHONDONTWRITEBYTECODE'))"
    (tmp_path / "launch" / "__main__.py").write_text(told)
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    variables.pop("PYTHONPYCACHEPREFIX", None)

    done = subprocess.run(
        ["sh", tmp_path / "run"], env=variables, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == [str(tmp_path / "build" / "pycache"), "None"]
