"""Filters that several lists of the service centre share: by union, by day, by channel."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.dateparse import parse_date

from zhigong.base.lists import Choices, Filter
from zhigong.base.pages import actor_of
from zhigong.engines.cases.contract import CaseState, Channel
from zhigong.engines.cases.queries import cases_below
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import unions_for
from zhigong.work.service_centre.permissions import VIEW

MOST_CHOICES = 200


def union_choices(request: HttpRequest) -> Choices:
    """Return the tops of the reader's scope and the unions directly below them."""
    scope = actor_of(request).scope(VIEW)
    rows = unions_for(actor=actor_of(request), ability=VIEW)
    tops = Q(parent=None) if scope.everything else Q(pk__in=scope.node_ids)
    below = Q(parent__parent=None) if scope.everything else Q(parent__in=scope.node_ids)
    found = rows.filter(tops | below).order_by("level", "code")
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")[:MOST_CHOICES]]


def _below(rows: Any, value: str) -> Any:
    return cases_below(rows, union_id=int(value))


def _from(rows: Any, value: str) -> Any:
    return rows.filter(opened_on__gte=parse_date(value))


def _to(rows: Any, value: str) -> Any:
    return rows.filter(opened_on__lte=parse_date(value))


UNIT = Filter("unit", N_("所属工会及下级"), choices=union_choices, apply=_below)
FROM = Filter("from", N_("登记日期起"), kind="date", apply=_from)
TO = Filter("to", N_("登记日期止"), kind="date", apply=_to)
STATE = Filter("state", N_("状态"), choices=CaseState.choices, usual=False)
CHANNEL = Filter("channel", N_("渠道"), choices=Channel.choices, usual=False)
