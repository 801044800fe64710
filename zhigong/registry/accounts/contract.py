"""What accounts asks of the objects it is handed, and names other apps may rely on."""

from typing import Protocol

from zhigong.registry.accounts.rules import CODE_LIVES

__all__ = [
    "ADMINISTRATOR_ROLES",
    "AT_KIOSK",
    "BACKEND",
    "BUILT_IN_ROLES",
    "CODE_LIVES",
    "CONSENT",
    "DEMO_KEY",
    "SEEN",
    "Node",
]

# Keys of a session: when it was last used (real time), and that it began on a hall screen, where
# it counts and nowhere else.
SEEN = "seen_at"
AT_KIOSK = "at_kiosk"
# Who proved who she is by other means than a password is let in by Django's own.
BACKEND = "django.contrib.auth.backends.ModelBackend"

# Purpose of a code by which somebody lets another act for her; no code to log in with.
CONSENT = "consent"

# Roles whose holders keep the data of a union: one of them makes it a union with an administrator.
ADMINISTRATOR_ROLES = ("union_admin", "county_admin", "province_admin")

# Codes of the built-in roles with their Chinese title and the power they belong to (三权分立).
BUILT_IN_ROLES: tuple[tuple[str, str, str], ...] = (
    ("province_admin", "省级管理员", "system"),
    ("county_admin", "区县管理员", "business"),
    ("union_admin", "工会管理员", "business"),
    ("union_viewer", "工会查看员", "business"),
    ("leader", "领导", "business"),
    ("window_clerk", "窗口人员", "business"),
    ("security_officer", "安全管理员", "security"),
    ("auditor", "审计员", "audit"),
    ("member", "会员", "business"),
)


class Node(Protocol):
    """A union as accounts needs it."""

    @property
    def pk(self) -> int:
        """The id of the union."""

    @property
    def parent_id(self) -> int | None:
        """The id of the leading superior, ``None`` for the root."""

    @property
    def ancestors(self) -> list[int]:
        """The path from the root, the union itself last."""


# Where the demo keeps which of its accounts are everybody's.
DEMO_KEY = "accounts.demo"
