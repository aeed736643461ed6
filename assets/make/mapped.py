"""Texture coordinates for building blocks of a room."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.solid import Floats, Solid


def mapped(solid: Solid, u: str, v: str, *, size: float, shift: float = 0.0) -> Solid:
    """Project texture coordinates along two world axes; one texture spans `size` metres."""
    axes = ["xyz".index(u), "xyz".index(v)]
    return Solid(
        vertices=solid.vertices, faces=solid.faces, uv=solid.vertices[:, axes] / size + shift
    )


def box_mapped(solid: Solid, *, size: float, grain: str = "y") -> Solid:
    """Project on each face along its normal, with u along the `grain` axis where it can be."""
    corners = solid.vertices[solid.faces]  # (m, 3, 3)
    normal = np.abs(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    across = normal.argmax(axis=1)
    g = "xyz".index(grain)
    uv: Floats = np.empty((len(across), 3, 2))
    for axis in range(3):
        left = [a for a in range(3) if a != axis]
        u_axis = g if g in left else left[0]
        v_axis = next(a for a in left if a != u_axis)
        rows = across == axis
        uv[rows, :, 0] = corners[rows][:, :, u_axis] / size
        uv[rows, :, 1] = corners[rows][:, :, v_axis] / size + 0.37 * axis
    return Solid(
        vertices=corners.reshape(-1, 3),
        faces=np.arange(3 * len(across)).reshape(-1, 3),
        uv=uv.reshape(-1, 2),
    )
