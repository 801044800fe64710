from pathlib import Path

import pytest

from launch import measures

SOURCE = '''"""A module."""


class Thing:
    """A thing."""

    def shown(self) -> int:
        """Return one."""
        return 1  # a comment

    def bare(self):
        def inner() -> None:
            pass
        return inner

    def _hidden(self) -> None:
        pass
'''


def test_functions_are_counted_with_docstrings_and_types(tmp_path: Path) -> None:
    (tmp_path / "app" / "tests").mkdir(parents=True)
    (tmp_path / "app" / "thing.py").write_text(SOURCE)
    (tmp_path / "app" / "tests" / "test_thing.py").write_text(SOURCE)
    counts = measures.count(tmp_path, ["app"])
    assert counts.file_lines == {"app/thing.py": 17}
    assert len(counts.function_lines) == 4
    assert counts.public == 2
    assert counts.undocumented == ["app/thing.py:Thing:bare"]
    assert counts.untyped == ["app/thing.py:Thing:bare"]
    assert counts.comments == 1


def test_a_long_function_breaks_the_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app").mkdir()
    body = "".join(f"    x{number} = {number}\n" for number in range(60))
    (tmp_path / "app" / "long.py").write_text(f'def long() -> None:\n    """Do."""\n{body}')
    assert measures.report(tmp_path, ["app"]) == 1
    assert "app/long.py:long (62 lines)" in capsys.readouterr().out
    (tmp_path / "app" / "long.py").write_text('def short() -> None:\n    """Do."""\n')
    assert measures.report(tmp_path, ["app"]) == 0


def test_percentiles_are_by_nearest_rank() -> None:
    assert measures.part(list(range(1, 101)), 95) == 95
    assert measures.part([7], 99) == 7
