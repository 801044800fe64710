"""三要三不要: 要态度端正，不要态度生硬."""

from zhigong.engines.cases.contract import RatingQuestion

ATTITUDE = RatingQuestion(
    code="attitude", title="工作人员态度如何", good="态度端正", bad="态度生硬", order=20
)
