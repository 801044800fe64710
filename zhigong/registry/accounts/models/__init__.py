"""The tables of accounts, one aggregate a file."""

from zhigong.registry.accounts.models.login import (
    Lockout,
    LoginCode,
    MachineToken,
    RecoveryCode,
    TotpDevice,
    UserSession,
)
from zhigong.registry.accounts.models.roles import (
    Authorisation,
    Delegation,
    Grant,
    Role,
    Stewardship,
)
from zhigong.registry.accounts.models.user import User

__all__ = [
    "Authorisation",
    "Delegation",
    "Grant",
    "Lockout",
    "LoginCode",
    "MachineToken",
    "RecoveryCode",
    "Role",
    "Stewardship",
    "TotpDevice",
    "User",
    "UserSession",
]
