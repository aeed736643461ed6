"""A kitchen sponge with a scouring pad at +z, bent like a bean in its plane."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.outline import rounded
from simeval.assets.make.shapes import prism
from simeval.assets.make.solid import Floats, Solid, hull
from simeval.assets.make.texture import noise, ramp, to_bytes

HALF_LENGTH, HALF_HEIGHT, HALF_WIDTH = 50.5, 18.5, 32.0
_SWELL, _SWELL_LENGTH = 7.1, 36.0
_PAD_FROM = 8.5  # z at which the pad begins
_CUTS = (-50.5, -38.0, -26.0, -9.0, 9.0, 26.0, 38.0, 50.5)


def collision() -> list[Solid]:
    """Convex slabs side by side along x."""
    slabs = []
    for low, high in pairwise(_CUTS):
        x = np.array([low, high])
        corners = [
            (xi, side * HALF_WIDTH + swell, z)
            for xi, swell in zip(x, _swell(x), strict=True)
            for side in (-1, 1)
            for z in (-HALF_HEIGHT, HALF_HEIGHT)
        ]
        slabs.append(hull(corners).scaled(0.001))
    return slabs


def visual() -> list[Part]:
    """Porous yellow foam under a green fibre pad."""
    foam = Material(name="sponge_foam", roughness=0.95, texture=_foam())
    pad = Material(name="sponge_pad", roughness=0.95, texture=_fibre())
    outline = _outline()
    return [
        Part(solid=_slab(outline, -HALF_HEIGHT, _PAD_FROM, bevel=1.4), material=foam),
        Part(solid=_slab(outline, _PAD_FROM, HALF_HEIGHT, bevel=0.9), material=pad),
    ]


def _swell(x: Floats) -> Floats:
    """How far the middle is pushed towards +y."""
    bend: Floats = _SWELL * np.clip(1 - np.abs(x / _SWELL_LENGTH) ** 2.5, 0, None)
    return bend


def _outline() -> Floats:
    x = np.linspace(-HALF_LENGTH, HALF_LENGTH, 33)
    low = np.column_stack([x, _swell(x) - HALF_WIDTH])
    high = np.column_stack([x[::-1], _swell(x[::-1]) + HALF_WIDTH])
    corner = np.zeros(2 * len(x))
    corner[[0, len(x) - 1, len(x), -1]] = 3.0
    return rounded(np.vstack([low, high]), corner.tolist(), segments=4)


def _slab(outline: Floats, low: float, high: float, *, bevel: float) -> Solid:
    solid = prism(outline, low, high, bevel=bevel)
    v = solid.vertices
    # Sides take the texture upright, top and bottom from above.
    uv = np.column_stack([v[:, 0], v[:, 1] + v[:, 2]]) / 80.0
    return Solid(vertices=v * 0.001, faces=solid.faces, uv=uv)


def _foam() -> NDArray[np.uint8]:
    pores = noise(256, 256, cells=(40, 40), octaves=2, seed=61)
    tone = noise(256, 256, cells=(4, 4), octaves=3, seed=62)
    holes = np.clip((pores - 0.62) * 7, 0, 1)
    value = 0.75 - 0.5 * holes + 0.25 * (tone - 0.5)
    return to_bytes(ramp(value, ((0.1, (176, 132, 40)), (0.6, (232, 200, 96)),
                                 (0.9, (244, 220, 130)))))  # fmt: skip


def _fibre() -> NDArray[np.uint8]:
    along = noise(256, 256, cells=(110, 18), octaves=2, seed=63)
    across = noise(256, 256, cells=(18, 110), octaves=2, seed=64)
    value = 0.5 + 0.9 * (np.maximum(along, across) - 0.6)
    return to_bytes(ramp(value, ((0.2, (26, 60, 46)), (0.5, (44, 96, 74)), (0.9, (84, 138, 112)))))
