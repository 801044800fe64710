"""The Python environment in ``build/venv``, made once and keyed by the lock files."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from launch.place import Place, digest_files, refuse_full_disk
from launch.say import Refusal, say, tail

SETS = {"base": ("base",), "dev": ("base", "dev")}
"""Each set of packages with the lock files that decide it; ``dev.txt`` contains base."""

SATISFIED = """
import sys
from importlib.metadata import PackageNotFoundError, version
from pip._vendor.packaging.requirements import Requirement
text = open(sys.argv[1], encoding="utf-8").read().replace("\\\\\\n", " ")
for line in text.splitlines():
    if line.strip() and not line.startswith("#"):
        need = Requirement(line.split("--hash")[0].strip())
        if need.marker and not need.marker.evaluate():
            continue
        try:
            found = version(need.name)
        except PackageNotFoundError:
            sys.exit(1)
        if not need.specifier.contains(found, prereleases=True):
            sys.exit(1)
"""
"""Run by the environment's Python: exit 0 when every locked package is there."""


def lock_hash(place: Place, name: str) -> str:
    """Return the hash that says which locked packages the set ``name`` means."""
    files = [place.root / "requirements" / f"{part}.txt" for part in SETS[name]]
    return digest_files(files, base=place.root)


def ensure_environment(place: Place, name: str = "base") -> None:
    """Make the environment hold the locked packages of a set; nothing to do is instant.

    :raises Refusal: if Python's venv module, disk space or the packages are missing.
    """
    marks = read_marks(place)
    wanted = {part: lock_hash(place, part) for part in SETS[name]}
    if place.python.exists() and all(marks.get(part) == wanted[part] for part in wanted):
        return
    with place.locked():
        if not has_pip(place):
            refuse_full_disk(place.build)
            make_venv(place)
        lock = place.root / "requirements" / f"{name}.txt"
        if not is_satisfied(place, lock):
            install(place, lock)
        (place.venv / ".lock-hash").write_text(json.dumps(wanted) + "\n")


def read_marks(place: Place) -> dict[str, str]:
    """Return the hashes recorded at the last installation; empty when there was none."""
    try:
        marks: dict[str, str] = json.loads((place.venv / ".lock-hash").read_text())
    except (OSError, ValueError):
        return {}
    return marks if isinstance(marks, dict) else {}


def has_pip(place: Place) -> bool:
    """Whether the environment exists and works (an interrupted creation does not)."""
    if not place.python.exists():
        return False
    done = subprocess.run(
        [str(place.python), "-m", "pip", "--version"], capture_output=True, check=False
    )
    return done.returncode == 0


def is_satisfied(place: Place, lock: Path) -> bool:
    """Whether every package of the lock file is already installed in its version."""
    done = subprocess.run(
        [str(place.python), "-c", SATISFIED, lock], capture_output=True, check=False
    )
    return done.returncode == 0


def make_venv(place: Place) -> None:
    """Create ``build/venv``, first Python's venv module itself where root can.

    :raises Refusal: if the venv module is missing and cannot be installed.
    """
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        install_venv_module()
    say("Making the Python environment … 正在创建 Python 环境……")
    python = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run(
        [python, "-m", "venv", "--clear", place.venv], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(
            "The Python environment could not be made.",
            "Python 环境创建失败，原因如下：",
            remedy=tail(done.stdout + done.stderr),
        )


def install_venv_module() -> None:
    """Install Debian's package with the venv module when root, else say the command.

    :raises Refusal: with the exact command to type.
    """
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    command = f"apt-get update && apt-get install -y {package}"
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say(f"Installing {package} … 正在安装 {package}……")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], stdout=sys.stderr, env=quiet, check=False)
        done = subprocess.run(
            [apt, "install", "-y", "-qq", package], stdout=sys.stderr, env=quiet, check=False
        )
        if done.returncode == 0:
            return
    raise Refusal(
        "Python's venv module is missing. Install it, then start again:",
        "本机的 Python 缺少 venv 模块。请先安装，再重新运行：",
        remedy=("sudo sh -c '" + command + "'") if apt else f"install the package {package}",
    )


def install(place: Place, lock: Path) -> None:
    """Install a lock file with hashes, from the offline bundle if one lies beside ``./run``.

    :raises Refusal: if packages cannot be fetched; the last lines of pip are shown.
    """
    say("Installing the locked packages … 正在安装锁定版本的依赖……")
    refuse_full_disk(place.build)
    command = [str(place.python), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--quiet", "--no-input", "--no-compile", "--require-hashes", "-r", str(lock)]
    wheels = place.bundle / "wheels"
    if wheels.is_dir():
        command += ["--no-index", "--find-links", str(wheels)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(
            "The packages could not be installed. Without internet, use a mirror "
            "(PIP_INDEX_URL) or an offline bundle made by `./run bundle`.",
            "依赖安装失败。没有外网时，请设置镜像（PIP_INDEX_URL），"
            "或使用 ./run bundle 制作的离线包。",
            remedy=tail(done.stdout + done.stderr),
        )
