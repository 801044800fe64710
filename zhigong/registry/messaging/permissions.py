"""The abilities of messaging, who holds them, and the menus."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

declare(
    Ability(
        code="messaging.view_outbox",
        title="查看消息发送情况",
        roles=("province_admin", "county_admin"),
    ),
    Ability(
        code="messaging.retry",
        title="重新发送消息",
        roles=("province_admin", "county_admin"),
    ),
)

declare_menu(
    MenuItem("desk", "inbox", "消息", "bell", "messaging:inbox", group="个人", order=5),
    MenuItem(
        "desk",
        "outbox",
        "消息发送",
        "send",
        "messaging:outbox",
        ability="messaging.view_outbox",
        group="安全管理",
        order=930,
    ),
    MenuItem("portal", "inbox", "消息", "bell", "messaging:mine", group="我的", order=10),
)
