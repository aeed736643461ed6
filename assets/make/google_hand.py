"""Gripper, fingers, fingertips and nails of the Google robot, in mm in the link frames.

A finger turns about x, points along z and closes towards -y: the ribbed pad lies at -y, the
coloured back at +y.
"""

from __future__ import annotations

from simeval.assets.make.google_paint import DARK, FINGER, PAD, RING, SEAM, SHELL, Pieces
from simeval.assets.make.servo import bolt
from simeval.assets.make.shapes import box, cylinder, onto
from simeval.assets.make.solid import Solid, hull, joined
from simeval.assets.make.spine import body_along_x
from simeval.assets.make.sweep import Floor, stacked

# (z, half width in x, low y, high y)
GRIPPER = (
    (1.2, 38.6, -42.0, 42.0),
    (4.0, 40.2, -43.4, 43.4),
    (20.0, 40.5, -46.2, 46.2),
    (38.0, 40.8, -49.2, 49.2),
    (50.0, 38.2, -44.6, 44.6),
    (60.0, 34.6, -36.6, 36.6),
    (68.0, 30.0, -27.6, 27.6),
    (75.6, 22.0, -17.0, 17.0),
)


def gripper() -> Pieces:
    """The round body on the wrist with the hinges of both fingers."""
    body = onto(body_along_x(GRIPPER, count=30, segments=40, power=2.3), "y")
    collar = cylinder(39.6, 0.4, 3.2, bevel=0.4, segments=48)
    hinges = [cylinder(8.6, -30.0, 30.0, axis="x", at=(s * 25.0, 58.6), bevel=1.0, segments=28)
              for s in (-1, 1)]  # fmt: skip
    pins = [bolt((s * 30.0, t * 25.0, 58.6), f"{'+' if s > 0 else '-'}x", radius=4.4, height=1.4)
            for s in (-1, 1) for t in (-1, 1)]  # fmt: skip
    lens = box((-9.0, -7.0, 75.0), (9.0, 7.0, 76.2), bevel=0.4, radius=3.0)
    return [
        (body, SHELL),
        (collar, RING),
        (joined(hinges), SEAM),
        (joined([*pins, lens]), DARK),
    ]


def finger() -> Pieces:
    """Lower half of a finger: hinge barrel, back plate, ribbed pad, clips."""
    back = stacked(
        [
            Floor(z=13.0, x=(-19.0, 19.0), y=(-4.0, 18.0), radius=5.0),
            Floor(z=18.0, x=(-26.4, 26.4), y=(-5.0, 19.6), radius=6.0),
            Floor(z=34.0, x=(-24.6, 24.6), y=(-6.4, 14.2), radius=6.0),
            Floor(z=56.0, x=(-21.6, 21.6), y=(-7.0, 7.0), radius=5.0),
            Floor(z=67.0, x=(-19.8, 19.8), y=(-8.0, 3.4), radius=4.0),
            Floor(z=69.4, x=(-18.6, 18.6), y=(-7.0, 2.4), radius=3.6),
        ]
    )
    arms = [box((s * 17.0 - 4.0, -8.0, -6.0), (s * 17.0 + 4.0, 10.0, 22.0), bevel=1.6, radius=5.0,
                axis="x") for s in (-1, 1)]  # fmt: skip
    barrel = cylinder(7.4, -21.0, 21.0, axis="x", bevel=0.8, segments=24)
    clips = [box((s * 12.0 - 2.4, 3.0, 60.0), (s * 12.0 + 2.4, 8.2, 70.0), bevel=0.9)
             for s in (-1, 1)]  # fmt: skip
    return [
        (joined([back, *arms, *clips]), FINGER),
        (barrel, SEAM),
        (_ribbed(24.0, 66.0, half=(21.0, 17.6), face=(-16.5, -17.5), root=-5.0, count=7), PAD),
    ]


def finger_tip() -> Pieces:
    """Upper half of a finger, tapering to a blunt edge."""
    back = stacked(
        [
            Floor(z=-2.6, x=(-19.0, 19.0), y=(-3.0, 14.6), radius=4.0),
            Floor(z=0.0, x=(-20.6, 20.6), y=(-3.4, 15.2), radius=5.0),
            Floor(z=14.0, x=(-18.2, 18.2), y=(-3.4, 10.6), radius=5.0),
            Floor(z=30.0, x=(-14.9, 14.9), y=(-3.6, 5.2), radius=4.0),
            Floor(z=40.0, x=(-12.6, 12.6), y=(-4.6, 2.0), radius=3.0),
            Floor(z=45.0, x=(-11.4, 11.4), y=(-0.9, 0.2), radius=0.5),
        ]
    )
    ridge = box((-4.0, 3.0, 6.0), (4.0, 11.0, 24.0), bevel=1.2)
    return [
        (joined([back, ridge]), FINGER),
        (_ribbed(1.0, 37.0, half=(18.4, 12.2), face=(-6.6, -6.1), root=-2.0, count=6), PAD),
    ]


def nail() -> Pieces:
    """The hard edge at the very tip."""
    return [(NAIL, SEAM)]


def _ribbed(
    low: float, high: float, *,
    half: tuple[float, float], face: tuple[float, float], root: float, count: int,
) -> Solid:  # fmt: skip
    """A pad of crosswise ribs over a base, from z `low` to `high`; values run along z."""
    base = hull(
        [(s * half[k], y, (low, high)[k]) for k in (0, 1) for s in (-1, 1)
         for y in (root, face[k] + 1.6)]
    )  # fmt: skip
    pitch = (high - low) / count
    ribs = []
    for k in range(count):
        share = (k + 0.35) / count
        wide = half[0] + share * (half[1] - half[0]) - 0.6
        front = face[0] + share * (face[1] - face[0])
        z = low + k * pitch
        ribs.append(box((-wide, front, z), (wide, front + 2.4, z + 0.66 * pitch), bevel=0.5))
    return joined([base, *ribs])


# (x, y, z) of one half of the nail.
NAIL = hull(
    [
        (s * x, y, z)
        for s in (-1, 1)
        for x, y, z in (
            (7.5, 0.16, -1.24), (7.5, -0.78, -1.55), (7.5, -0.27, -0.28), (7.42, -0.74, 0.39),
            (6.98, -1.3, 0.98), (6.1, -1.87, 1.42), (5.36, -2.06, 1.55), (5.36, -2.45, 0.9),
            (6.18, -2.25, 0.73), (6.93, -1.82, 0.28), (7.36, -1.33, -0.4),
        )
    ]
)  # fmt: skip
