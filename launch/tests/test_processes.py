import os
import socket
import subprocess
import sys
import time

import pytest

from launch.place import Place
from launch.processes import Child, born_at, is_ready, port_holder, refuse_taken_port
from launch.say import Refusal
from launch.state import read_json, write_json

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def child(place: Place) -> Child:
    child = Child(place=place, name="sleeper")
    child.start(SLEEP, variables=dict(os.environ), facts={"port": "1"}, watched=False)
    return child


def test_a_child_is_known_by_its_pid_file_and_can_be_stopped(child: Child) -> None:
    again = Child(place=child.place, name="sleeper")
    pid = again.pid()
    assert pid
    assert again.facts() == {"port": "1"}
    assert again.stop()
    assert born_at(pid) is None
    assert not again.pid_file.exists()
    assert not again.stop()


def test_a_reused_pid_is_not_ours(child: Child) -> None:
    known = read_json(child.pid_file)
    write_json(child.pid_file, known | {"pid": os.getpid()})
    assert child.pid() is None
    assert not child.stop()
    subprocess.run(["kill", str(known["pid"])], check=True)


def test_a_killed_child_is_not_running(child: Child) -> None:
    os.kill(child.pid() or 0, 9)
    deadline = time.monotonic() + 5
    while child.pid() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert child.pid() is None


def test_a_taken_port_is_refused_and_its_holder_named() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert str(os.getpid()) in port_holder(port)
        with pytest.raises(Refusal, match=f"Port {port} is taken") as refused:
            refuse_taken_port(port)
        assert f"pid {os.getpid()}" in str(refused.value)
        assert "--port" in str(refused.value)
    refuse_taken_port(port)
    assert not is_ready(port)
