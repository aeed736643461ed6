"""A shallow ceramic plate; the origin is under its middle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.shapes import turned_part
from simeval.assets.make.solid import Solid, hull
from simeval.assets.make.texture import noise, to_bytes

# (radius, z) in mm of the underside, from the foot to the rim.
UNDERSIDE = ((33.3, 0.0), (37.2, 1.0), (41.6, 2.0), (46.1, 3.0), (50.7, 4.0), (54.2, 5.0))
RIM = 55.0
TOP = 6.0


def collision() -> list[Solid]:
    """A convex disc: things rest at rim height, as in SIMPLER."""
    profile = np.array([(36.5, 0.0), (RIM, TOP)])
    angle = 2 * np.pi * np.arange(28) / 28
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = [np.column_stack([ring * r, np.full(len(angle), z)]) for r, z in profile]
    return [hull(np.vstack(points)).scaled(0.001)]


def visual() -> list[Part]:
    """Glazed dish with a foot ring, a rounded rim and a wide shallow well."""
    over = ((54.9, 5.6), (54.2, 6.0), (53.2, 6.0), (50.5, 5.6), (47.0, 5.1), (44.0, 4.75))
    well = ((40.0, 4.5), (39.0, 4.35), (30.0, 4.3), (15.0, 4.3), (0.0, 4.3))
    under = ((0.0, 0.6), (30.5, 0.6), (31.3, 0.0), *UNDERSIDE, (54.9, 5.25))
    dish = turned_part([*under, *over, *well], segments=64)
    dish = Solid(
        vertices=dish.vertices, faces=dish.faces, uv=dish.vertices[:, :2] / (2 * RIM) * 0.98 + 0.5
    )
    glaze = Material(name="plate_glaze", roughness=0.3, texture=_glaze())
    return [Part(solid=dish.scaled(0.001), material=glaze, crease_degrees=35)]


def _glaze() -> NDArray[np.uint8]:
    """Pale pink glaze, pooled darker where the wall of the dish bends into its well."""
    size = 256
    y, x = (np.mgrid[0:size, 0:size] + 0.5) / size - 0.5
    radius = np.hypot(x, y) * 2 * RIM / 0.98
    pooled = np.exp(-(((radius - 40.0) / 2.2) ** 2)) + 0.5 * np.exp(-(((radius - 46.0) / 5.0) ** 2))
    rim = np.exp(-(((radius - 53.4) / 1.1) ** 2))
    cloud = noise(size, size, cells=(6, 6), octaves=3, seed=51)
    gain = 1.0 - 0.13 * pooled - 0.16 * rim + 0.05 * (cloud - 0.5)
    return to_bytes(np.array([206.0, 158.0, 152.0]) * gain[..., None])
