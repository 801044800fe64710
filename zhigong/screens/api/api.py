"""The JSON API: the apps' routers, and the sign-in of machines."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_GET
from ninja import NinjaAPI, Router, Status

from zhigong.base import clock
from zhigong.base.api import (
    ANYBODY,
    AbilityMissing,
    Refused,
    door,
    install_refusals,
    plug_authenticator,
)
from zhigong.base.errors import UserError
from zhigong.base.once import with_keys
from zhigong.base.pages import actor_of, page
from zhigong.engines.cases.api import router as cases
from zhigong.engines.indicators.api import router as indicators
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts import queries as account_queries
from zhigong.registry.employers.api import router as employers
from zhigong.registry.people.api import router as people
from zhigong.registry.unions import queries as unions
from zhigong.registry.unions.api import router as union_router
from zhigong.screens.api.schemas import Caller, NewToken, Token
from zhigong.work.hotline.api import router as hotline
from zhigong.work.membership.api import router as imports

ISSUE = "accounts.issue_token"
ABOUT = """智工开放接口，供其他系统读取和写入本平台数据。

- 身份：请求头 `Authorization: Bearer zg_…`。密钥由有权限的管理员发放，限定工会、权限和有效期。
- 范围：只能看到密钥所属工会及其下级；范围以外一律 404，未登录 401。
- 权限：没有所需的权限答 403，`text` 写明缺少哪一项。
- 格式：正文不是有效的 JSON 时答 400；格式正确而内容有误时答 422。
- 列表：`limit` 为每页条数（最多 200），`next` 为下一页位置，放入 `cursor` 继续读取。
- 错误：`{"code", "text", "field"}`；`code` 固定，`text` 供人阅读。
  几项内容同时有误时，`errors` 逐项列出字段和原因。
- 重发：写入（POST）可带请求头 `Idempotency-Key`（UUID）。24小时内同一编号和正文只办理一次，
  重发得到第一次的结果；编号相同而正文不同答 409。
- 证件号、手机号默认脱敏；读取明文须另有权限并说明原因，逐次留痕。
"""

router = Router(tags=["身份"])


class SecondFactorMissing(UserError):
    """The account has not bound an authenticator yet, or must choose a password first."""

    code = "account_not_ready"
    text = "请先登录工作台，完成修改密码和绑定动态口令，再申请密钥。"


@router.get("/me", response=Caller, **door(ANYBODY, "查看本密钥的身份、范围和权限"))
def read_me(request: HttpRequest) -> Any:
    """Say who calls, and what it may do where."""
    actor = actor_of(request)
    ids = [power.node_id for power in actor.powers]
    codes = unions.codes_of(ids)
    powers = [
        {"union": codes[power.node_id], "abilities": sorted(power.abilities)}
        for power in actor.powers
    ]
    return {"name": actor.name, "kind": actor.kind, "powers": powers}


def issue_token(request: HttpRequest, asked: NewToken) -> Any:
    """Issue a key to a staff account that proves itself and may issue keys."""
    real = timezone.now()
    user = accounts.check_staff_password(login=asked.login, password=asked.password, at=real)
    _prove(user, asked.code)
    actor = account_queries.actor_of(user=user, on=clock.today())
    if not actor.may(ISSUE):
        raise AbilityMissing(ISSUE)
    union = unions.get_union_for(actor=actor, code=asked.union, ability=ISSUE)
    token, text = accounts.issue_token(
        name=asked.name,
        union=union,
        abilities=asked.abilities,
        expires_at=real + timedelta(days=asked.days),
        at=real,
        actor=actor,
    )
    made = {name: getattr(token, name) for name in ("name", "abilities", "expires_at")}
    return Status(201, made | {"token": text, "union": union.code})


def _prove(user: Any, code: str) -> None:
    real = timezone.now()
    way = account_queries.second_factor_of(user)
    if way == "enrol" or account_queries.must_change_password(user=user, on=clock.today()):
        raise SecondFactorMissing(field="login")
    if way != "none":
        accounts.prove_second_factor(user=user, way=way, code=code, at=real)


# The one way in without a key: it is where keys come from. Failures are counted and lock the name.
issue_token.page_ability = "public"  # type: ignore[attr-defined]
router.post(
    "/tokens",
    response={201: Token},
    auth=None,
    summary="以账号和动态口令申请密钥",
    description="账号须有权限 `accounts.issue_token`。密钥只显示这一次。",
)(issue_token)


class Api(NinjaAPI):
    """The API with short operation ids: the names of the functions."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Return the function's name; names are unique over the API."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, *arguments: Any, **options: Any) -> Any:
        """Return the description; every POST takes a key by which it is done once."""
        return with_keys(super().get_openapi_schema(*arguments, **options))


def build() -> Api:
    """Return the API with every router, its refusals and its description."""
    made = Api(
        title="智工开放接口",
        version="1.0.0",
        description=ABOUT,
        docs_url=None,  # views.reference says it in Chinese
        docs_decorator=lambda view: require_GET(page(ISSUE)(view)),
    )
    install_refusals(made)
    refusals = dict.fromkeys((400, 401, 403, 404, 422), Refused)
    for one in (router, union_router, employers, people, imports, cases, hotline, indicators):
        made.add_router("", one)
        for path in one.path_operations.values():
            for operation in path.operations:
                lost = {409: Refused} if "POST" in operation.methods else {}
                operation.response_models.update(_documented(operation, refusals | lost))
    return made


def _documented(operation: Any, refusals: dict[int, Any]) -> dict[int, Any]:
    """Return the refusals an operation may answer with, as its reference shows them."""
    missing = {
        status: kind for status, kind in refusals.items() if status not in operation.response_models
    }
    return {status: operation._create_response_model(kind) for status, kind in missing.items()}


plug_authenticator(lambda header, at: accounts.authenticate_token(header, at=at))
api = build()
