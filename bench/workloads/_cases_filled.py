"""Fill a district with cases, and say what somebody needs who wants to send more of them."""

import json
import sys
from collections.abc import Mapping
from datetime import timedelta

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from zhigong.base.actor import SYSTEM, use_actor  # noqa: E402
from zhigong.engines.cases.contract import PROGRAMMES  # noqa: E402
from zhigong.engines.cases.models import Case, CaseEntry, CaseStep  # noqa: E402
from zhigong.engines.cases.rules.samples import typed_for  # noqa: E402
from zhigong.registry.accounts.operations import issue_token  # noqa: E402
from zhigong.registry.unions.queries import get_union_for  # noqa: E402

ROOT, PROGRAMME, SENT = "330211", "hardship_grant", "suggestion"
SERIAL = "cases.number LIKE 'GH-BENCH-%%'"
_OPEN = " AND cases.closed_at IS NULL"
# Case number g of so many: a member in turn, a day of the last two years; the open ones, all laid
# before the county, of the last four weeks.
_CASES = """
WITH members AS (
    SELECT row_number() OVER (ORDER BY m.id) AS place, m.person_id, m.union_id, p.name
    FROM people_membership AS m JOIN people_person AS p ON p.id = m.person_id
    WHERE m.ends_before IS NULL AND m.state = 'active'
), wanted AS (
    SELECT g, g <= {open} AS is_open, 1 + g %% (SELECT count(*) FROM members) AS place,
        current_date - (CASE WHEN g <= {open} THEN g %% 28 ELSE 30 + g %% 700 END)::int AS day
    FROM generate_series(1, {all}) AS g
)
INSERT INTO cases_case ({names})
SELECT {values} FROM wanted JOIN members USING (place)
CROSS JOIN (SELECT * FROM cases_case WHERE id = {template}) AS t
"""
_OF_CASES = (
    """
INSERT INTO {table} ({names})
SELECT {values} FROM cases_case AS cases
CROSS JOIN (SELECT * FROM {table} WHERE id = {template}) AS t
WHERE """
    + SERIAL
)


def _insert(statement: str, model: type, own: Mapping[str, str], **given: object) -> None:
    """Insert rows like a template, some columns with a value of their own."""
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]  # type: ignore[attr-defined]
    values = [own.get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(names=names, values=", ".join(values), **given).replace("%%", "%")
        )


def fill(*, cases: int, waiting: int) -> None:
    """Add cases with their steps and history; ``waiting`` of them lie before the county."""
    one = Case._base_manager.filter(programme_code=PROGRAMME).order_by("id")[0]
    step = CaseStep._base_manager.filter(case=one).order_by("id")[0]
    entry = CaseEntry._base_manager.filter(case=one).order_by("id")[0]
    _insert(_CASES, Case, _CASE, open=waiting, all=cases, template=one.pk)
    before = {"place": "1", "code": "'street'", "kind": "'review'", "state": "'done'"}
    before |= {"case_id": "cases.id", "unit_id": _STREET, "ability": "'cases.handle'"}
    before |= {"decided_at": "cases.opened_at", "decided_by_id": _OFFICER, "decision": "'pass'"}
    table = CaseStep._meta.db_table
    _insert(_OF_CASES + _OPEN, CaseStep, _DUE | before, table=table, template=step.pk)
    _insert(_OF_CASES, CaseStep, _DUE | _AT_COUNTY, table=table, template=step.pk)
    table = CaseEntry._meta.db_table
    own = {"case_id": "cases.id", "at": "cases.opened_at", "verb": "'opened'"}
    _insert(_OF_CASES, CaseEntry, own, table=table, template=entry.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_casestep, cases_caseentry")


_CASE = {
    "number": "'GH-BENCH-' || lpad(wanted.g::text, 6, '0')",
    "state": "CASE WHEN wanted.is_open THEN 'handling' ELSE 'done' END",
    "closed_at": "CASE WHEN wanted.is_open THEN NULL ELSE wanted.day + interval '9 days' END",
    "opened_at": "wanted.day + interval '10 hours'",
    "opened_on": "wanted.day",
    "promised_on": "wanted.day + 20",
    "person_id": "members.person_id",
    "union_id": "members.union_id",
    "applicant_name": "members.name",
    "submission_key": "NULL",
    "stars": "NULL",
    "rated_at": "NULL",
}
_ROOT = f"(SELECT id FROM unions_union WHERE code = '{ROOT}')"
_STREET = f"(SELECT id FROM unions_union WHERE code = '{ROOT}002')"
_OFFICER = "(SELECT id FROM accounts_user WHERE login = 'street')"
_COUNTY = "(SELECT id FROM accounts_user WHERE login = 'county')"
_DUE = {"began_at": "cases.opened_at", "due_on": "cases.opened_on + 12", "supervised_by_id": "NULL"}
_AT_COUNTY = {
    "case_id": "cases.id",
    "place": "2",
    "code": "'decide'",
    "title": "'审批'",
    "kind": "'decide'",
    "ability": "'cases.decide'",
    "unit_id": _ROOT,
    "state": "CASE WHEN cases.closed_at IS NULL THEN 'waiting' ELSE 'done' END",
    "decided_at": "cases.closed_at",
    "decided_by_id": f"CASE WHEN cases.closed_at IS NULL THEN NULL ELSE {_COUNTY} END",
    "decision": "CASE WHEN cases.closed_at IS NULL THEN '' ELSE 'pass' END",
}


def main() -> None:
    """Fill; print the ids of open steps, a key for the API, and what a case is sent with."""
    with transaction.atomic():
        fill(cases=int(sys.argv[1]), waiting=int(sys.argv[2]))
    steps = CaseStep._base_manager.filter(unit__code=ROOT, code="decide", state="waiting")
    union = get_union_for(actor=SYSTEM, code=ROOT)
    now = timezone.now()
    with use_actor(SYSTEM, reason="bench"):
        _, key = issue_token(
            name="bench", union=union, abilities=["cases.view", "cases.register", "people.view"],
            expires_at=now + timedelta(days=1), at=now, actor=SYSTEM,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.person_id, u.code FROM people_membership AS m JOIN unions_union AS u"
            " ON u.id = m.union_id WHERE m.ends_before IS NULL ORDER BY m.id LIMIT 2000"
        )
        members = cursor.fetchall()
    print(
        json.dumps(
            {
                "steps": list(steps.order_by("id").values_list("pk", flat=True)[:1000]),
                "key": key,
                "members": members,
                "programme": SENT,
                "answers": typed_for(PROGRAMMES.get(SENT)),
            }
        )
    )


if __name__ == "__main__":
    main()
