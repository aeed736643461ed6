"""The room of the table tasks: a cherry table in a nook of felt partitions."""

from __future__ import annotations

from simeval.assets.make import surfaces
from simeval.assets.make.mapped import box_mapped, mapped
from simeval.assets.make.path_tracer import Body, Camera, Lamp, Shot, Surface
from simeval.assets.make.shapes import box
from simeval.assets.make.solid import Solid, joined
from simeval.assets.make.texture import linear

Corner = tuple[float, float, float]

TABLE_TOP = 0.8695  # where the objects stand
CAMERA = Camera(
    base_xyz=(0.147, 0.028, 0.870),
    base_quat_wxyz=(0.0, 0.0, 0.0, 1.0),
    mount_xyz=(0.0, -0.16, 0.36),
    mount_quat_wxyz=(0.89929167, -0.09263245, 0.35892477, 0.23209206),
)
LAMPS = (
    Lamp(at=(0.1, 0.5, 2.6), facing=(0.0, 0.0, -1.0), half=(0.9, 0.5), radiance=(6.4, 6.2, 5.8)),
    Lamp(at=(-1.6, 2.2, 2.1), facing=(0.6, -0.8, -0.45), half=(0.6, 0.8), radiance=(5.2, 5.6, 6.2)),
)


def bodies() -> list[Body]:
    """Table, partitions, floor and what lies about; no robot, no task object."""
    top = box_mapped(
        box((-0.372, -0.318, TABLE_TOP - 0.034), (0.046, 1.6, TABLE_TOP), bevel=0.007), size=0.9
    )
    cherry = surfaces.wood(surfaces.CHERRY, seed=101, roughness=0.34, rings=11.0)
    felt = surfaces.felt((120, 126, 136), seed=201)
    side_felt = surfaces.felt((116, 122, 132), seed=202)
    trim = Surface(colour=linear(168, 170, 172), roughness=0.35, metallic=0.9)
    dark = Surface(colour=linear(46, 48, 52), roughness=0.6)
    room = [
        Body(solid=top, surface=cherry),
        Body(solid=_panel((-0.43, -0.42, 0.3), (-0.392, 0.40, 1.75), "y"), surface=felt),
        Body(solid=_panel((-0.43, 0.424, 0.3), (-0.392, 1.7, 1.75), "y"), surface=felt),
        Body(solid=_panel((-0.40, -0.39, 0.3), (0.02, -0.352, 1.75), "x"), surface=side_felt),
        Body(solid=box((-0.432, 0.401, 0.3), (-0.388, 0.423, 1.76), bevel=0.003), surface=trim),
        Body(solid=box((-0.434, -0.394, 0.3), (-0.386, -0.348, 1.77), bevel=0.004), surface=trim),
        Body(solid=box((0.021, -0.394, 0.3), (0.044, -0.348, 1.77), bevel=0.003), surface=trim),
        Body(
            solid=mapped(box((-3, -3, -0.02), (3, 3, 0.0)), "x", "y", size=0.5),
            surface=surfaces.carpet((74, 80, 92), seed=301),
        ),
        Body(
            solid=mapped(box((-3, -2.05, 0), (3, -2.0, 3)), "x", "z", size=1.5),
            surface=surfaces.plaster((206, 202, 194), seed=302),
        ),
    ]
    legs = [
        box((x, y, 0.0), (x + 0.05, y + 0.05, TABLE_TOP - 0.034), bevel=0.004)
        for x in (-0.34, -0.03)
        for y in (-0.28, 1.4)
    ]
    rail = box((-0.02, -0.23, 0.76), (0.0, 1.4, 0.83), bevel=0.003)
    room.append(Body(solid=joined([*legs, rail]), surface=dark))
    return room


def _panel(low: Corner, high: Corner, u: str) -> Solid:
    """A padded partition panel, cloth mapped upright."""
    return mapped(box(low, high, bevel=0.006, radius=0.008), u, "z", size=0.26)


SHOT = Shot(bodies=bodies, lamps=LAMPS, camera=CAMERA, sky=(0.32, 0.33, 0.35), exposure=1.32)
