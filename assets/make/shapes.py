"""Solids with softened edges: prisms, boxes, turned parts, tubes and lofts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from simeval.assets.make.outline import circle, inset, rectangle
from simeval.assets.make.solid import Floats, Ints, Solid


def prism(
    outline: Floats,
    z_low: float,
    z_high: float,
    *,
    holes: Sequence[Floats] = (),
    bevel: float = 0.0,
    bevel_steps: int = 2,
) -> Solid:
    """Raise an outline along z; rims of outline and holes are rounded off by `bevel`."""
    angle = np.linspace(0, np.pi / 2, bevel_steps + 1)
    if bevel > 0:
        shift = [*(bevel * (1 - np.sin(angle))), *(bevel * (1 - np.cos(angle)))]
        height = [
            *(z_low + bevel * (1 - np.cos(angle))),
            *(z_high - bevel * (1 - np.sin(angle))),
        ]
    else:
        shift, height = [0.0, 0.0], [z_low, z_high]
    loops = [outline, *(hole[::-1] for hole in holes)]
    vertices: list[Floats] = []
    faces: list[Ints] = []
    first = 0
    caps_low: list[Floats] = []
    caps_high: list[Floats] = []
    cap_index_low: list[Ints] = []
    cap_index_high: list[Ints] = []
    for loop in loops:
        n = len(loop)
        rings = [inset(loop, s) for s in shift]
        for ring, z in zip(rings, height, strict=True):
            vertices.append(np.column_stack([ring, np.full(n, z)]))
        faces.append(_bands(first, n, len(rings)))
        caps_low.append(rings[0])
        caps_high.append(rings[-1])
        cap_index_low.append(first + np.arange(n))
        cap_index_high.append(first + n * (len(rings) - 1) + np.arange(n))
        first += n * len(rings)
    faces.append(np.concatenate(cap_index_low)[_triangulated(caps_low)][:, ::-1])
    faces.append(np.concatenate(cap_index_high)[_triangulated(caps_high)])
    return Solid(vertices=np.vstack(vertices), faces=np.vstack(faces))


def box(
    low: ArrayLike, high: ArrayLike, *, bevel: float = 0.0, radius: float = 0.0, axis: str = "z"
) -> Solid:
    """Return a box between two corners: edges along `axis` get `radius`, end rims `bevel`."""
    a, b = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    k = "xyz".index(axis)
    i, j = (k + 1) % 3, (k + 2) % 3
    flat = rectangle(
        b[i] - a[i],
        b[j] - a[j],
        at=((a[i] + b[i]) / 2, (a[j] + b[j]) / 2),
        radius=max(radius, bevel),
    )
    return onto(prism(flat, a[k], b[k], bevel=bevel), axis)


def onto(solid: Solid, axis: str) -> Solid:
    """Turn a solid built along z so that its z lies on `axis` (cyclic: x gets y, z, x)."""
    k = "xyz".index(axis)
    order = [0, 1, 2] if k == 2 else ([2, 0, 1] if k == 0 else [1, 2, 0])
    return Solid(vertices=solid.vertices[:, order], faces=solid.faces, uv=solid.uv)


def cylinder(
    radius: float,
    low: float,
    high: float,
    *,
    axis: str = "z",
    at: tuple[float, float] = (0.0, 0.0),
    bore: float = 0.0,
    bevel: float = 0.0,
    segments: int = 24,
) -> Solid:
    """Return a disc or pipe along `axis`; `at` are the two other coordinates in cyclic order."""
    holes = [circle(bore, at=at, segments=segments)] if bore else []
    rim = circle(radius, at=at, segments=segments)
    return onto(prism(rim, low, high, holes=holes, bevel=bevel), axis)


def turned_part(profile: ArrayLike, *, segments: int = 32, closed: bool = False) -> Solid:
    """Spin a profile of (radius, z) about z; points run so that the outside is on their right.

    An end with radius 0 becomes a single point; `closed` joins the last point to the first.
    """
    rz = np.asarray(profile, dtype=np.float64)
    angle = 2 * np.pi * np.arange(segments) / segments
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    vertices = np.concatenate([np.column_stack([ring * r, np.full(segments, z)]) for r, z in rz])
    faces = _bands(0, segments, len(rz))
    if closed:
        last = (len(rz) - 1) * segments
        i = np.arange(segments)
        j = (i + 1) % segments
        faces = np.vstack(
            [faces, np.stack([last + i, last + j, j], 1), np.stack([last + i, j, i], 1)]
        )
    return _without_slivers(Solid(vertices=vertices, faces=faces))


def tube(path: ArrayLike, radius: float, *, segments: int = 8, closed: bool = False) -> Solid:
    """Lay a round wire along a path of points; open ends get flat caps."""
    p = np.asarray(path, dtype=np.float64)
    n = len(p)
    ring = np.roll(p, -1, axis=0) - np.roll(p, 1, axis=0)
    tangent = ring if closed else np.gradient(p, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    side = np.cross(tangent[0], np.eye(3)[np.argmin(np.abs(tangent[0]))])
    rings: list[Floats] = []
    angle = 2 * np.pi * np.arange(segments) / segments
    for here, along in zip(p, tangent, strict=True):
        side = side - along * (side @ along)
        side /= np.linalg.norm(side)
        up = np.cross(along, side)
        rings.append(here + radius * (np.outer(np.cos(angle), side) + np.outer(np.sin(angle), up)))
    faces = _bands(0, segments, n)
    if closed:
        twist = int(np.argmin(np.linalg.norm(rings[0] - rings[-1][0], axis=1)))
        i = np.arange(segments)
        a, b = (n - 1) * segments + i, (n - 1) * segments + (i + 1) % segments
        c, d = (i + twist) % segments, (i + 1 + twist) % segments
        faces = np.vstack([faces, np.stack([a, b, d], 1), np.stack([a, d, c], 1)])
    else:
        fan = np.stack([np.zeros(segments - 2), *np.arange(1, segments - 1)[None] + [[0], [1]]], 1)
        low = fan.astype(np.int64)[:, ::-1]
        faces = np.vstack([faces, low, fan.astype(np.int64) + (n - 1) * segments])
    return Solid(vertices=np.vstack(rings), faces=faces)


def loft(rings: Sequence[Floats], *, v: Sequence[float] | None = None) -> Solid:
    """Skin a row of 3-D rings (same corner count, each open: first point repeated at the end).

    Texture u runs around a ring, v along the row (`v`, or evenly). The ends stay open unless a
    ring is shrunk to a point.
    """
    n, count = len(rings[0]), len(rings)
    along = np.linspace(0, 1, count) if v is None else np.asarray(v)
    uv = np.stack([np.tile(np.linspace(0, 1, n), count), np.repeat(along, n)], axis=1)
    a = (np.arange(count - 1)[:, None] * n + np.arange(n - 1)[None]).ravel()
    faces = np.vstack([np.stack([a, a + 1, a + n + 1], 1), np.stack([a, a + n + 1, a + n], 1)])
    return _without_slivers(Solid(vertices=np.vstack(rings), faces=faces, uv=uv))


def _bands(first: int, n: int, rings: int) -> Ints:
    """Faces between consecutive closed rings of n points."""
    i = np.arange(n)
    j = (i + 1) % n
    bands = [
        np.vstack(
            [np.stack([r + i, r + j, r + n + j], 1), np.stack([r + i, r + n + j, r + n + i], 1)]
        )
        for r in (first + n * k for k in range(rings - 1))
    ]
    return np.vstack(bands)


def _triangulated(loops: Sequence[Floats]) -> Ints:
    """Triangulate polygons with holes; indices run through the loops one after the other."""
    from manifold3d import triangulate

    return np.asarray(triangulate([np.ascontiguousarray(p) for p in loops]), dtype=np.int64)


def _without_slivers(solid: Solid) -> Solid:
    """Drop faces that have no area (a ring shrunk to a point)."""
    a, b, c = (solid.vertices[solid.faces[:, k]] for k in range(3))
    keep = np.linalg.norm(np.cross(b - a, c - a), axis=1) > 1e-14
    return Solid(vertices=solid.vertices, faces=solid.faces[keep], uv=solid.uv)
