"""The colours can be read: every pair used for text reaches 4.5:1, by day and on the wall."""

import re
from pathlib import Path

import pytest

STYLE = Path(__file__).parents[1] / "static" / "ui"
SURFACES = ("ground", "surface", "raised", "hover")
WORDS = ("ink", "ink-2", "info", "good", "warn", "bad")
PAIRS = [
    *[(word, surface) for word in WORDS for surface in SURFACES],
    *[("ink-3", surface) for surface in ("ground", "surface", "hover")],
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    *[(tone, f"{tone}-soft") for tone in ("info", "good", "warn", "bad", "gold")],
    *[("ink", f"{tone}-soft") for tone in ("info", "good", "warn", "bad")],
]


def tokens(selector):
    style = (STYLE / "tokens.css").read_text("utf-8")
    block = style.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [":root", 'html[data-mode="wall"]'])
@pytest.mark.parametrize(("word", "surface"), PAIRS)
def test_text_can_be_read(mode, word, surface):
    colours = {**tokens(":root"), **tokens(mode)}

    assert contrast(colours[word], colours[surface]) >= 4.5


def test_the_brand_can_be_read_on_its_soft_ground_by_day():
    colours = tokens(":root")

    assert contrast(colours["brand"], colours["brand-soft"]) >= 4.5
    assert contrast(colours["brand"], colours["surface"]) >= 4.5


def test_no_style_reaches_for_another_host():
    for path in STYLE.glob("*.*"):
        text = path.read_text("utf-8").replace("http://www.w3.org/", "")
        assert "http://" not in text
        assert "https://" not in text
        assert "@import" not in text
