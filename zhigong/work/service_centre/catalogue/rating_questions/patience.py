"""三要三不要: 要耐心细致，不要敷衍了事."""

from zhigong.engines.cases.contract import RatingQuestion

PATIENCE = RatingQuestion(
    code="patience", title="是否耐心听您讲、讲清楚", good="耐心细致", bad="敷衍了事", order=30
)
