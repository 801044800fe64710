"""The guard of a request."""

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import RequestFactory

from zhigong.base.requests import RequestGuard, is_guarded

factory = RequestFactory()


@pytest.mark.parametrize(
    "request_",
    [
        factory.get("/a%00b"),
        factory.get("/a?q=%00"),
        factory.post("/a", '{"q": "\\u0000"}', content_type="application/json"),
    ],
)
def test_a_null_character_is_refused_before_a_view_sees_it(request_: object) -> None:
    guard = RequestGuard(lambda request: HttpResponse("seen"))

    with pytest.raises(BadRequest):
        guard(request_)  # type: ignore[arg-type]


def test_a_view_runs_guarded_and_nothing_after_it() -> None:
    seen = []
    guard = RequestGuard(lambda request: seen.append(is_guarded()) or HttpResponse())  # type: ignore[func-returns-value]

    guard(factory.get("/a?q=%E5%B7%A5"))

    assert seen == [True]
    assert not is_guarded()
