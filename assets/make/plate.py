"""A shallow ceramic plate; the origin is under its middle."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.shapes import turned_part
from simeval.assets.make.solid import Solid, hull
from simeval.assets.make.texture import linear

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
    glaze = Material(name="plate_glaze", colour=linear(222, 178, 172), roughness=0.35)
    return [Part(solid=dish.scaled(0.001), material=glaze, crease_degrees=35)]
