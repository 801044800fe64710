"""Desk pages about imports: the list of batches, templates, results to download."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhigong.base.lists import Column, Empty, Filter, ListSpec, list_page
from zhigong.base.pages import actor_of, page
from zhigong.engines.exchange import queries as exchange
from zhigong.kernel.text import N_
from zhigong.registry.unions import queries as unions
from zhigong.work.membership import queries

VIEW = "exchange.view"
TONES = {"committed": "good", "failed": "bad", "committing": "info", "rolled_back": "warn"}
STATES = (
    ("uploaded", N_("已上传")),
    ("mapped", N_("已核对列")),
    ("checked", N_("已预检")),
    ("committing", N_("导入中")),
    ("committed", N_("已导入")),
    ("failed", N_("未完成")),
    ("rolled_back", N_("已撤回")),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(file: Any, name: str) -> Any:
    """Answer with a workbook to keep."""
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _kind_title(code: str) -> str:
    return exchange.import_kind(code).title


def _done(row: Any) -> str:
    if not row.totals.get("actions"):
        return ""
    counts = queries.rows_in_words(row)
    said = [_("可导入 %(n)s 行") % {"n": f"{counts['written']:,}"}]
    if counts["refused"]:
        said.append(_("不能导入 %(n)s 行") % {"n": f"{counts['refused']:,}"})
    if counts["repeated"]:
        said.append(_("重复 %(n)s 行") % {"n": f"{counts['repeated']:,}"})
    return "，".join(said)


IMPORTS = ListSpec(
    code="membership.imports",
    title=N_("导入名册"),
    ability=VIEW,
    rows=lambda request: exchange.batches_for(actor=actor_of(request)),
    order=("-created_at",),
    search=lambda rows, words: rows.filter(file_name__icontains=words),
    search_hint=N_("文件名"),
    drawer=False,
    columns=(
        Column(
            "file_name",
            N_("文件"),
            "file_name",
            link=lambda row: reverse("membership:batch", args=[row.id]),
        ),
        Column("kind", N_("种类"), "kind", text=_kind_title),
        Column("union", N_("工会"), "union__name"),
        Column("state", N_("状态"), "state", tone=lambda row: TONES.get(row.state, "")),
        Column("row_count", N_("行数"), "row_count", numeric=True),
        Column("done", N_("结果"), _done),
        Column("created_by_name", N_("经办人"), "created_by_name"),
        Column("created_at", N_("上传时间"), "created_at", sort="created_at"),
    ),
    filters=(
        Filter("state", N_("状态"), choices=STATES),
        Filter(
            "kind",
            N_("种类"),
            choices=(("roster", N_("会员花名册")), ("employers", N_("企业名录"))),
        ),
    ),
    empty=Empty(
        title=N_("还没有导入过文件"),
        what=N_("先下载模板填写，或直接上传手头的名册，系统会识别列名。"),
        action=N_("导入会员花名册"),
        url_name="membership:upload_roster",
        icon="file-spreadsheet",
    ),
)


@page(VIEW)
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """List the import batches of the actor's unions."""
    may = actor_of(request).may("membership.import_employers")
    return list_page(request, IMPORTS, "membership/imports.html", may_employers=may)


@page(VIEW)
@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the workbook to fill in, with the unions below the actor's as drop-down."""
    try:
        found = exchange.import_kind(kind)
    except KeyError:
        raise Http404 from None
    actor = actor_of(request)
    near = unions.unions_for(actor=actor, ability=found.ability).filter(dissolved_on=None)
    names = list(near.order_by("level", "code").values_list("name", flat=True)[:200])
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "template.xlsx")
        exchange.write_template(kind=found, target=target, choices={"union": names})
        content = target.open("rb")
    name = _("%(title)s模板.xlsx") % {"title": found.title}
    return attachment(content, name)


@page(VIEW)
@require_GET
def result_file(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Give the officer's own workbook with what was found beside each row."""
    batch = exchange.get_batch_for(actor=actor_of(request), batch_id=batch_id)
    if not batch.result:
        raise Http404
    name = _("%(name)s-处理结果.xlsx") % {"name": Path(batch.file_name).stem}
    try:
        return attachment(exchange.open_result(batch), name)
    except FileNotFoundError:
        raise Http404 from None
