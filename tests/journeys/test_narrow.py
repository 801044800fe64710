"""Pages of the desk on a telephone: what one is on is on the screen."""

import pytest

pytestmark = pytest.mark.browser

LAST_TAB = "/desk/unions/3302110020001/?tab=coverage"


def test_the_tab_one_is_on_is_brought_into_a_narrow_strip(visit, log_in):
    page = visit(width=390, height=844)
    log_in(page, "county")
    page.wait_for_url("**/desk/")

    page.goto(LAST_TAB)

    current = page.locator(".tabs > [aria-current]").bounding_box()
    assert current["x"] >= 0
    assert current["x"] + current["width"] <= 390
    assert page.evaluate("window.scrollY") == 0
