"""Grassroots unions that are registered as legal persons."""

from django.db.models import Q, Value

from zhigong.engines.indicators.catalogue.indicators._targets import target
from zhigong.engines.indicators.catalogue.indicators._unions import (
    itself,
    one_when,
    unions_in_operation,
)
from zhigong.engines.indicators.contract import Coverage, Day, Rows
from zhigong.kernel.legal import LegalSource

# Who registers: the grassroots unions of one employer and of several.
KINDS = ("grassroots", "joint")


def rows(on: Day) -> Rows:
    """Return grassroots unions; reached while a certificate of a legal person is valid."""
    began = Q(certificate_from__isnull=True) | Q(certificate_from__lte=on)
    runs = Q(certificate_until__isnull=True) | Q(certificate_until__gt=on)
    return (
        unions_in_operation(on)
        .filter(kind__in=KINDS)
        .annotate(due=Value(1), reached=one_when(Q(legal_person=True) & began & runs))
    )


INDICATOR = Coverage(
    code="legal_person",
    title="法人登记率",
    definition="当日运行中的单独和联合基层工会里，已取得工会法人资格、证书在有效期内的工会所占比例；"
    "没有登记证书日期的按已登记计。",
    legal=(
        LegalSource("基层工会法人登记管理办法", "3", "2020", "general knowledge"),
        LegalSource("中华人民共和国工会法", "15", "2022-01-01"),
    ),
    unit="个",
    gap_kind="union",
    rows=rows,
    owner=itself,
    target=target("legal_person"),
    order=95,
)
