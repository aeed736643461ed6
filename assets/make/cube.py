"""Wooden toy blocks of 3 cm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.shapes import box
from simeval.assets.make.solid import Solid
from simeval.assets.make.texture import noise, to_bytes

HALF = 15.0


def collision() -> list[Solid]:
    """The exact cube."""
    return [box((-HALF,) * 3, (HALF,) * 3).scaled(0.001)]


def visual(name: str, srgb: tuple[int, int, int]) -> list[Part]:
    """A painted block with softened edges and faint brush strokes."""
    paint = Material(name=f"{name}_paint", roughness=0.6, texture=_paint(srgb))
    block = box((-HALF,) * 3, (HALF,) * 3, bevel=1.1)
    normal = np.abs(block.vertices) / HALF
    u = np.where(normal[:, 0] > 0.99, block.vertices[:, 1], block.vertices[:, 0])
    v = np.where(normal[:, 2] > 0.99, block.vertices[:, 1], block.vertices[:, 2])
    uv = np.stack([u, v], axis=1) / (2 * HALF) + 0.5
    solid = Solid(vertices=block.vertices * 0.001, faces=block.faces, uv=uv)
    return [Part(solid=solid, material=paint, crease_degrees=50)]


def _paint(srgb: tuple[int, int, int]) -> NDArray[np.uint8]:
    strokes = noise(128, 128, cells=(3, 28), octaves=2, seed=31)
    blotches = noise(128, 128, cells=(4, 4), octaves=3, seed=32)
    gain = 1.0 + 0.10 * (strokes - 0.5) + 0.16 * (blotches - 0.5)
    return to_bytes(np.asarray(srgb) * gain[..., None])
