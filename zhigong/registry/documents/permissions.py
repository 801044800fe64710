"""The abilities of documents, and who holds them."""

from zhigong.base.abilities import Ability, declare

declare(
    Ability(
        code="documents.view",
        title="查看与下载材料",
        roles=("province_admin", "county_admin", "union_admin", "window_clerk", "auditor"),
    ),
    Ability(
        code="documents.store",
        title="上传材料",
        roles=("province_admin", "county_admin", "union_admin", "window_clerk"),
    ),
    Ability(
        code="documents.erase",
        title="销毁材料",
        roles=("province_admin", "county_admin"),
        sensitive=True,
    ),
)
