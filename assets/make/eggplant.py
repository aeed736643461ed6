"""A small aubergine lying along x: stalk at -x, fat end at +x."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.shapes import loft
from simeval.assets.make.solid import Floats, Solid, hull
from simeval.assets.make.spine import body_along_x, rings_along_x
from simeval.assets.make.texture import linear, noise, ramp, to_bytes

# (x, half width, low z, high z) in mm.
BODY = (
    (-34.0, 4.5, 3.0, 13.0),
    (-32.0, 8.0, -1.0, 15.6),
    (-27.7, 11.3, -7.9, 16.6),
    (-16.6, 14.5, -14.0, 17.0),
    (-5.5, 17.1, -17.9, 17.2),
    (5.5, 18.3, -19.9, 17.4),
    (11.1, 18.6, -20.2, 17.3),
    (18.0, 17.8, -19.3, 16.6),
    (25.0, 14.6, -16.9, 13.2),
    (30.0, 10.0, -12.4, 8.4),
    (33.0, 4.8, -6.6, 2.6),
    (33.8, 2.0, -3.6, -0.4),
)
STALK = (
    (-44.9, 2.0, 9.8, 13.8),
    (-43.5, 2.6, 9.0, 14.2),
    (-38.0, 2.9, 7.2, 13.2),
    (-31.0, 4.0, 4.6, 12.6),
)


def collision() -> list[Solid]:
    """One convex body over fruit and stalk."""
    rings = [
        *rings_along_x(BODY, count=6, segments=12, power=2.4),
        *rings_along_x(STALK, count=2, segments=6),
    ]
    return [hull(np.vstack(rings)).scaled(0.001)]


def visual() -> list[Part]:
    """Glossy purple fruit, green calyx with five points, short stalk."""
    skin = Material(name="eggplant_skin", roughness=0.22, texture=_skin())
    green = Material(name="eggplant_calyx", colour=linear(92, 122, 58), roughness=0.7)
    fruit = body_along_x(BODY, count=36, segments=36)
    stalk = body_along_x(STALK, count=10, segments=14)
    return [
        Part(solid=fruit.scaled(0.001), material=skin, crease_degrees=80),
        Part(solid=stalk.scaled(0.001), material=green, crease_degrees=70),
        Part(solid=_calyx().scaled(0.001), material=green, crease_degrees=60),
    ]


def _calyx() -> Solid:
    """A star-shaped cap over the shoulder of the fruit, 0.7 mm proud of it."""
    angle = np.linspace(0, 2 * np.pi, 61)
    reach = 5.0 + 11.5 * np.abs(np.cos(2.5 * angle)) ** 1.6  # mm along x from the stalk
    table = np.array(BODY)
    rings = []
    for share in (0.0, 0.2, 0.45, 0.7, 0.9, 1.0):
        x = -34.2 + share * reach
        lift = 0.8 if share < 1.0 else 0.1
        width = np.interp(x, table[:, 0], table[:, 1]) + lift
        low = np.interp(x, table[:, 0], table[:, 2]) - lift
        high = np.interp(x, table[:, 0], table[:, 3]) + lift
        y, z = width * np.cos(angle), (low + high) / 2 + (high - low) / 2 * np.sin(angle)
        ring = np.column_stack([x, y, z])
        ring[-1] = ring[0]
        rings.append(ring)
    hub = np.repeat(np.array([[-34.6, 0.0, 8.0]]), len(angle), 0)
    solid = loft([hub, *rings])
    return Solid(vertices=solid.vertices, faces=solid.faces)


def _skin() -> NDArray[np.uint8]:
    """Deep purple, a little lighter and redder under the calyx."""
    streaks: Floats = noise(128, 128, cells=(4, 24), octaves=3, seed=21)
    along = np.linspace(0, 1, 128)[:, None]
    value = 0.5 + 0.55 * (streaks - 0.5) + 0.25 * np.exp(-along * 9)
    return to_bytes(ramp(value, ((0.2, (66, 32, 84)), (0.5, (88, 44, 108)), (0.9, (128, 70, 138)))))
