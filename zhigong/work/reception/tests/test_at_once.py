"""Several at once, each on a connection of its own: nobody is called twice, no number given twice."""

import threading

import pytest
from django.db import connections
from django.test import override_settings

from tests.cast import NOON, build
from zhigong.base.actor import ANONYMOUS
from zhigong.base.clock import use_clock
from zhigong.work.reception import operations


def take(world):
    things = world.things
    return operations.take_number(
        actor=ANONYMOUS, at=NOON, hall=things["hall"], group=things["group"], channel="kiosk"
    )


def second_window(world):
    return operations.set_window(
        actor=world.actor("officer"),
        hall=world.things["hall"],
        number=2,
        title="法律援助",
        groups=[world.things["group"]],
    )


def called_by(world, window):
    return operations.call_next(actor=world.actor("officer"), at=NOON, window=world.things[window])


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_call_at_once_call_two_people(tmp_path):
    """Two connections, really at once: the lock of the hall keeps them apart."""
    with use_clock(NOON), override_settings(MEDIA_ROOT=tmp_path):
        world = build()
        world.things["second"] = second_window(world)
        take(world)
        together, called = threading.Barrier(2), []

        def call(window):
            with use_clock(NOON):
                together.wait()
                called.append(called_by(world, window).number)
                connections.close_all()

        threads = [threading.Thread(target=call, args=[name]) for name in ("window", "second")]
        for one in threads:
            one.start()
        for one in threads:
            one.join(30)

    assert sorted(called) == ["A001", "A002"]


@pytest.mark.django_db(transaction=True)
def test_many_who_take_a_number_at_once_get_different_ones(tmp_path):
    with use_clock(NOON), override_settings(MEDIA_ROOT=tmp_path):
        world = build()
        together, taken = threading.Barrier(6), []

        def get():
            with use_clock(NOON):
                together.wait()
                taken.append(take(world).number)
                connections.close_all()

        threads = [threading.Thread(target=get) for _ in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(30)

    assert sorted(taken) == [f"A{n:03d}" for n in range(2, 8)]
