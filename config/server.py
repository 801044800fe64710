"""Settings of the production server (gunicorn) that its command line cannot say."""

import gc
from typing import Any

# A request makes some thousand short-lived objects; the preset of 700 would look them over dozens
# of times, and each longer look costs a page several milliseconds.
_YOUNG = 20_000


def when_ready(server: Any) -> None:
    """Before the workers are forked, take everything loaded out of the collector's sight.

    It lives as long as the server; looked over again and again, it made every twentieth page late.
    """
    del server
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
