"""The abilities of people and memberships, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

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
    Ability("people.merge", "核对和合并重复的职工记录", STAFF),
    Ability("people.appoint", "登记工会干部", STAFF),
    Ability("people.open_identity", "查看证件号和手机号明文", STAFF, sensitive=True),
    Ability(
        "people.export_clear", "导出含明文证件号和手机号的名单", ("county_admin",), sensitive=True
    ),
    Ability("people.erase", "删除个人信息", ("security_officer",), sensitive=True),
)

declare_menu(
    MenuItem(
        "desk",
        "people.list",
        "职工名册",
        "users",
        "people:list",
        ability="people.view",
        group="会员",
        order=30,
        hint="查找、登记、办理会籍",
    ),
    MenuItem(
        "desk",
        "people.transfers",
        "会籍接转",
        "arrows-exchange",
        "people:transfers",
        ability="people.transfer",
        group="会员",
        order=32,
        hint="接收、答复和裁定",
    ),
    MenuItem(
        "desk",
        "people.duplicates",
        "疑似重复",
        "users",
        "people:duplicates",
        ability="people.merge",
        group="会员",
        order=34,
        hint="同一人的两份记录，核对后合并",
    ),
    MenuItem(
        "desk",
        "people.verify_card",
        "核验会员证",
        "scan",
        "people:verify_card",
        ability="people.view",
        group="会员",
        order=33,
        hint="扫描会员手机上的二维码",
    ),
    MenuItem(
        "portal",
        "people.card",
        "电子会员证",
        "qrcode",
        "people:card",
        group="会员服务",
        order=10,
        member=True,
        hint="出示二维码核验会员身份",
    ),
    MenuItem(
        "portal",
        "people.mine",
        "我的会籍",
        "id-badge-2",
        "people:mine",
        group="我的",
        order=10,
        member=True,
        hint="会籍、接转和本人信息",
    ),
)
