"""Convex parts of the sink unit, in mm in its frame: +x towards the robot, z up from the bottom.

Heights of floors, walls and rims follow those that SIMPLER simulates (within about 2 mm where an
object can touch them), so that the aubergine and the target plane come to rest alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from simeval.assets.make.solid import Solid, hull

BOTTOM = -1.3


def collision() -> list[Solid]:
    """All convex parts, in m."""
    parts = [*_rack_basin(), *_wash_basin(), *_rims()]
    return [part.scaled(0.001) for part in parts]


def _block(
    x: tuple[float, float],
    y: tuple[float, float],
    top: tuple[float, float, float, float],
    bottom: float = BOTTOM,
) -> Solid:
    """A block whose top corners have the heights (x0 y0, x1 y0, x1 y1, x0 y1)."""
    corners = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]
    points = [(*c, bottom) for c in corners]
    points += [(*c, z) for c, z in zip(corners, top, strict=True)]
    return hull(points)


def _along_y(
    profile: Sequence[tuple[float, float]], y: tuple[float, float], bottom: float = BOTTOM
) -> Solid:
    """A bar along y under a profile of (x, z)."""
    feet = [(x, bottom) for x in (min(p[0] for p in profile), max(p[0] for p in profile))]
    return hull([(x, yy, z) for yy in y for x, z in (*profile, *feet)])


def _along_x(
    profile: Sequence[tuple[float, float]], x: tuple[float, float], bottom: float = BOTTOM
) -> Solid:
    """A bar along x under a profile of (y, z)."""
    feet = [(y, bottom) for y in (min(p[0] for p in profile), max(p[0] for p in profile))]
    return hull([(xx, y, z) for xx in x for y, z in (*profile, *feet)])


def _rack_basin() -> list[Solid]:
    """The small basin with the yellow dish rack: floor, and the rack's steps at the back."""
    return [
        _block((-23.5, 99), (-150, -50), (51, 46.2, 45.8, 45.8)),
        _block((-46, -23.5), (-150, -112), (46.5, 45.0, 45.0, 45.6)),
        _block((-60, -25.6), (-112.6, -76), (64.5, 45.4, 45.4, 64.5)),
        _block((-60, -25.6), (-76, -50), (64, 46, 62.2, 64)),
        _along_y(((-60, 64), (-54, 63.5), (-48.2, 62), (-43, 46.5)), (-150, -128)),
        _along_y(((-60, 64), (-56, 62), (-50, 61), (-44, 46)), (-128, -112)),
        # Walls: towards -y, and the foot of the one towards the robot.
        _along_x(((-165, 98.5), (-157.5, 97.5), (-151.5, 62), (-146.2, 53)), (-62, 60)),
        _along_x(((-165, 98.5), (-154, 97.5), (-149.5, 62), (-146.5, 49)), (60, 112)),
        _along_y(((113, 90), (105.5, 90), (100.5, 69), (95.5, 46)), (-165, -100)),
        _along_y(((113, 88), (106, 88), (102, 64), (94.5, 46)), (-100, -46)),
        _along_y(((113, 94), (102.5, 90), (98.5, 68), (94, 61), (91.8, 46)), (-79, -67)),
        _along_y(((113, 96), (102, 96.5), (98.2, 91), (93.8, 62), (92, 46)), (-67, -46)),
    ]


def _wash_basin() -> list[Solid]:
    """The large basin: a floor that falls gently towards +y, walls, blunt corners."""
    return [
        _block((-48, 112), (-24, 62), (44.5, 45.5, 40.4, 40.4)),
        _block((-48, 112), (62, 172), (40.4, 40.6, 40.6, 40.2)),
        _along_y(((-56, 66), (-49, 62), (-38.5, 41.5)), (-24, 172)),
        _along_y(((117, 91), (115, 86), (110.4, 62), (104.5, 43)), (-24, 70)),
        _along_y(((119, 91), (116, 88), (110.8, 41)), (70, 172)),
        _along_x(((176, 96), (171.5, 93), (167, 41)), (-50, 112)),
        _block((-56, -24), (157, 175), (62, 40.5, 62, 62)),
        _block((76, 116), (160, 175), (40.5, 62, 62, 62)),
        # The wall between the basins.
        _along_x(((-54.5, 50), (-48, 62.3), (-25, 62.3), (-13.5, 44.5)), (-62, 112)),
        _along_x(((-47.5, 62), (-44, 93), (-41.5, 98.2), (-33.8, 97.6), (-30.5, 62)), (-62, 112)),
    ]


def _rims() -> list[Solid]:
    """The deck around the basins; its back carries a ridge beside the rack."""
    front = (
        (104.5, 90.5),
        (109, 95.5),
        (114, 97),
        (121, 95.6),
        (127, 93.6),
        (132, 91),
        (138.1, 84),
    )
    front_right = ((115.5, 88), (117, 92), (121, 94.6), (127, 93.6), (132, 91), (138.1, 84))
    back = ((-137.2, 88), (-132, 92.6), (-126, 95.8), (-115, 98.4), (-93, 99.8), (-56, 99.2))
    ridge = (
        (-137.2, 90),
        (-132, 95),
        (-115, 108.5),
        (-104, 116),
        (-98, 117.3),
        (-88, 117),
        (-77, 112),
        (-66, 104),
        (-60.5, 99.5),
    )
    left = ((-203.5, 82), (-198, 93.5), (-191, 96), (-175, 98.6), (-165, 99))
    right = ((171.8, 93.5), (173.5, 96.6), (181, 94.6), (189, 90.6), (195.6, 84))
    return [
        _along_y(front, (-165, -25)),
        _along_y(front_right, (-25, 174)),
        _along_y(back, (-34, 174)),
        _along_y(ridge, (-160, -52)),
        _along_y(((-137.2, 88), (-126, 97), (-110, 106), (-85, 107), (-60, 100)), (-165, -34)),
        _along_x(left, (-137.2, 138.1)),
        _along_x(right, (-137.2, 138.1)),
    ]
