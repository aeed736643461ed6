"""Writes collision shapes as Wavefront OBJ: one `o` group per convex part, nothing shared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simeval.assets.make.solid import Solid, hull


def write_convex_parts(path: Path, parts: Sequence[Solid]) -> None:
    """Write the convex hull of each part, in metres with a tenth of a micrometre kept."""
    lines: list[str] = []
    first = 1
    for number, part in enumerate(parts):
        shape = hull(part.vertices)
        lines.append(f"o part_{number:02d}")
        lines += [f"v {x:.7f} {y:.7f} {z:.7f}" for x, y, z in shape.vertices]
        lines += [f"f {a} {b} {c}" for a, b, c in shape.faces + first]
        first += len(shape.vertices)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
