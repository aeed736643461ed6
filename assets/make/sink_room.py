"""The room of the sink task: the sink unit on a pine table before a tiled wall."""

from __future__ import annotations

import numpy as np

from simeval.assets.make import surfaces
from simeval.assets.make.mapped import box_mapped, mapped
from simeval.assets.make.outline import rectangle
from simeval.assets.make.path_tracer import Body, Camera, Lamp, Shot, Surface
from simeval.assets.make.shapes import box, cylinder, prism, tube
from simeval.assets.make.sink import DARK, DRAIN, ENAMEL, RACK, sink_solids
from simeval.assets.make.solid import Solid, joined
from simeval.assets.make.texture import linear

UNIT_XYZ = (-0.16, 0.13, 0.88)  # where the physical sink stands
CAMERA = Camera(
    base_xyz=(0.127, 0.06, 0.85),
    base_quat_wxyz=(0.0, 0.0, 0.0, 1.0),
    mount_xyz=(-0.00300001, -0.21, 0.39),
    mount_quat_wxyz=(-0.907313, 0.0782, -0.36434, -0.194741),
)
LAMPS = (
    Lamp(at=(0.2, 0.2, 2.5), facing=(-0.1, 0.0, -1.0), half=(0.6, 0.6), radiance=(5.6, 5.3, 4.9)),
    Lamp(at=(-0.5, 2.0, 2.0), facing=(0.2, -0.9, -0.5), half=(0.5, 0.7), radiance=(3.2, 3.4, 3.7)),
)


def bodies() -> list[Body]:
    """Sink unit, faucet, shelf, table and wall; no robot, no task object."""
    surface = {
        ENAMEL.name: Surface(colour=linear(160, 190, 196), roughness=0.32),
        RACK.name: Surface(colour=linear(228, 200, 108), roughness=0.38),
        DARK.name: Surface(colour=linear(42, 48, 60), roughness=0.55),
        DRAIN.name: Surface(colour=linear(14, 15, 16), roughness=0.5),
    }
    unit = [
        Body(solid=_placed(solid), surface=surface[material.name])
        for solid, material in sink_solids(fine=3)
    ]
    table = box_mapped(box((-0.62, -0.9, 0.845), (0.03, 1.3, 0.8787), bevel=0.004), size=0.8)
    wall = mapped(box((-0.75, -1.5, 0.0), (-0.70, 1.6, 2.2)), "y", "z", size=0.44)
    floor = mapped(box((-3, -3, -0.02), (3, 3, 0.0)), "x", "y", size=0.5)
    return [
        *unit,
        *_faucet(),
        *_shelf(),
        Body(solid=table, surface=surfaces.wood(surfaces.PINE, seed=111, roughness=0.45, rings=8)),
        Body(solid=wall, surface=surfaces.tiles((214, 208, 198), count=(3, 3), seed=211)),
        Body(solid=floor, surface=surfaces.carpet((112, 108, 104), seed=311)),
    ]


def _placed(solid: Solid) -> Solid:
    """From mm in the frame of the unit to world metres."""
    return solid.scaled(0.001).moved(*UNIT_XYZ)


def _faucet() -> list[Body]:
    """A grey toy mixer behind the large basin: foot, stem, spout and lever."""
    grey = Surface(colour=linear(142, 138, 134), roughness=0.42)
    foot = prism(rectangle(46, 118, at=(-97, 118), radius=16, segments=6), 97.5, 116, bevel=5)
    collar = cylinder(21, 115, 152, at=(-97, 112), bevel=3, segments=40)
    stem = cylinder(17, 150, 232, at=(-97, 112), bevel=3, segments=40)
    neck = cylinder(13, 230, 330, at=(-97, 112), bevel=2, segments=40)
    t = np.linspace(0, np.pi, 25)
    spout = np.column_stack([-45 - 52 * np.cos(t), 112 + 0 * t, 328 + 52 * np.sin(t)])
    lever = tube([(-97, 124, 172), (-95, 142, 176), (-90, 152, 196), (-86, 156, 226)], 6.5)
    knob = cylinder(12, 126, 142, axis="y", at=(174, -97), bevel=3, segments=28)
    parts = [foot, collar, stem, neck, tube(spout, 13, segments=20), lever, knob]
    return [Body(solid=_placed(joined(parts)), surface=grey)]


def _shelf() -> list[Body]:
    """A navy cabinet front that rises from the back of the unit."""
    navy = Surface(colour=linear(30, 44, 84), roughness=0.4)
    post = box((-136, -128, 96), (-118, -108, 420), bevel=3)
    body = box((-137, -8, 96), (-72, 62, 420), bevel=4, radius=5)
    face = box((-73, 2, 112), (-69.5, 52, 410), bevel=1.5)
    rim = Surface(colour=linear(24, 36, 70), roughness=0.45)
    return [
        Body(solid=_placed(joined([post, body])), surface=navy),
        Body(solid=_placed(face), surface=rim),
    ]


SHOT = Shot(bodies=bodies, lamps=LAMPS, camera=CAMERA, sky=(0.22, 0.22, 0.23), exposure=0.88)
