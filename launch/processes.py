"""Long-running children: started in sessions of their own, remembered by pid and start time."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from launch.place import Place
from launch.say import Refusal
from launch.state import read_json, write_json

STOP_SECONDS = 20


@dataclass(frozen=True)
class Child:
    """A named process of this clone (`server`, `worker`), known by its pid file."""

    place: Place
    name: str

    @property
    def pid_file(self) -> Path:
        """Where its pid and start time are kept."""
        return self.place.state / f"{self.name}.pid"

    @property
    def log(self) -> Path:
        """Where its output goes when nobody watches."""
        return self.place.logs / f"{self.name}.log"

    def pid(self) -> int | None:
        """Return the process id, if that very process still runs."""
        known = read_json(self.pid_file)
        pid = known.get("pid")
        if isinstance(pid, int) and born_at(pid) == known.get("born"):
            return pid
        return None

    def facts(self) -> dict[str, str]:
        """Return what the process was started with, as told to :meth:`start`."""
        facts = read_json(self.pid_file).get("facts")
        return facts if isinstance(facts, dict) else {}

    def start(
        self, command: list[str], *, variables: dict[str, str], facts: dict[str, str], watched: bool
    ) -> "subprocess.Popen[bytes]":
        """Start it in a session of its own; output to the terminal if watched, else to its log."""
        self.place.logs.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=self.place.root,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=None if watched else log,
                stderr=None if watched else log,
                start_new_session=True,
            )
        born = born_at(process.pid)
        write_json(self.pid_file, {"pid": process.pid, "born": born, "facts": facts})
        return process

    def stop(self) -> bool:
        """End it and its own children, gently first; True if it was running."""
        pid = self.pid()
        if pid is None:
            self.pid_file.unlink(missing_ok=True)
            return False
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self.pid() and time.monotonic() < deadline:
            reap(pid)
            time.sleep(0.05)
        if self.pid():
            os.killpg(pid, signal.SIGKILL)
        self.pid_file.unlink(missing_ok=True)
        return True


def reap(pid: int) -> None:
    """Collect the exit of a child of ours, so that it does not stay as a zombie."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def born_at(pid: int) -> str | None:
    """When a process began, in the system's own words; None if it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return None
        told = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, check=False
        )
        return told.stdout.decode().strip() or None
    except ProcessLookupError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def refuse_taken_port(port: int, *, patience: float = 0) -> None:
    """Check that a local port is free, or becomes so within ``patience`` seconds.

    :raises Refusal: saying by whom it is taken, where that can be known.
    """
    if patience > 0 and port_holder(port):
        time.sleep(0.2)
        return refuse_taken_port(port, patience=patience - 0.2)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            holder = port_holder(port)
            who = f" by {holder}" if holder else ""
            wer = f"（{holder}）" if holder else ""
            raise Refusal(
                f"Port {port} is taken{who}: {error.strerror}. Choose another one:",
                f"端口 {port} 已被占用{wer}。请换一个端口：",
                remedy=f"./run demo --port {port + 80 if port < 65000 else 8000}",
            ) from error


def port_holder(port: int) -> str:
    """Name and pid of the process that listens on a local TCP port; empty if unknown."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            return ""
        for fields in (line.split() for line in lines):
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(link) in inodes:
                name = (link.parents[1] / "comm").read_text().strip()
                return f"{name}, pid {link.parts[2]}"
        except OSError:
            continue
    return ""


def is_ready(port: int) -> bool:
    """Whether ``/readyz`` on the local port answers 200."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def gunicorn_command(place: Place, *, port: int) -> list[str]:
    """Return the production server: two processes of four threads, on the local interface."""
    host = os.environ.get("ZHIGONG_BIND", "127.0.0.1")
    options = ["--bind", f"{host}:{port}", "--worker-class", "gthread", "--workers", "2"]
    options += ["--threads", "4", "--timeout", "60", "--graceful-timeout", "10"]
    options += ["--config", "python:config.server"]
    options += ["--preload", "--no-control-socket", "config.wsgi"]
    return [str(place.python), "-m", "gunicorn", *options]
