"""The abilities of union building, and who holds them."""

from zhigong.base.abilities import Ability, declare
from zhigong.base.navigation import MenuItem, declare_menu

STAFF = ("province_admin", "county_admin", "union_admin")
LEADING = ("province_admin", "county_admin")
READERS = (*STAFF, "union_viewer", "leader", "auditor")

VIEW, BUILD, APPROVE = "organisation.view", "organisation.build", "organisation.approve"
EXEMPT, SETTLE = "organisation.exempt", "organisation.settle"
REORGANISE, GRIDS = "organisation.reorganise", "organisation.grids"

declare(
    Ability(VIEW, "查看组织建设", READERS),
    Ability(BUILD, "发起和办理建会、选举", STAFF),
    Ability(APPROVE, "批复建会和选举", STAFF),
    Ability(EXEMPT, "审批暂不具备建会条件", LEADING),
    Ability(SETTLE, "设置审批规则和建会目标", LEADING),
    Ability(REORGANISE, "批量调整工会组织", LEADING),
    Ability(GRIDS, "维护工会网格", STAFF),
)

GROUP = "组织建设"

declare_menu(
    MenuItem(
        "desk",
        "organisation.unfounded",
        "未建会单位",
        "building",
        "organisation:unfounded",
        ability=VIEW,
        group=GROUP,
        order=25,
        hint="建会对象、暂不具备条件的单位、目标进度",
    ),
    MenuItem(
        "desk",
        "organisation.buildings",
        "建会与选举",
        "sitemap",
        "organisation:buildings",
        ability=VIEW,
        group=GROUP,
        order=26,
        hint="组建、换届、补选的办理环节和文书",
    ),
    MenuItem(
        "desk",
        "organisation.terms",
        "届期与干部",
        "calendar-time",
        "organisation:terms",
        ability=VIEW,
        group=GROUP,
        order=27,
        hint="届满提醒、延期、空缺、干部构成",
    ),
    MenuItem(
        "desk",
        "organisation.health",
        "工会健康卡",
        "clipboard-check",
        "organisation:health",
        ability=VIEW,
        group=GROUP,
        order=28,
        hint="每个工会缺什么、下一步做什么",
    ),
    MenuItem(
        "desk",
        "organisation.plans",
        "批量调整方案",
        "hierarchy-3",
        "organisation:plans",
        ability=REORGANISE,
        group=GROUP,
        order=29,
        hint="隶属调整、合并、更名，按日期生效",
    ),
    MenuItem(
        "desk",
        "organisation.grids",
        "工会网格",
        "map-pin",
        "organisation:grids",
        ability=VIEW,
        group=GROUP,
        order=30,
        hint="网格、网格员、网格内的工会和单位",
    ),
)
