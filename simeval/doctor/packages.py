"""Python and the packages that simeval needs, held against its own requirements."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from importlib import metadata

from simeval import __version__
from simeval.doctor.finding import Finding, State

_OLDEST_PYTHON = (3, 10)
_NEWEST_PYTHON = (3, 12)
_SHOWN = ("numpy", "pandas", "pyarrow", "gymnasium", "torch", "sapien", "mani-skill")


def check_packages() -> list[Finding]:
    """Interpreter, versions, and whether the simulator's native libraries load."""
    return [_python(), *_requirements(), _native_libraries()]


def _python() -> Finding:
    fits = _OLDEST_PYTHON <= sys.version_info[:2] <= _NEWEST_PYTHON
    return Finding(
        topic="packages",
        name="python",
        state="fine" if fits else "broken",
        text=f"{platform.python_version()} ({sys.executable})",
        fix=None if fits else "use Python 3.10, 3.11 or 3.12",
        data={"version": platform.python_version(), "executable": sys.executable},
    )


def _requirements() -> list[Finding]:
    """Everything required, in one line where it is all there; a line of its own where not."""
    problems = []
    versions = {"simeval": __version__}
    for requirement in metadata.requires("simeval") or []:
        extra = re.search(r'extra == "(\w+)"', requirement)
        if extra and extra[1] != "sim":
            continue
        name = re.split(r"[\s\[<>=!~;(]", requirement, maxsplit=1)[0]
        pinned = re.search(r"==([\w.]+)", requirement)
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            what = "simeval[sim]" if extra else "simeval"
            problems.append(_problem(name, "broken", "not installed", f"pip install '{what}'"))
            continue
        if pinned and versions[name] != pinned[1]:
            text = f"{versions[name]}, but {pinned[1]} is what simeval is tested with"
            fix = f"pip install '{name}=={pinned[1]}'"
            problems.append(_problem(name, "warning", text, fix))
    shown = ", ".join(f"{name} {versions[name]}" for name in _SHOWN if name in versions)
    overview = Finding(
        topic="packages",
        name="versions",
        state="fine",
        text=f"simeval {__version__}, {shown}",
        data=versions,
    )
    return [overview, *problems]


def _problem(name: str, state: State, text: str, fix: str) -> Finding:
    return Finding(topic="packages", name=name, state=state, text=text, fix=fix)


def _native_libraries() -> Finding:
    """ManiSkill imports OpenCV, which links against libraries of the system."""
    code = "import cv2, sapien"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    if result.returncode == 0:
        return Finding(
            topic="packages", name="libraries", state="fine", text="simulator libraries load"
        )
    last_words = (result.stderr.strip().splitlines() or ["crashed"])[-1]
    missing = "cannot open shared object file" in last_words
    return Finding(
        topic="packages",
        name="libraries",
        state="broken",
        text=last_words,
        fix="sudo apt install libgl1 libglib2.0-0, or in a checkout: make install"
        if missing
        else "pip install --force-reinstall 'simeval[sim]'",
    )
