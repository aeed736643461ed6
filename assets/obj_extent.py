"""Bounding box of a Wavefront OBJ mesh, without a mesh library."""

from __future__ import annotations

from pathlib import Path

from simeval.errors import AssetError


def obj_extent(path: Path) -> tuple[float, float, float]:
    """Full extents (m) of the bounding box of all vertices.

    Raises:
        AssetError: The file holds no vertex.
    """
    with path.open() as file:
        vertices = [[float(x) for x in line.split()[1:4]] for line in file if line[:2] == "v "]
    if not vertices:
        raise AssetError(f"The mesh {path} holds no vertex.")
    x, y, z = (max(axis) - min(axis) for axis in zip(*vertices, strict=True))
    return x, y, z
