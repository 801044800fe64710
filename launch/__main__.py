"""Entry of ``./run``: puts the repository (not this folder) on the import path."""

import sys

sys.path[0] = __file__.rpartition("/launch/")[0]

from launch.cli import main  # noqa: E402 - the import path is mended first

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
