"""The abilities of tasks, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")
LEADING = ("province_admin", "county_admin")

VIEW, HANDLE = "tasks.view", "tasks.handle"
HAND_OUT, SUPERVISE = "tasks.hand_out", "tasks.supervise"

declare(
    Ability(VIEW, "查看任务", (*STAFF, "union_viewer", "leader")),
    Ability(HANDLE, "办理任务、反馈结果", STAFF),
    Ability(HAND_OUT, "交办任务、审核结果、催办", STAFF),
    Ability(SUPERVISE, "督办任务", LEADING),
)

declare_menu(
    MenuItem(
        "desk",
        "tasks.inbox",
        "待办任务",
        "checklist",
        "tasks:inbox",
        ability=HANDLE,
        group="任务",
        order=16,
        hint="上级交办的任务和名单",
    ),
    MenuItem(
        "desk",
        "tasks.issued",
        "交办与督办",
        "send",
        "tasks:issued",
        ability=VIEW,
        group="任务",
        order=17,
        hint="交办的任务办得怎么样，催办、审核",
    ),
    MenuItem(
        "desk",
        "tasks.duties",
        "定期任务",
        "calendar-event",
        "tasks:duties",
        ability=HAND_OUT,
        group="任务",
        order=18,
        hint="每日、每月、每季度、每年自动交办",
    ),
)
