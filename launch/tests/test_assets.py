from pathlib import Path

import pytest

from launch.assets import SOURCE_MAP, draw_sprite, icon_names
from launch.say import Refusal

OUTLINE = """<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  class="icon"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 7h4" />
</svg>
"""


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    for folder, name in (("outline", "users"), ("filled", "star")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.svg").write_text(OUTLINE)
    return tmp_path


def test_the_sprite_has_one_symbol_per_name(icons: Path) -> None:
    sprite = draw_sprite(["star-filled", "users"], icons=icons)
    assert sprite.count("<symbol") == 2
    assert '<symbol id="users" viewBox="0 0 24 24" fill="none" stroke="currentColor"' in sprite
    assert '<symbol id="star-filled" viewBox="0 0 24 24" fill="currentColor">' in sprite
    assert sprite.count('<path d="M5 7h4" />') == 2
    assert "M0 0h24v24H0z" not in sprite


def test_an_unknown_icon_is_refused_by_name(icons: Path) -> None:
    with pytest.raises(Refusal, match="no-such-icon"):
        draw_sprite(["no-such-icon"], icons=icons)


def test_icon_lists_are_sorted_unique_and_may_have_comments(tmp_path: Path) -> None:
    path = tmp_path / "icons.txt"
    path.write_text("users\n# for the desk\nhome  # start page\nusers\n\n")
    assert icon_names(path) == ["home", "users"]


@pytest.mark.parametrize(
    "line", ["//# sourceMappingURL=a.js.map", "/*# sourceMappingURL=a.css.map */"]
)
def test_source_map_lines_are_removed(line: str) -> None:
    assert SOURCE_MAP.sub("", f"body{{}}\n{line}\n").strip() == "body{}"
    assert SOURCE_MAP.sub("", 'var s = "sourceMappingURL=";') == 'var s = "sourceMappingURL=";'
