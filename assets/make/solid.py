"""Triangle meshes under construction: vertices, faces, optional texture coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Solid:
    """A closed or open triangle mesh; outward faces turn counter-clockwise."""

    vertices: Floats  # (n, 3)
    faces: Ints  # (m, 3)
    uv: Floats | None = None  # (n, 2)

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Solid:
        """Return a copy shifted by (x, y, z)."""
        return Solid(vertices=self.vertices + np.array([x, y, z]), faces=self.faces, uv=self.uv)

    def scaled(self, factor: float) -> Solid:
        """Return a copy scaled about the origin."""
        return Solid(vertices=self.vertices * factor, faces=self.faces, uv=self.uv)

    def turned(self, axis: str, degrees: float) -> Solid:
        """Return a copy turned about the "x", "y" or "z" axis, right-handed."""
        angle = np.deg2rad(degrees)
        c, s = np.cos(angle), np.sin(angle)
        i = "xyz".index(axis)
        j, k = (i + 1) % 3, (i + 2) % 3
        rotation = np.eye(3)
        rotation[j, j], rotation[j, k], rotation[k, j], rotation[k, k] = c, -s, s, c
        return Solid(vertices=self.vertices @ rotation.T, faces=self.faces, uv=self.uv)

    def mirrored(self, axis: str) -> Solid:
        """Return the mirror image in the plane across one axis, faces kept outward."""
        sign = np.ones(3)
        sign["xyz".index(axis)] = -1.0
        return Solid(vertices=self.vertices * sign, faces=self.faces[:, ::-1], uv=self.uv)

    def extents(self) -> tuple[Floats, Floats]:
        """Return the smallest and largest corner."""
        return self.vertices.min(axis=0), self.vertices.max(axis=0)


def joined(solids: Sequence[Solid]) -> Solid:
    """Put several meshes side by side into one; texture coordinates need all or none."""
    offsets = np.cumsum([0, *(len(s.vertices) for s in solids[:-1])])
    with_uv = all(s.uv is not None for s in solids)
    return Solid(
        vertices=np.vstack([s.vertices for s in solids]),
        faces=np.vstack([s.faces + o for s, o in zip(solids, offsets, strict=True)]),
        uv=np.vstack([s.uv for s in solids if s.uv is not None]) if with_uv else None,
    )


def hull(points: ArrayLike) -> Solid:
    """Return the convex hull of points, coplanar facets triangulated, only corners kept."""
    from scipy.spatial import ConvexHull

    cloud = np.asarray(points, dtype=np.float64)
    found = ConvexHull(cloud, qhull_options="Qt")
    corners = np.unique(found.simplices)
    renumber = np.full(len(cloud), -1)
    renumber[corners] = np.arange(len(corners))
    faces = renumber[found.simplices]
    vertices = cloud[corners]
    normal = np.cross(
        vertices[faces[:, 1]] - vertices[faces[:, 0]], vertices[faces[:, 2]] - vertices[faces[:, 0]]
    )
    inward = np.einsum("ij,ij->i", normal, found.equations[:, :3]) < 0
    faces[inward] = faces[inward][:, ::-1]
    return Solid(vertices=vertices, faces=faces.astype(np.int64))
