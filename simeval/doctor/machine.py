"""Operating system, processor, memory and disk."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

from simeval.doctor.finding import Finding
from simeval.runlog.provenance import usable_cores

_GIB = 2**30
_LITTLE_MEMORY_GIB = 4
_LITTLE_DISK_GIB = 2


def check_machine() -> list[Finding]:
    """What this machine is, and whether it is large enough."""
    return [_system(), _cores(), _memory(), _disk(Path.cwd())]


def _system() -> Finding:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        name = platform.system()
    kernel = f"{platform.system()} {platform.release()}, {platform.machine()}"
    data = {"os": name, "kernel": platform.release(), "architecture": platform.machine()}
    if platform.system() != "Linux":
        return Finding(
            topic="machine",
            name="system",
            state="broken",
            text=f"{name} ({kernel})",
            fix="simeval's simulation runs on Linux",
            data=data,
        )
    return Finding(
        topic="machine", name="system", state="fine", text=f"{name} ({kernel})", data=data
    )


def _cores() -> Finding:
    cores = usable_cores()
    return Finding(
        topic="machine", name="cores", state="fine", text=str(cores), data={"cores": cores}
    )


def _memory() -> Finding:
    fields = dict(
        line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines() if ":" in line
    )
    total, free = (
        int(fields[name].split()[0]) * 1024 / _GIB for name in ("MemTotal", "MemAvailable")
    )
    little = free < _LITTLE_MEMORY_GIB
    return Finding(
        topic="machine",
        name="memory",
        state="warning" if little else "fine",
        text=f"{free:.1f} of {total:.1f} GiB free",
        fix="run fewer workers (workers=1): each takes about 1 GiB" if little else None,
        data={"total_gib": round(total, 2), "free_gib": round(free, 2)},
    )


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / _GIB
    little = free < _LITTLE_DISK_GIB
    return Finding(
        topic="machine",
        name="disk",
        state="warning" if little else "fine",
        text=f"{free:.1f} GiB free in {folder}",
        fix="free some space, or run without videos (videos=none)" if little else None,
        data={"free_gib": round(free, 2), "folder": str(folder)},
    )
