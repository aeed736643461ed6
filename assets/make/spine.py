"""Fruit-like bodies: elliptic cross-sections along x, given as a table of stations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from simeval.assets.make.shapes import loft
from simeval.assets.make.solid import Floats, Solid


def rings_along_x(
    stations: ArrayLike,
    *,
    count: int,
    segments: int,
    power: float = 2.0,
    bump: Callable[[Floats, Floats], Floats] | None = None,
) -> list[Floats]:
    """Return rings interpolated between stations of (x, half width y, low z, high z).

    Rings are superellipses of exponent `power`, the first point repeated at the end. `bump`
    gets (x, angle) and returns a factor on the radius.
    """
    from scipy.interpolate import PchipInterpolator

    table = np.asarray(stations, dtype=np.float64)
    # Stations crowd towards the ends, where the body closes.
    x = table[0, 0] + (table[-1, 0] - table[0, 0]) * (1 - np.cos(np.linspace(0, np.pi, count))) / 2
    width, low, high = (PchipInterpolator(table[:, 0], table[:, c])(x) for c in (1, 2, 3))
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    angle[-1] = 0.0
    c, s = np.cos(angle), np.sin(angle)
    ey = np.sign(c) * np.abs(c) ** (2 / power)
    ez = np.sign(s) * np.abs(s) ** (2 / power)
    rings = []
    for xi, w, zl, zh in zip(x, width, low, high, strict=True):
        k = bump(np.full_like(angle, xi), angle) if bump else np.ones_like(angle)
        y, z = w * ey * k, (zl + zh) / 2 + (zh - zl) / 2 * ez * k
        rings.append(np.column_stack([np.full_like(angle, xi), y, z]))
    return rings


def body_along_x(
    stations: ArrayLike,
    *,
    count: int = 32,
    segments: int = 28,
    power: float = 2.0,
    bump: Callable[[Floats, Floats], Floats] | None = None,
) -> Solid:
    """Return a closed body through the stations; v of the texture runs along x from 0 to 1."""
    rings = rings_along_x(stations, count=count, segments=segments, power=power, bump=bump)
    x = np.array([ring[0, 0] for ring in rings])
    rings = [np.repeat(rings[0].mean(0)[None], segments + 1, 0), *rings]
    rings.append(np.repeat(rings[-1].mean(0)[None], segments + 1, 0))
    v = (x - x[0]) / (x[-1] - x[0])
    return loft(rings, v=[0.0, *v, 1.0])
