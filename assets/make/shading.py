"""Vertex normals: smooth over gentle bends, split at sharp edges."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.solid import Floats, Ints, Solid


def shaded(solid: Solid, *, crease_degrees: float = 40.0) -> tuple[Floats, Floats, Floats, Ints]:
    """Return vertices, normals, uv and faces, with vertices split where the surface creases.

    Each corner takes the area-weighted mean normal of the faces around its point that lie within
    the crease angle of its own face, so that flat faces stay flat beside small bevels.
    """
    corner_point = _welded(solid.vertices)[solid.faces]  # (m, 3)
    p = solid.vertices[solid.faces]
    cross = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])  # length = 2 x area
    unit = cross / np.maximum(np.linalg.norm(cross, axis=1, keepdims=True), 1e-20)
    around: dict[int, list[int]] = {}
    for face, points in enumerate(corner_point):
        for point in points:
            around.setdefault(int(point), []).append(face)
    limit = np.cos(np.deg2rad(crease_degrees))
    uv = solid.uv if solid.uv is not None else np.zeros((len(solid.vertices), 2))
    seen: dict[tuple[float, ...], int] = {}
    vertices: list[Floats] = []
    normals: list[Floats] = []
    coordinates: list[Floats] = []
    faces = np.empty_like(solid.faces)
    for face, points in enumerate(corner_point):
        for corner, point in enumerate(points):
            ring = np.array(around[int(point)])
            near = ring[unit[ring] @ unit[face] >= limit]
            normal = cross[near].sum(axis=0)
            normal /= max(float(np.linalg.norm(normal)), 1e-20)
            source = int(solid.faces[face, corner])
            key = (source, *(round(float(c), 4) for c in normal))
            if key not in seen:
                seen[key] = len(vertices)
                vertices.append(solid.vertices[source])
                normals.append(normal)
                coordinates.append(uv[source])
            faces[face, corner] = seen[key]
    return np.array(vertices), np.array(normals), np.array(coordinates), faces


def _welded(vertices: Floats) -> Ints:
    """Number points so that coincident ones (texture seams) share a number."""
    size = float(np.ptp(vertices, axis=0).max()) or 1.0
    _, number = np.unique(np.round(vertices / size, 6), axis=0, return_inverse=True)
    return np.asarray(number, dtype=np.int64).reshape(-1)
