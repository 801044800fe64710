"""A module that is read later is read once it is used, and is the same module."""

import subprocess
import sys

import pytest

from zhigong.kernel.later import later

HEAVY = ("fastexcel", "numpy", "openpyxl", "polars", "pypinyin", "xlsxwriter")
START = "import sys, config.wsgi; print(*(name for name in sys.argv[1:] if name in sys.modules))"


def test_a_module_is_read_at_its_first_use():
    code = (
        "import sys; from zhigong.kernel.later import later; told = later('wave');"
        "print('wave' in sys.modules, told.Error.__name__, 'wave' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "Error", "True"]


def test_what_it_gives_is_the_module_s_own():
    import json  # noqa: PLC0415

    assert later("json").JSONDecodeError is json.JSONDecodeError


def test_a_missing_module_is_told_when_it_is_used():
    missing = later("no_such_module_anywhere")

    with pytest.raises(ImportError):
        missing.anything  # noqa: B018


def test_a_server_starts_without_the_libraries_of_workbooks():
    done = subprocess.run(
        [sys.executable, "-c", START, *HEAVY], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
