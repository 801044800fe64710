"""`./run bundle`: wheels and page assets in ``bundle/``, for a machine without internet.

Copy the clone with this folder to the machine: ``./run`` uses it when it lies there.
"""

import platform
import shutil
import subprocess
import sys

from launch.assets import ensure_assets
from launch.environment import ensure_environment
from launch.place import Place, refuse_full_disk
from launch.say import Refusal, say, tail
from launch.state import write_json


def run_bundle(place: Place, *, dev: bool) -> int:
    """Fill ``bundle/`` for machines with this system and Python version.

    :raises Refusal: if a package cannot be fetched.
    """
    ensure_environment(place)
    ensure_assets(place)
    refuse_full_disk(place.root)
    fresh = place.root / "bundle.new"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "wheels").mkdir(parents=True)
    say("Fetching the packages … 正在下载依赖包……")
    command = [str(place.python), "-m", "pip", "download", "--quiet", "--require-hashes"]
    lock = place.root / "requirements" / ("dev.txt" if dev else "base.txt")
    done = subprocess.run(
        [*command, "--only-binary", ":all:", "-r", str(lock), "-d", str(fresh / "wheels")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(
            "The packages could not be fetched.",
            "依赖包下载失败，原因如下：",
            remedy=tail(done.stdout + done.stderr),
        )
    for name in ("vendor", "testing"):
        shutil.copytree(place.build / name, fresh / name, ignore=shutil.ignore_patterns(".key"))
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    write_json(fresh / "bundle.json", {"python": python, "machine": platform.platform()})
    shutil.rmtree(place.bundle, ignore_errors=True)
    fresh.rename(place.bundle)
    print(place.bundle)
    return 0
