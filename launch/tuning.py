"""Server settings for the machine at hand.

Statements of all levels of the tree share their text, so no generic plan is cached; the rest is
sized by memory.
"""

import os
import shutil
from pathlib import Path

MIB = 1024**2
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a look at its size only


def memory_bytes() -> int:
    """Return the memory we may use: the machine's, or less where a control group says so."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text())
    except (OSError, ValueError):
        return total
    return min(total, limit)


def settings_for(*, disposable: bool) -> dict[str, str]:
    """Return settings as PostgreSQL names them. A disposable cluster does not wait for the disk."""
    memory = memory_bytes()
    share = min(memory // 4, 512 * MIB if disposable else 2048 * MIB)
    settings = {
        "shared_buffers": megabytes(share, least=64),
        "effective_cache_size": megabytes(memory // 2, least=256),
        "work_mem": megabytes(min(memory // 64, 64 * MIB), least=4),
        "maintenance_work_mem": megabytes(min(memory // 16, 512 * MIB), least=64),
        "max_wal_size": "4GB",
        "max_connections": "100",
        "plan_cache_mode": "force_custom_plan",
        "jit": "off",
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "unix_socket_permissions": "0700",
    }
    if small_shared_memory():
        settings["dynamic_shared_memory_type"] = "mmap"
    if disposable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings


def megabytes(size: int, *, least: int) -> str:
    """Return a size in whole megabytes, as PostgreSQL writes it."""
    return f"{max(size // MIB, least)}MB"


def small_shared_memory() -> bool:
    """Whether /dev/shm is a container's 64 MB, too small for parallel queries."""
    try:
        return shutil.disk_usage(SHARED_MEMORY).total < 1024 * MIB
    except OSError:
        return False
