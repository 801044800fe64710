"""Every write of accounts."""

from zhigong.registry.accounts.operations.codes import check_code, issue_code
from zhigong.registry.accounts.operations.login import (
    check_member_password,
    check_staff_password,
    close_session,
    open_session,
    record_failure,
    revoke_sessions,
    touch,
)
from zhigong.registry.accounts.operations.rights import (
    authorise_administrator,
    begin_stewardship,
    delegate,
    end_delegation,
    end_grant,
    end_stewardship,
    grant_role,
    hand_over,
    withdraw_authorisation,
)
from zhigong.registry.accounts.operations.roles import change_role, create_role, sync_roles
from zhigong.registry.accounts.operations.second_factor import (
    enrol_totp,
    make_recovery_codes,
    new_secret,
    remove_totp,
    use_recovery_code,
    use_totp,
)
from zhigong.registry.accounts.operations.tokens import (
    authenticate_token,
    issue_token,
    revoke_token,
)
from zhigong.registry.accounts.operations.users import (
    change_password,
    create_user,
    find_or_open_member,
    reset_password,
    set_active,
    set_phone,
)

__all__ = [
    "authenticate_token",
    "authorise_administrator",
    "begin_stewardship",
    "change_password",
    "change_role",
    "check_code",
    "check_member_password",
    "check_staff_password",
    "close_session",
    "create_role",
    "create_user",
    "delegate",
    "end_delegation",
    "end_grant",
    "end_stewardship",
    "enrol_totp",
    "find_or_open_member",
    "grant_role",
    "hand_over",
    "issue_code",
    "issue_token",
    "make_recovery_codes",
    "new_secret",
    "open_session",
    "record_failure",
    "remove_totp",
    "reset_password",
    "revoke_sessions",
    "revoke_token",
    "set_active",
    "set_phone",
    "sync_roles",
    "touch",
    "use_recovery_code",
    "use_totp",
    "withdraw_authorisation",
]
