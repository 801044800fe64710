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


def test_the_menu_of_a_tablet_is_a_drawer_that_keyboard_and_memory_serve(visit, log_in):
    page = visit(width=768, height=1024)
    log_in(page, "county")
    page.wait_for_url("**/desk/")
    page.goto("/desk/cases/")
    menu, button = page.locator("#menu"), page.locator("[data-menu-toggle]")
    assert not menu.is_visible()

    button.focus()
    page.keyboard.press("Enter")
    menu.get_by_text("会员", exact=True).click()

    assert page.get_by_role("link", name="职工名册").is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    page.goto("/desk/cases/inbox/")
    assert page.locator(".side-group[open]").evaluate_all(
        "all => all.map((one) => one.dataset.group)"
    ) == ["办件", "会员"]
