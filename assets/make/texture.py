"""Procedural pictures: tiling noise and colour ramps, same pixels for the same seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simeval.assets.make.solid import Floats


def noise(
    height: int, width: int, *, cells: tuple[int, int], octaves: int = 1, seed: int = 0
) -> Floats:
    """Return tiling value noise about 0.5; `cells` (rows, columns) count its coarsest bumps."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width))
    weight_sum = 0.0
    for octave in range(octaves):
        rows, columns = cells[0] * 2**octave, cells[1] * 2**octave
        lattice = rng.random((rows, columns))
        y, x = np.arange(height) * rows / height, np.arange(width) * columns / width
        i, j = y.astype(int), x.astype(int)
        v, u = y - i, x - j
        v, u = (v * v * (3 - 2 * v))[:, None], (u * u * (3 - 2 * u))[None]
        i, j, i2, j2 = i % rows, j % columns, (i + 1) % rows, (j + 1) % columns
        top = lattice[np.ix_(i, j)] * (1 - u) + lattice[np.ix_(i, j2)] * u
        low = lattice[np.ix_(i2, j)] * (1 - u) + lattice[np.ix_(i2, j2)] * u
        weight = 0.5**octave
        total += weight * (top * (1 - v) + low * v)
        weight_sum += weight
    return total / weight_sum


def ramp(value: Floats, stops: Sequence[tuple[float, ArrayLike]]) -> Floats:
    """Colour a grey picture: linear between (value, sRGB 0..255) stops."""
    at = [stop for stop, _ in stops]
    colours = np.array([colour for _, colour in stops], dtype=np.float64)
    return np.stack([np.interp(value, at, colours[:, c]) for c in range(3)], axis=-1)


def to_bytes(picture: Floats) -> NDArray[np.uint8]:
    """Round an sRGB 0..255 picture to bytes."""
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def linear(*srgb: int) -> tuple[float, float, float]:
    """Return linear RGB of an sRGB colour given in 0..255."""
    c = np.asarray(srgb, dtype=np.float64) / 255.0
    out = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(out[0]), float(out[1]), float(out[2])
