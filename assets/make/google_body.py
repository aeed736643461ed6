"""Base, wheels and head of the Google robot, in mm in the link frames."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.google_paint import DARK, RING, SEAM, SHELL, Pieces
from simeval.assets.make.outline import rounded
from simeval.assets.make.servo import bolt
from simeval.assets.make.shapes import box, cylinder, onto, prism, turned_part
from simeval.assets.make.solid import Solid, hull, joined
from simeval.assets.make.sweep import Floor, stacked

CHASSIS = (
    Floor(z=-36.0, x=(-378.0, 112.0), y=(-176.0, 176.0), radius=40),
    Floor(z=-24.0, x=(-396.0, 132.0), y=(-187.0, 187.0), radius=52),
    Floor(z=20.0, x=(-402.0, 137.5), y=(-188.6, 188.6), radius=56),
    Floor(z=150.0, x=(-382.0, 126.0), y=(-180.0, 180.0), radius=58),
    Floor(z=190.0, x=(-370.0, 118.0), y=(-172.0, 172.0), radius=60),
    Floor(z=206.0, x=(-352.0, 104.0), y=(-156.0, 156.0), radius=56),
    Floor(z=212.6, x=(-318.0, 84.0), y=(-126.0, 126.0), radius=50),
)
# (radius, z) of the column below and above the turning torso.
FOOT = ((0, 205), (112, 205), (101, 212), (94, 226), (90.4, 249))
COLUMN = ((90.2, 249), (80.5, 560), (79.6, 585), (76.0, 589), (0, 589))
MAST = ((0, 806), (71.4, 806), (71.4, 812), (66.0, 1030), (61.0, 1062), (58.8, 1080))
NECK = ((58.8, 1080), (58.8, 1164), (55.6, 1170), (0, 1170))
# Carries the stop button before the mast.
HOLDER = hull(
    [
        (x, s * 26.5, z)
        for s in (-1, 1)
        for x, z in ((30, 1100), (62, 1101), (105, 1030), (105, 1006), (70, 1005), (30, 1050))
    ]
)


def base() -> Pieces:
    """Chassis, lower column, upper column with the holder for the stop button."""
    skirt = stacked(
        [
            Floor(z=-33.0, x=(-384.0, 119.0), y=(-179.0, 179.0), radius=44),
            Floor(z=-10.0, x=(-402.6, 138.4), y=(-189.4, 189.4), radius=54),
        ]
    )
    column = turned_part([*FOOT, *COLUMN[1:]], segments=56)
    mast = turned_part([*MAST, *NECK[1:]], segments=56)
    arches = [
        onto(prism(_arch(), -189.6, -186.6, bevel=0.8), "y"),
        onto(prism(_arch(), 186.6, 189.6, bevel=0.8), "y"),
    ]
    return [
        (joined([stacked(CHASSIS), column, mast]), SHELL),
        (skirt, SEAM),
        (joined([*arches, _slots(), _lidar()]), DARK),
        (joined([_ring(79.9, 586.0), _ring(71.9, 808.0), HOLDER]), RING),
        (joined([_screws(86.4, 330.0), _screws(69.6, 900.0), _ring(59.5, 1120.0, 2.0)]), SEAM),
    ]


def wheel() -> Pieces:
    """A driven wheel about y: rubber tyre, hub, bolts."""
    tyre = onto(turned_part(_TYRE, segments=48, closed=True), "y")
    hub = cylinder(44.0, -10.6, 10.6, axis="y", bevel=2.0, segments=40)
    angles = np.arange(5) * 2 * np.pi / 5
    nuts = [
        bolt((24 * np.cos(a), s * 10.6, 24 * np.sin(a)), f"{'+' if s > 0 else '-'}y", radius=4.0)
        for a in angles
        for s in (-1, 1)
    ]
    return [(tyre, DARK), (hub, SEAM), (joined(nuts), DARK)]


def rear_wheel() -> Pieces:
    """A castor wheel about y."""
    return [
        (cylinder(38.0, -10.8, 10.8, axis="y", bevel=2.5, segments=36), DARK),
        (cylinder(22.0, -11.4, 11.4, axis="y", bevel=1.0, segments=28), SEAM),
    ]


def head_pan() -> Pieces:
    """The turning neck with the bearing block of the head."""
    neck = turned_part(
        [(0, 4.6), (56.5, 4.6), (58.4, 7.0), (55.2, 132.0), (48.0, 148.0), (30.0, 152.6),
         (0, 153.0)],
        segments=48,
    )  # fmt: skip
    block = cylinder(34.0, -51.0, 51.0, axis="y", at=(118.5, 71.8), bevel=4.0, segments=40)
    brace = hull([(x, s * 40, z) for x, z in ((10, 70), (10, 140), (72, 148), (84, 90))
                  for s in (-1, 1)])  # fmt: skip
    return [(joined([neck, block, brace]), SHELL), (_ring(58.7, 9.0, 3.0), RING)]


def head_tilt() -> Pieces:
    """A visor about the tilt axis: two ears, a wide face with lenses."""
    face = onto(prism(_face(46.0), -111.6, 111.6, bevel=14.0, bevel_steps=5), "y")
    ears = [cylinder(33.0, s * 80.0 - 30.0, s * 80.0 + 30.0, axis="y", bevel=8.0, segments=40)
            for s in (-1, 1)]  # fmt: skip
    panel = box((114.0, -92.0, -29.0), (120.2, 92.0, 29.0), bevel=2.0, radius=20.0, axis="x")
    lenses = [
        cylinder(r, 119.6, 121.4, axis="x", at=(y, 0.0), bevel=0.6, segments=32)
        for y, r in ((0.0, 15.0), (-48.0, 11.0), (48.0, 11.0))
    ]
    glow = box((119.8, -20.0, 21.0), (120.8, 20.0, 24.0), bevel=0.3)
    return [(joined([face, *ears]), SHELL), (panel, DARK), (joined(lenses), SEAM), (glow, RING)]


def _face(half: float) -> np.ndarray:
    """(z, x) of the visor from the side, in front of the neck."""
    return rounded(
        [(-half, 48.0), (half, 48.0), (half, 100.0), (22.0, 118.5), (-22.0, 118.5), (-half, 100.0)],
        [16.0, 16.0, 18.0, 14.0, 14.0, 18.0],
    )[::-1]


_TYRE = ((40, -9.8), (59, -12.6), (63.4, -9.0), (64.2, 0), (63.4, 9.0), (59, 12.6), (40, 9.8))


def _arch() -> np.ndarray:
    """(z, x) of the dark recess behind a driven wheel."""
    angle = np.linspace(0, 2 * np.pi, 49)[:-1]
    return np.stack([72.0 * np.sin(angle), 72.0 * np.cos(angle)], axis=1)[::-1]


def _slots() -> Solid:
    """Vents in the column's front."""
    return joined(
        [box((78.0, -26.0, z), (87.6 - 0.026 * (z - 330), 26.0, z + 5.0), bevel=0.6)
         for z in (350.0, 364.0, 378.0, 392.0)]
    )  # fmt: skip


def _lidar() -> Solid:
    """The slit of the range finder along the chassis' nose."""
    return box((60.0, -120.0, 96.0), (132.6, 120.0, 112.0), bevel=1.0, radius=30.0)


def _ring(radius: float, z: float, height: float = 5.0) -> Solid:
    return cylinder(radius, z, z + height, bevel=0.5, segments=56)


def _screws(radius: float, z: float) -> Solid:
    return joined(
        [bolt((radius - 1.2, 0.0, z), "+x", radius=4.2, height=1.6).turned("z", a)
         for a in (60.0, 150.0, 240.0, 330.0)]
    )  # fmt: skip
