"""With which expert team a case lies, and the way to give it to one."""

from zhigong.engines.cases.contract import CasePanel
from zhigong.work.reception.permissions import MANAGE
from zhigong.work.reception.queries import teams

PANEL = CasePanel(
    code="expert_team",
    ability=MANAGE,
    template="reception/desk/_case_teams.html",
    context=teams.beside_case,
)
