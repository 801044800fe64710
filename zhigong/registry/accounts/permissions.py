"""The abilities of accounts, and who holds them.

Business administrators authorise and steward below themselves; the security officer alone gives
separate powers, edits roles and ends sessions of others.
"""

from zhigong.base.abilities import Ability, declare

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
