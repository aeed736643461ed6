"""Bounding box of a Wavefront OBJ mesh, without a mesh library."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simeval.errors import AssetError


def obj_extent(path: Path) -> tuple[float, float, float]:
    """Full extents (m) of the bounding box of all vertices.

    Raises:
        AssetError: The file holds no vertex.
    """
    with path.open() as file:
        vertices = [line.split()[1:4] for line in file if line.startswith("v ")]
    if not vertices:
        raise AssetError(f"The mesh {path} holds no vertex.")
    x, y, z = np.ptp(np.array(vertices, dtype=float), axis=0).tolist()
    return x, y, z
