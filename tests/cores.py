"""How many processes the suite is run in: as many as this machine's cores can keep busy, whatever else the machine has."""

from __future__ import annotations

import os
from pathlib import Path

MOST = 16
"""More would spend longer on starting than on tests."""

CGROUP = Path("/sys/fs/cgroup")


def cores(limits: Path = CGROUP) -> int:
    """The cores that this process may use: those that it is bound to, and no more than a container's share of time."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    share = _share(limits)
    return bound if share is None else max(1, min(bound, round(share)))


def _share(limits: Path) -> float | None:
    """How many cores' time a container is given, as cgroups of version 2 or 1 say it; None where nothing is held back."""
    for names in (("cpu.max",), ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us")):
        try:
            quota, period = " ".join((limits / name).read_text() for name in names).split()
        except (OSError, ValueError):
            continue
        return None if quota in ("max", "-1") else int(quota) / int(period)
    return None


def processes(cores: int) -> int:
    """Twice as many as there are cores: tests at screens and terminals wait a good part of their time."""
    return min(MOST, 2 * cores)
