"""Server and worker: started together, watched in the foreground or left in the background."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from subprocess import Popen
from types import FrameType

from launch.place import Place
from launch.postgres import demo_cluster
from launch.processes import Child, gunicorn_command, is_ready, refuse_taken_port
from launch.product import Product
from launch.say import Refusal, say, tail

READY_SECONDS = 90


class Interrupted(Exception):
    """The user pressed Ctrl-C, or the terminal or the service manager asked us to end."""


@dataclass(frozen=True)
class Serving:
    """The two long-running processes of a product on a port."""

    product: Product
    port: int

    @property
    def server(self) -> Child:
        """The web server."""
        return Child(place=self.product.place, name="server")

    @property
    def worker(self) -> Child:
        """The process that does jobs."""
        return Child(place=self.product.place, name="worker")

    @property
    def facts(self) -> dict[str, str]:
        """What decides whether running processes are the ones we want."""
        database = self.product.database_urls()[0]
        return {"port": str(self.port), "database": database}

    def is_running(self) -> bool:
        """Whether both processes run with these facts and the server is ready."""
        running = all(child.pid() for child in (self.server, self.worker))
        return running and self.server.facts() == self.facts and is_ready(self.port)

    def start(self, *, watched: bool) -> dict[str, "Popen[bytes]"]:
        """Start what is not running as wanted; stop first what runs otherwise.

        The worker follows when the server is ready: together they would make its visitors wait.

        :raises Refusal: if the port is taken or the server does not become ready.
        """
        started = {}
        commands = {
            "server": gunicorn_command(self.product.place, port=self.port),
            "worker": self.product.command("run_worker"),
        }
        for child in (self.server, self.worker):
            if child.pid() and child.facts() == self.facts:
                continue
            left = child.pid_file.exists()  # a killed server's workers need a moment to end
            child.stop()
            if child.name == "server":
                refuse_taken_port(self.port, patience=5 if left else 0)
            started[child.name] = child.start(
                commands[child.name],
                variables=self.product.variables(),
                facts=self.facts,
                watched=watched,
            )
            if child.name == "server":
                self.wait_until_ready()
        if "server" not in started:
            self.wait_until_ready()
        return started

    def wait_until_ready(self) -> None:
        """Wait for ``/readyz``.

        :raises Refusal: with the end of the log if the server dies or stays silent.
        """
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if is_ready(self.port):
                return
            if self.server.pid() is None:
                break
            time.sleep(0.1)
        log = self.server.log.read_text(errors="replace") if self.server.log.exists() else ""
        self.server.stop()
        self.worker.stop()
        raise Refusal(
            f"The server did not become ready on port {self.port}.",
            f"服务没有在端口 {self.port} 启动成功，日志末尾如下：",
            remedy=tail(log),
        )

    def watch(self, processes: dict[str, "Popen[bytes]"]) -> int:
        """Stay until asked to end; a worker that dies is started again."""
        while True:
            time.sleep(0.5)
            if processes["server"].poll() is not None:
                say("The server ended. 服务已退出。")
                return 1
            if processes["worker"].poll() is not None:
                say("The worker ended and is started again. 后台任务进程已退出，正在重新启动。")
                time.sleep(2)
                processes |= self.start(watched=True)


@contextmanager
def ending_with_us(place: Place) -> Iterator[None]:
    """Stop everything of this clone when we end: by Ctrl-C, a signal, or a refusal."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupt)
    try:
        with suppress(Interrupted):
            yield
    finally:
        say("\nStopping … 正在停止……")
        stop_all(place)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Turn a signal into an orderly end."""
    raise Interrupted


def stop_all(place: Place) -> list[str]:
    """Stop server, worker and PostgreSQL of this clone; returns the names of what ran."""
    children = [Child(place=place, name=name) for name in ("server", "worker")]
    stopped = [child.name for child in children if child.stop()]
    if demo_cluster(place).stop():
        stopped.append("postgresql")
    return stopped
