"""Write `constraints.txt` from what pip resolved for each Python version.

    pip install --dry-run --ignore-installed --report 310.json -c old.txt '.[sim,remote,dev]'
    python scripts/make_constraints.py 3.10=310.json 3.11=311.json 3.12=312.json > constraints.txt

The CUDA libraries are left out: torch names the ones it needs, and its CPU build needs none.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

_LEFT_OUT = re.compile(r"simeval|pip|setuptools|triton|nvidia-(?!ml-py).*|cuda-.*")

_HEADER = """\
# The versions that simeval is tested with, for every Python it supports.
# Used by `make install`; written by scripts/make_constraints.py.
"""


def pins(report: Path) -> dict[str, str]:
    """Package to version in one report of pip."""
    content = json.loads(report.read_text())
    found = {}
    for item in content["install"]:
        name = re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower()
        if not _LEFT_OUT.fullmatch(name):
            # A local version ("+cpu") names a build of one machine.
            found[name] = item["metadata"]["version"].partition("+")[0]
    return found


def main() -> int:
    """Print the constraints."""
    resolved = {}
    for argument in sys.argv[1:]:
        python, _, report = argument.partition("=")
        resolved[python] = pins(Path(report))
    lines = []
    for name in sorted(set().union(*resolved.values())):
        versions = {python: found[name] for python, found in resolved.items() if name in found}
        if len(set(versions.values())) == 1:
            lines.append(f"{name}=={next(iter(versions.values()))}")
            continue
        lines += [
            f'{name}=={version} ; python_version == "{python}"'
            for python, version in versions.items()
        ]
    sys.stdout.write(_HEADER + "\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
