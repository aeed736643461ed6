"""Lay out the package as its import names say, for tools that do not follow `package-dir`.

    python scripts/typing_tree.py build/typing

Type checkers do not see the folder map of `pyproject.toml` through an editable install. The tree
made here consists of links only, so it never goes stale in content; it is laid anew at each call.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def main() -> int:
    """Make the tree."""
    target = Path(sys.argv[1])
    root = Path(__file__).resolve().parents[1]
    tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    folders: dict[str, str] = tool["setuptools"]["package-dir"]

    shutil.rmtree(target, ignore_errors=True)
    for package, folder in sorted(folders.items(), key=lambda item: item[0].count(".")):
        place = target.joinpath(*package.split("."))
        if "." in package:
            if (root / folder).is_dir():
                place.symlink_to(root / folder)
            continue
        place.mkdir(parents=True)
        for child in (root / folder).iterdir():
            if child.name != "__pycache__":
                (place / child.name).symlink_to(child)
    return 0


if __name__ == "__main__":
    sys.exit(main())
