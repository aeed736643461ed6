"""Torso, shoulder, bicep, elbow, forearm and wrist of the Google robot, in mm in the link frames.

Every joint turns about y or z. The links are pipes that bend from one axis to the next; the
collision shapes are the hulls of the same pipes.
"""

from __future__ import annotations

import numpy as np

from simeval.assets.make.google_paint import DARK, RING, SEAM, SHELL, Pieces
from simeval.assets.make.servo import bolt
from simeval.assets.make.shapes import box, cylinder, onto, turned_part
from simeval.assets.make.solid import Solid, joined
from simeval.assets.make.spine import body_along_x
from simeval.assets.make.sweep import Pipe

SHOULDER = Pipe(start=(81.5, 0), corner=(2.3, 0), end=(2.3, 218), bend=36, radii=(65.0, 57.5))
BICEP = Pipe(start=(0, 0), corner=(0, 185), end=(-67.5, 185), bend=24, radii=(56.5, 52.5))
ELBOW = Pipe(start=(0, 0), corner=(-101, 0), end=(-101, 91), bend=45, radii=(51.0, 45.5))

# (z, half width in x, low y, high y) of the links that end in a knuckle.
FOREARM = (
    (-0.8, 44.0, -43.5, 44.5),
    (1.5, 45.3, -45.0, 46.0),
    (44.0, 41.8, -37.6, 49.4),
    (90.0, 37.2, -28.8, 52.6),
    (135.0, 32.8, -19.8, 55.6),
    (180.0, 29.5, -10.2, 58.4),
    (226.0, 34.5, -6.0, 61.0),
    (249.0, 38.7, -9.8, 62.8),
    (271.0, 41.0, -10.0, 64.0),
    (292.0, 37.5, -9.6, 62.8),
    (306.0, 27.0, -6.0, 58.0),
    (313.8, 6.0, 6.0, 46.0),
)
WRIST = (
    (-38.6, 4.0, -40.0, -18.0),
    (-31.0, 23.0, -48.0, -8.0),
    (-18.0, 34.0, -52.0, -3.6),
    (0.0, 39.4, -53.4, -2.2),
    (20.0, 40.4, -53.0, 4.0),
    (38.0, 40.9, -51.6, 22.0),
    (56.0, 40.9, -48.6, 43.0),
    (74.0, 40.7, -43.6, 46.0),
    (94.0, 40.3, -37.0, 46.0),
    (109.0, 38.6, -33.4, 45.0),
    (111.6, 37.0, -31.8, 43.4),
)


def torso() -> Pieces:
    """The turning part of the column, with the stub that carries the shoulder."""
    wall = turned_part(
        [(0, -0.6), (75.5, -0.6), (78.4, 2.4), (71.6, 209.0), (68.4, 212.0), (0, 212.0)],
        segments=48,
    )
    stub = cylinder(51.8, 66.0, 167.8, axis="y", at=(113.0, 0.0), bevel=2.0, segments=40)
    return [
        (wall, SHELL),
        (stub.mirrored("y"), SHELL),
        (cylinder(78.9, 3.0, 8.0, bevel=0.6, segments=48), RING),
        (_dots([(77.2, 40.0), (73.0, 170.0)], (20, 140, 260)), SEAM),
    ]


def shoulder() -> Pieces:
    """The pipe from the column up to the bicep."""
    return [
        (SHOULDER.solid(), SHELL),
        (cylinder(65.5, 76.0, 79.5, axis="y", bevel=0.5, segments=48), RING),
        (_seam(59.2, 158.0, y=2.3), SEAM),
        (_side_dots([(60.9, 80.0), (58.8, 185.0)]), DARK),
    ]


def bicep() -> Pieces:
    """The pipe that turns about its own length and ends at the elbow."""
    return [
        (BICEP.solid(), SHELL),
        (cylinder(57.0, 2.5, 7.0, bevel=0.5, segments=48), RING),
        (_seam(55.6, 70.0, y=0.0), SEAM),
        (_side_dots([(55.9, 40.0), (54.8, 110.0), (53.6, 185.0)]), DARK),
    ]


def elbow() -> Pieces:
    """The bend between bicep and forearm, with a cap over the elbow motor."""
    return [
        (ELBOW.solid(), SHELL),
        (cylinder(51.4, -6.5, -2.5, axis="y", bevel=0.5, segments=48), RING),
        (_grille(radius=22.0, y=-148.4, z=34.0), DARK),
    ]


def forearm() -> Pieces:
    """A tapering link that widens to the knuckle of the wrist."""
    body = onto(body_along_x(FOREARM, count=40, segments=40, power=2.35), "y")
    cap = cylinder(30.0, 63.2, 65.4, axis="y", at=(272.0, 0.0), bevel=1.0, segments=40)
    holes = [_eye((s * 34.6, 14.0, 112.0), f"{'+' if s > 0 else '-'}x") for s in (-1, 1)]
    holes += [_eye((s * 30.2, 25.0, 190.0), f"{'+' if s > 0 else '-'}x") for s in (-1, 1)]
    return [
        (body, SHELL),
        (cylinder(45.9, 4.0, 8.0, at=(0.0, 0.5), bevel=0.5, segments=48), RING),
        (cap, SEAM),
        (joined(holes), DARK),
    ]


def wrist() -> Pieces:
    """From the knuckle to the round seat of the gripper."""
    body = onto(body_along_x(WRIST, count=36, segments=40, power=2.35), "y")
    cap = cylinder(28.0, 52.4, 54.6, axis="y", at=(0.0, 0.0), bevel=1.0, segments=40)
    seat = cylinder(39.4, 103.0, 109.0, at=(0.0, 6.0), bevel=0.6, segments=48)
    return [
        (body, SHELL),
        (cap.mirrored("y"), SEAM),
        (seat, RING),
        (_eye((40.2, 4.0, 80.0), "+x"), DARK),
        (_eye((-40.2, 4.0, 80.0), "-x"), DARK),
    ]


def _seam(radius: float, z: float, *, y: float) -> Solid:
    """A thin joint line around a vertical pipe."""
    return cylinder(radius + 0.6, z, z + 1.6, at=(0.0, y), segments=48)


def _eye(at: tuple[float, float, float], axis: str) -> Solid:
    return bolt(at, axis, radius=4.2, height=0.9)


def _side_dots(places: list[tuple[float, float]]) -> Solid:
    """Screw covers on both sides (+-x) of a pipe; `places` are (radius, z)."""
    return joined(
        [
            _eye((s * (r - 0.3), 0.0, z), f"{'+' if s > 0 else '-'}x")
            for r, z in places
            for s in (-1, 1)
        ]
    )


def _dots(places: list[tuple[float, float]], degrees: tuple[int, ...]) -> Solid:
    """Screw covers around a vertical column; `places` are (radius, z)."""
    return joined(
        [
            bolt((r - 0.8, 0.0, z), "+x", radius=4.0, height=1.2).turned("z", float(a))
            for r, z in places
            for a in degrees
        ]
    )


def _grille(*, radius: float, y: float, z: float) -> Solid:
    """A round field of upright slits that looks towards -y."""
    slits = []
    for x in np.arange(-0.8 * radius, 0.81 * radius, 4.4):
        half = float(np.sqrt(radius**2 - x**2))
        slits.append(box((x - 1.1, y, z - half), (x + 1.1, y + 8.0, z + half)))
    return joined(slits)
