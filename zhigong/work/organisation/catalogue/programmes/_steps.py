"""The steps of both programmes as the engine lays them before unions."""

from zhigong.engines.cases.contract import AnswerKind, Level, Question, Section, Step, StepKind
from zhigong.work.organisation.contract import Stage
from zhigong.work.organisation.permissions import APPROVE, BUILD
from zhigong.work.organisation.rules import APPROVERS, STAGES

# Working days of a step where practice knows a limit; the others have a month.
DAYS = {
    "approve": 15,
    "candidates_reply": 15,
    "confirm": 15,
    "report": 15,
    "seal": 20,
    "register": 60,
    "authorise": 5,
}
USUAL_DAYS = 20


def route_of(kind: str) -> tuple[Step, ...]:
    """Return the route of a kind of case; where a step lies, the case itself knows."""
    return tuple(
        Step(
            stage,
            str(Stage(stage).label),
            Level.COUNTY if stage in APPROVERS else Level.OWN,
            StepKind.DECIDE if stage in APPROVERS else StepKind.REVIEW,
            APPROVE if stage in APPROVERS else BUILD,
            days=DAYS.get(stage, USUAL_DAYS),
            # Sixty days after the approval, counted as the calendar does.
            unit="calendar" if stage == "register" else "working",
            merges=False,
        )
        for stage in STAGES[kind]
    )


SECTIONS = (
    Section(
        "基本情况",
        (
            Question("name", "工会名称"),
            Question("kind", "事项"),
            Question("firms", "单位", AnswerKind.LONG_TEXT, required=False),
        ),
    ),
)
