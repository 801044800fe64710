"""Where the reference of the API stands in the menu."""

from zhigong.base.navigation import MenuItem, declare_menu

declare_menu(
    MenuItem(
        "desk",
        "api_reference",
        "接口说明",
        "book",
        "api_reference",
        ability="accounts.issue_token",
        group="安全管理",
        order=921,
    )
)
