"""账号与授权 in the audit: its operations in words, and the names of who acted."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.kernel.person_name import mask_name
from zhigong.kernel.text import N_
from zhigong.registry.accounts.models import MachineToken, User
from zhigong.registry.accounts.queries import users_within
from zhigong.registry.audit.contract import Actors, Named, Trail


def users(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the names of officers; of members only the family name."""
    found = {
        pk: Named(mask_name(name) if kind == "member" else name or login)
        for pk, name, login, kind in User.objects.filter(pk__in=ids).values_list(
            "pk", "name", "login", "kind"
        )
    }
    if not actor.may("accounts.view_grants"):
        return found
    inside = users_within(actor=actor, on=clock.today()).filter(pk__in=ids)
    for pk in inside.values_list("pk", flat=True):
        found[pk] = Named(found[pk].text, reverse("accounts:user", args=[pk]))
    return found


def machines(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return what the keys of other systems are called."""
    rows = MachineToken.objects.trusted("names of keys").filter(pk__in=ids)
    return {
        pk: Named(_("接口密钥“{name}”").format(name=name))
        for pk, name in rows.values_list("pk", "name")
    }


def find(words: str) -> Any:
    """Return the officers' accounts whose name holds the words, or whose login they are."""
    rows = User.objects.filter(Q(name__icontains=words, kind="staff") | Q(login=words.lower()))
    return rows.values("pk")


ACCOUNTS = Trail(
    code="accounts",
    title=N_("账号与授权"),
    order=40,
    verbs={
        "accounts.log_in": N_("登录"),
        "accounts.log_out": N_("退出登录"),
        "accounts.revoke_sessions": N_("终止登录"),
        "accounts.record_failure": N_("登录未通过"),
        "accounts.create_user": N_("开通账号"),
        "accounts.find_or_open_member": N_("会员账号开通或关联"),
        "accounts.link_people": N_("会员账号关联职工"),
        "accounts.set_phone": N_("登记账号手机号"),
        "accounts.change_password": N_("修改密码"),
        "accounts.reset_password": N_("重置密码"),
        "accounts.set_active": N_("启用或停用账号"),
        "accounts.issue_token": N_("发放接口密钥"),
        "accounts.revoke_token": N_("收回接口密钥"),
        "accounts.enrol_totp": N_("绑定动态口令"),
        "accounts.use_totp": N_("验证动态口令"),
        "accounts.remove_totp": N_("解除动态口令"),
        "accounts.make_recovery_codes": N_("生成恢复码"),
        "accounts.use_recovery_code": N_("使用恢复码"),
        "accounts.grant_role": N_("授予角色"),
        "accounts.end_grant": N_("收回角色"),
        "accounts.delegate": N_("委托请假代办"),
        "accounts.end_delegation": N_("结束请假代办"),
        "accounts.authorise_administrator": N_("工会组织授权"),
        "accounts.hand_over": N_("移交工会管理权"),
        "accounts.withdraw_authorisation": N_("收回工会组织授权"),
        "accounts.begin_stewardship": N_("安排代管"),
        "accounts.end_stewardship": N_("结束代管"),
        "accounts.issue_code": N_("发送验证码"),
        "accounts.check_code": N_("核对验证码"),
        "accounts.sync_roles": N_("更新内置角色"),
        "accounts.create_role": N_("新建角色"),
        "accounts.change_role": N_("修改角色"),
    },
    things={
        "accounts.user": N_("账号"),
        "accounts.role": N_("角色"),
        "accounts.grant": N_("角色授权"),
        "accounts.delegation": N_("请假代办"),
        "accounts.authorisation": N_("工会组织授权"),
        "accounts.stewardship": N_("代管安排"),
        "accounts.machinetoken": N_("接口密钥"),
        "accounts.totpdevice": N_("动态口令"),
        "accounts.lockout": N_("登录限制"),
        "accounts.logincode": N_("验证码"),
    },
    codes={
        "way": N_("方式"),
        "password": N_("密码"),
        "totp": N_("动态口令"),
        "sms": N_("短信验证码"),
        "recovery": N_("恢复码"),
        "none": N_("无"),
        "session": N_("登录编号"),
        "ended": N_("已结束"),
        "role": N_("角色"),
        "user": N_("账号"),
        "staff": N_("工作人员"),
        "member": N_("会员"),
        "active": N_("启用"),
        "abilities": N_("权限数"),
        "added": N_("增加的权限"),
        "removed": N_("减少的权限"),
        "failures": N_("连续次数"),
        "locked": N_("已锁定"),
        "right": N_("通过"),
        "proved": N_("已验证"),
        "purpose": N_("用途"),
        "log_in": N_("登录"),
        "linked": N_("已关联"),
        "phone_removed": N_("手机号已移除"),
        "phone_changed": N_("手机号已变更"),
        "login": N_("登录"),
    },
    failing=frozenset({"accounts.record_failure"}),
    names={"accounts.user": users},
    actors=Actors(users=users, machines=machines, find=find),
)
