"""Flat outlines (closed polygons, counter-clockwise) that prisms are made from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from simeval.assets.make.solid import Floats


def circle(radius: float, *, at: tuple[float, float] = (0.0, 0.0), segments: int = 24) -> Floats:
    """Return a regular polygon on a circle."""
    angle = 2 * np.pi * np.arange(segments) / segments
    return np.stack([at[0] + radius * np.cos(angle), at[1] + radius * np.sin(angle)], axis=1)


def rectangle(
    width: float,
    height: float,
    *,
    at: tuple[float, float] = (0.0, 0.0),
    radius: float = 0.0,
    segments: int = 3,
) -> Floats:
    """Return a rectangle about `at`, its corners rounded by `radius`."""
    w, h = width / 2, height / 2
    corners = np.array([[w, h], [-w, h], [-w, -h], [w, -h]]) + np.asarray(at)
    return rounded(corners, radius, segments=segments) if radius else corners


def rounded(points: ArrayLike, radius: float | Sequence[float], *, segments: int = 3) -> Floats:
    """Replace each corner of a polygon by an arc; `radius` is shared or one per corner."""
    corner = np.asarray(points, dtype=np.float64)
    radii = np.broadcast_to(np.asarray(radius, dtype=np.float64), (len(corner),))
    out: list[Floats] = []
    for i, here in enumerate(corner):
        to_last = corner[i - 1] - here
        to_next = corner[(i + 1) % len(corner)] - here
        length_last, length_next = np.linalg.norm(to_last), np.linalg.norm(to_next)
        a, b = to_last / length_last, to_next / length_next
        half = np.arccos(np.clip(a @ b, -1, 1)) / 2
        if radii[i] <= 0 or half > np.pi / 2 - 1e-3:
            out.append(here[None])
            continue
        reach = min(radii[i] / np.tan(half), 0.499 * length_last, 0.499 * length_next)
        arc_radius = reach * np.tan(half)
        centre = here + (a + b) / np.linalg.norm(a + b) * arc_radius / np.sin(half)
        start, end = here + a * reach - centre, here + b * reach - centre
        sweep = np.arctan2(start[0] * end[1] - start[1] * end[0], start @ end)
        t = sweep * np.linspace(0, 1, segments + 1)
        cos, sin = np.cos(t), np.sin(t)
        x = centre[0] + cos * start[0] - sin * start[1]
        y = centre[1] + sin * start[0] + cos * start[1]
        out.append(np.stack([x, y], axis=1))
    return np.vstack(out)


def inset(outline: Floats, distance: float) -> Floats:
    """Move every edge of a polygon inwards (counter-clockwise: to its left), same corner count."""
    edge = np.roll(outline, -1, axis=0) - outline
    normal = np.stack([-edge[:, 1], edge[:, 0]], axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    before = np.roll(normal, 1, axis=0)
    bisector = before + normal
    scale = 1.0 + np.einsum("ij,ij->i", before, normal)
    moved: Floats = outline + distance * bisector / np.maximum(scale, 0.25)[:, None]
    return moved
