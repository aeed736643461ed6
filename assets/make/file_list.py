"""Writes `manifest.json`: every file of the set with its size and SHA-256, sorted by path."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def write_manifest(root: Path) -> None:
    """Hash what lies below `root`, the manifest itself excepted."""
    paths = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    )
    rows = []
    for name in paths:
        data = (root / name).read_bytes()
        row = {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        rows.append("    " + json.dumps(row))
    body = ",\n".join(rows)
    text = f'{{\n  "schema": 1,\n  "name": "bundled",\n  "files": [\n{body}\n  ]\n}}\n'
    (root / "manifest.json").write_text(text, encoding="utf-8")
