"""三要三不要: 要积极回应，不要推诿拖延."""

from zhigong.engines.cases.contract import RatingQuestion

RESPONSE = RatingQuestion(
    code="response", title="是否积极回应您的诉求", good="积极回应", bad="推诿拖延", order=10
)
