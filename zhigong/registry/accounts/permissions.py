"""The abilities of accounts, and who holds them.

Business administrators authorise and steward below themselves; the security officer alone gives
separate powers, edits roles and ends sessions of others.
"""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

declare(
    Ability(
        code="accounts.view_grants",
        title="查看授权",
        roles=("province_admin", "county_admin", "union_admin", "security_officer", "auditor"),
    ),
    Ability(
        code="accounts.authorise",
        title="工会组织授权与交接",
        roles=("province_admin", "county_admin", "union_admin"),
    ),
    Ability(
        code="accounts.steward",
        title="安排代管",
        roles=("province_admin", "county_admin", "union_admin"),
    ),
    Ability(
        code="accounts.grant",
        title="授予业务角色",
        roles=("province_admin", "county_admin", "security_officer"),
    ),
    Ability(
        code="accounts.grant_any",
        title="授予系统、安全、审计角色",
        roles=("security_officer",),
        sensitive=True,
    ),
    Ability(
        code="accounts.edit_roles",
        title="编辑角色",
        roles=("security_officer",),
        sensitive=True,
    ),
    Ability(
        code="accounts.manage_users",
        title="开通、停用账号与重置密码",
        roles=("province_admin", "county_admin", "security_officer"),
    ),
    Ability(
        code="accounts.manage_sessions",
        title="查看与终止下级会话",
        roles=("security_officer",),
    ),
    Ability(
        code="accounts.issue_token",
        title="发放接口密钥",
        roles=("province_admin", "security_officer"),
        sensitive=True,
    ),
)

declare_menu(
    MenuItem(
        "desk",
        "administrators",
        "工会组织授权",
        "user-check",
        "accounts:administrators",
        ability="accounts.view_grants",
        group="授权",
        order=210,
    ),
    MenuItem(
        "desk",
        "grants",
        "角色授权",
        "key",
        "accounts:grants",
        ability="accounts.view_grants",
        group="授权",
        order=220,
    ),
    MenuItem(
        "desk",
        "stewards",
        "代管安排",
        "users",
        "accounts:stewards",
        ability="accounts.steward",
        group="授权",
        order=230,
    ),
    MenuItem(
        "desk",
        "silent",
        "长期未登录",
        "clock",
        "accounts:silent",
        ability="accounts.view_grants",
        group="授权",
        order=240,
    ),
    MenuItem(
        "desk",
        "roles",
        "角色与权限",
        "shield-check",
        "accounts:roles",
        ability="accounts.view_grants",
        group="安全管理",
        order=910,
    ),
    MenuItem(
        "desk",
        "tokens",
        "接口密钥",
        "link",
        "accounts:tokens",
        ability="accounts.issue_token",
        group="安全管理",
        order=920,
    ),
    MenuItem(
        "desk",
        "steward",
        "代管其他工会",
        "arrows-exchange",
        "accounts:steward",
        group="个人",
        order=10,
    ),
    MenuItem(
        "desk",
        "delegations",
        "请假代办",
        "calendar-event",
        "accounts:delegations",
        group="个人",
        order=20,
    ),
    MenuItem(
        "desk", "reasons", "我的权限来源", "help-circle", "accounts:reasons", group="个人", order=30
    ),
    MenuItem(
        "desk",
        "sessions",
        "登录设备",
        "device-desktop",
        "accounts:sessions",
        group="个人",
        order=40,
    ),
    MenuItem("desk", "password", "修改密码", "lock", "accounts:password", group="个人", order=50),
    MenuItem(
        "portal",
        "sessions",
        "登录设备",
        "device-mobile",
        "accounts:sessions",
        group="我的",
        order=80,
    ),
    MenuItem("portal", "password", "登录密码", "lock", "accounts:password", group="我的", order=81),
)
