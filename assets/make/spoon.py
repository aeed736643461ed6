"""A spoon along x: steel bowl at -x, thick green silicone handle at +x."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.shapes import loft
from simeval.assets.make.solid import Floats, Solid, hull
from simeval.assets.make.spine import body_along_x, rings_along_x
from simeval.assets.make.texture import linear

# (x, half width, low z, high z) in mm.
HANDLE = (
    (-14.0, 4.2, -2.0, 5.0),
    (-11.0, 6.2, -4.6, 8.0),
    (-4.0, 8.6, -7.4, 10.6),
    (8.0, 11.4, -10.0, 12.8),
    (20.0, 12.6, -11.3, 13.3),
    (34.0, 12.4, -11.1, 13.1),
    (48.0, 11.2, -10.4, 12.6),
    (57.0, 9.8, -7.9, 11.4),
    (63.0, 6.9, -3.4, 9.2),
    (66.6, 3.4, 0.6, 7.0),
    (67.9, 1.4, 2.4, 5.2),
)
# The hull that the arm feels: bowl and handle under one skin, as in SIMPLER.
SKIN = (
    (-73.1, 1.8, 13.3, 14.9),
    (-70.0, 7.5, 8.4, 15.1),
    (-62.7, 13.4, 0.5, 15.2),
    (-52.7, 17.0, -6.2, 15.0),
    (-42.7, 17.4, -8.6, 14.8),
    (-20.0, 15.8, -9.7, 14.3),
    (17.4, 13.5, -11.4, 13.4),
    (47.4, 11.6, -10.6, 12.7),
    (57.4, 10.2, -7.7, 11.3),
    (65.0, 4.4, -1.6, 8.2),
    (67.9, 1.4, 2.4, 5.2),
)
_BOWL_TIP, _BOWL_NECK, _RIM = -73.1, -16.0, 14.9


def collision() -> list[Solid]:
    """One convex body."""
    rings = rings_along_x(SKIN, count=8, segments=12, power=2.4)
    return [hull(np.vstack(rings)).scaled(0.001)]


def visual() -> list[Part]:
    """Bowl with an inside, neck and handle."""
    steel = Material(name="spoon_steel", colour=linear(196, 200, 203), roughness=0.35)
    silicone = Material(name="spoon_silicone", colour=linear(140, 178, 84), roughness=0.6)
    handle = body_along_x(HANDLE, count=36, segments=28, power=2.2)
    neck = body_along_x(
        ((-26.0, 5.0, -5.0, 0.0), (-19.0, 3.6, -3.0, 2.4), (-8.0, 3.4, -1.6, 4.6)), count=8
    )
    return [
        Part(solid=_bowl().scaled(0.001), material=steel, crease_degrees=60),
        Part(solid=neck.scaled(0.001), material=steel, crease_degrees=60),
        Part(solid=handle.scaled(0.001), material=silicone, crease_degrees=60),
    ]


def _bowl() -> Solid:
    """Outer shell up to the rim, over the lip, and down into the bowl."""
    outline = _rim_outline()
    centre = np.array([-44.0, 0.0])
    rings: list[Floats] = []
    for share in np.linspace(0.04, 1.0, 9):  # outside, from the lowest point up
        rings.append(_bowl_ring(outline, centre, share, floor=-8.8))
    lip = 0.94
    rings.append(_bowl_ring(outline, centre, lip, floor=-8.8, at_rim=True))
    for share in np.linspace(lip, 0.04, 9)[1:]:
        rings.append(_bowl_ring(outline, centre, share, floor=-7.2))
    first = np.repeat(rings[0].mean(0)[None], len(outline), 0)
    last = np.repeat(rings[-1].mean(0)[None], len(outline), 0)
    solid = loft([first, *rings, last])
    return Solid(vertices=solid.vertices, faces=solid.faces)


def _rim_outline() -> Floats:
    """The egg-shaped rim seen from above, first point repeated."""
    angle = np.linspace(0, 2 * np.pi, 41)
    middle, reach = (_BOWL_TIP + _BOWL_NECK) / 2, (_BOWL_NECK - _BOWL_TIP) / 2
    x = middle + reach * np.cos(angle)
    y = 17.3 * np.sin(angle) * (1 - 0.12 * np.cos(angle))
    return np.column_stack([x, y])


def _bowl_ring(
    outline: Floats, centre: Floats, share: float, *, floor: float, at_rim: bool = False
) -> Floats:
    flat = centre + share * (outline - centre)
    rim_z = _RIM + (flat[:, 0] - _BOWL_TIP) * -0.19  # the rim dips towards the neck
    depth = 1.0 if at_rim else share**2.3
    return np.column_stack([flat, floor + (rim_z - floor) * depth])
