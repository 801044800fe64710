import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from launch import checks, cli, demo
from launch.place import Place
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
