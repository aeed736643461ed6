"""Where and with what a run was made."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

import simeval
from simeval.runlog.clock import utc_now
from simeval.runlog.run_info import Session

_PACKAGES = ("numpy", "scipy", "gymnasium", "sapien", "mani_skill", "torch", "imageio-ffmpeg")


def describe_session(
    *, arguments: tuple[str, ...], config: dict[str, Any], workers: int
) -> Session:
    """Record this start of the program."""
    commit, dirty = _checkout_state(Path(simeval.__file__).resolve().parent)
    return Session(
        started_at=utc_now(),
        arguments=arguments,
        config=config,
        workers=workers,
        simeval_version=simeval.__version__,
        git_commit=commit,
        git_dirty=dirty,
        python=platform.python_version(),
        packages=_package_versions(),
        machine=_machine(),
    )


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def _package_versions() -> dict[str, str]:
    versions = {}
    for name in _PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def _checkout_state(package: Path) -> tuple[str | None, bool | None]:
    checkout = package.parent
    if not (checkout / ".git").exists():
        return None, None
    commit = _git(checkout, "rev-parse", "HEAD")
    status = _git(checkout, "status", "--porcelain", "--untracked-files=normal")
    return commit, None if status is None else bool(status)


def _git(checkout: Path, *arguments: str) -> str | None:
    try:
        result = subprocess.run(
            ["git", "-C", str(checkout), *arguments],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout.strip()


def _machine() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    facts = {
        "os": platform.platform(),
        "cpu": _cpu_model(),
        "cores": str(usable_cores()),
        "memory_gib": f"{memory / 2**30:.0f}",
    }
    gpus = _gpu_models()
    if gpus:
        facts["gpu"] = ", ".join(gpus)
    return facts


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _gpu_models() -> list[str]:
    models = []
    for path in sorted(Path("/proc/driver/nvidia/gpus").glob("*/information")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("Model:"):
                models.append(line.split(":", 1)[1].strip())
    return models
