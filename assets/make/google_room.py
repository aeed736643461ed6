"""The room of the Google robot's tasks: a workplace with a cabinet before felt partitions.

In the table-top pictures the cabinet stands in the room; in the drawer pictures its place is
empty, because the simulator draws it. World frame, m; the robot looks along -x, and what lies at
-y appears on the left.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simeval.assets.make import cabinet, surfaces
from simeval.assets.make.furniture import chair, crate, desk
from simeval.assets.make.google_camera import overhead_camera
from simeval.assets.make.mapped import box_mapped, mapped
from simeval.assets.make.path_tracer import Body, Lamp, Shot, Surface
from simeval.assets.make.shapes import box, tube
from simeval.assets.make.solid import Solid, joined
from simeval.assets.make.texture import linear
from simeval.assets.make.urdf import Box

FLOOR = 0.017
TABLE_TOP = 0.887
# Where the middle of the cabinet's floor is: simulated, and in the table-top pictures, where the
# measured table reaches 7 cm over the drawers.
DRAWER_PLACE = (-0.295, 0.0)
TABLE_PLACE = (-0.40, 0.21)
_SLAB = Box(centre=(0.031, 0.0, 0.850), size=(0.702, 0.64, 0.03))

_LAMPS = (
    Lamp(at=(0.3, 0.5, 2.7), facing=(-0.1, 0.0, -1.0), half=(0.12, 0.6), radiance=(26, 23, 18.5)),
    Lamp(at=(-0.3, -1.4, 2.7), facing=(0.0, 0.0, -1.0), half=(0.5, 0.3), radiance=(7.0, 6.4, 5.4)),
    Lamp(at=(-0.82, 0.18, 2.7), facing=(0.1, 0.0, -1.0), half=(0.05, 0.30), radiance=(24, 22, 18)),
    Lamp(at=(2.4, -0.6, 2.4), facing=(-1.0, 0.1, -0.6), half=(0.7, 0.7), radiance=(2.6, 2.6, 2.6)),
)
_SKY = (0.20, 0.19, 0.175)
_EXPOSURE = 1.2
_BLACK = Surface(colour=linear(24, 24, 26), roughness=0.45)


def table_bodies() -> list[Body]:
    """The room with the cabinet in it, drawers closed."""
    x, y = TABLE_PLACE
    board = Surface(texture=cabinet.laminate((158, 142, 130), seed=121), roughness=0.5)
    steel = Surface(colour=linear(26, 26, 28), roughness=0.35)
    top = surfaces.speckled((172, 153, 132), seed=401)
    solids: list[tuple[Solid, Surface]] = [
        (cabinet.carcass(), board),
        (box_mapped(cabinet.block(_SLAB, bevel=0.003), size=0.6), top),
    ]
    for height in cabinet.DRAWER_HEIGHTS.values():
        solids += [
            (cabinet.front().moved(z=height), board),
            (cabinet.handle().moved(z=height), steel),
        ]
    lift = TABLE_TOP - _SLAB.centre[2] - _SLAB.size[2] / 2
    placed = [Body(solid=s.moved(x, y, lift), surface=surface) for s, surface in solids]
    return [*_surroundings(TABLE_PLACE), *placed]


def drawer_bodies() -> list[Body]:
    """The room without the cabinet."""
    return _surroundings(DRAWER_PLACE)


def _surroundings(place: tuple[float, float]) -> list[Body]:
    """Floor, partitions and furniture around the place of the cabinet."""
    around = [*_partition(), *_left(), *_right()]
    floor = mapped(box((-4, -4, -0.05), (4, 4, 0.0)), "x", "y", size=2.3)
    room = [Body(solid=floor, surface=surfaces.concrete((164, 146, 122), seed=411)), *around]
    x, y = place
    return [
        Body(
            solid=body.solid.moved(x, y, FLOOR),
            surface=body.surface,
            crease_degrees=body.crease_degrees,
        )
        for body in room
    ]


def _partition() -> list[Body]:
    """Felt panels between black posts, 12 cm behind the cabinet."""
    felt = surfaces.felt((120, 108, 98), seed=421)
    panels = [
        mapped(box((-0.475, y0 + 0.02, 0.10), (-0.44, y1 - 0.02, 1.75), bevel=0.006), "y", "z",
               size=0.34)
        for y0, y1 in ((-2.6, -1.27), (-1.27, -0.06), (-0.06, 1.15), (1.15, 2.5))
    ]  # fmt: skip
    posts = [box((-0.48, y - 0.022, 0.0), (-0.425, y + 0.022, 1.8), bevel=0.004)
             for y in (-1.27, -0.06, 1.15)]  # fmt: skip
    rail = box((-0.478, -2.6, 0.02), (-0.43, 2.5, 0.10), bevel=0.004)
    wall = box((-1.4, -3, 0), (-1.35, 3, 2.6))
    return [
        *(Body(solid=panel, surface=felt) for panel in panels),
        Body(solid=joined([*posts, rail]), surface=_BLACK),
        Body(solid=wall, surface=Surface(colour=linear(120, 112, 104), roughness=0.8)),
    ]


def _left() -> list[Body]:
    """A desk, a crate of paper bags under it, a chair."""
    return [
        *desk((-0.18, -1.12), width=0.62, depth=0.62, height=0.72),
        *crate((-0.20, -0.60), turn=12.0),
        *chair((0.42, -0.98), turn=20.0),
    ]


def _right() -> list[Body]:
    """A desk with a laptop, a chair, a cable on the floor."""
    t = np.linspace(0, 1, 40)
    cable = np.column_stack([
        -0.36 + 0.5 * t + 0.06 * np.sin(9 * t), 0.47 + 0.34 * t + 0.05 * np.cos(11 * t),
        np.full(40, 0.006),
    ])  # fmt: skip
    return [
        *desk((-0.14, 1.02), width=0.60, depth=0.60, height=0.74),
        *chair((0.30, 1.06), turn=-35.0),
        Body(solid=tube(cable, 0.004, segments=8), surface=_BLACK),
    ]


# Base poses of the robot: (x, y, yaw from looking along -x), by picture.
_STANDS = {
    "google_coke_can_real_eval_1": (0.35, 0.20, 0.0),
    "google_move_near_real_eval_1": (0.35, 0.21, -0.09),
    "open_drawer_a0": (0.644, -0.179, -0.03),
    "open_drawer_a1": (0.765, -0.182, -0.02),
    "open_drawer_a2": (0.889, -0.203, -0.06),
    "open_drawer_b0": (0.652, 0.009, 0.0),
    "open_drawer_b1": (0.752, 0.009, 0.0),
    "open_drawer_b2": (0.851, 0.035, 0.0),
    "open_drawer_c0": (0.665, 0.224, 0.0),
    "open_drawer_c1": (0.765, 0.222, -0.025),
    "open_drawer_c2": (0.865, 0.222, -0.025),
}


def _lamps(place: tuple[float, float]) -> list[Lamp]:
    dx, dy = place
    return [replace(lamp, at=(lamp.at[0] + dx, lamp.at[1] + dy, lamp.at[2])) for lamp in _LAMPS]


def _shots() -> dict[str, Shot]:
    shots = {}
    for name, (x, y, yaw) in _STANDS.items():
        drawers = name.startswith("open_drawer")
        shots[name] = Shot(
            bodies=drawer_bodies if drawers else table_bodies,
            lamps=_lamps(DRAWER_PLACE if drawers else TABLE_PLACE),
            camera=overhead_camera(x, y, yaw=yaw),
            sky=_SKY,
            exposure=_EXPOSURE,
        )
    return shots


SHOTS = _shots()
