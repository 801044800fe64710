"""The abilities of people and memberships, and who holds them."""

from zhigong.base.abilities import Ability, declare

STAFF = ("province_admin", "county_admin", "union_admin")

declare(
    Ability("people.view", "查看职工名册", (*STAFF, "union_viewer", "leader", "window_clerk")),
    Ability("people.enrol", "登记职工、办理入会", (*STAFF, "window_clerk")),
    Ability("people.approve", "审批入会", STAFF),
    Ability("people.change", "修改职工资料", (*STAFF, "window_clerk")),
    Ability("people.end", "保留、恢复和终止会籍", STAFF),
    Ability("people.transfer", "接收会籍、对转出提出异议", STAFF),
    Ability("people.decide_transfer", "裁定会籍接转的异议", ("province_admin", "county_admin")),
    Ability("people.verify", "实名认证", (*STAFF, "window_clerk")),
    Ability("people.appoint", "登记工会干部", STAFF),
    Ability("people.open_identity", "查看证件号和手机号明文", STAFF, sensitive=True),
    Ability("people.erase", "删除个人信息", ("security_officer",), sensitive=True),
)
