"""The collector rests for a while, and only for a while."""

import gc

import pytest

from zhigong.base.memory import collector_paused


def test_the_collector_rests_within_the_block_and_works_again_after_an_error() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError), collector_paused():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_a_block_within_a_block_does_not_wake_the_collector() -> None:
    with collector_paused():
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
