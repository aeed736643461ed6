"""Office furniture for the background pictures, on a floor at z = 0, m."""

from __future__ import annotations

import numpy as np

from simeval.assets.make import surfaces
from simeval.assets.make.mapped import mapped
from simeval.assets.make.path_tracer import Body, Surface
from simeval.assets.make.shapes import box, cylinder
from simeval.assets.make.solid import Solid, joined
from simeval.assets.make.texture import linear

Xy = tuple[float, float]

_BLACK = Surface(colour=linear(22, 22, 24), roughness=0.42)
_DARK_TOP = Surface(colour=linear(52, 46, 42), roughness=0.35)


def desk(at: Xy, *, width: float, depth: float, height: float) -> list[Body]:
    """A desk on two T-shaped legs; width along y, depth along x."""
    x, y = at
    top = box((-depth / 2, -width / 2, height - 0.025), (depth / 2, width / 2, height), bevel=0.004)
    legs = []
    for s in (-1, 1):
        along = s * (width / 2 - 0.10)
        legs += [
            box((-0.04, along - 0.03, 0.05), (0.04, along + 0.03, height - 0.02), bevel=0.004),
            box((-0.30, along - 0.035, 0.02), (0.30, along + 0.035, 0.055), bevel=0.006),
            *(cylinder(0.02, 0.0, 0.03, at=(e * 0.27, along), segments=16) for e in (-1, 1)),
        ]
    beam = box((-0.03, -width / 2 + 0.1, height - 0.075), (0.03, width / 2 - 0.1, height - 0.025))
    return [
        Body(solid=top.moved(x, y), surface=_DARK_TOP),
        Body(solid=joined([*legs, beam]).moved(x, y), surface=_BLACK),
    ]


def chair(at: Xy, *, turn: float) -> list[Body]:
    """A swivel chair: five-armed foot with castors, column, cushioned seat."""
    x, y = at
    arms, wheels = [], []
    for k in range(5):
        angle = turn + 72.0 * k
        arms.append(
            box((0.02, -0.018, 0.075), (0.30, 0.018, 0.105), bevel=0.008).turned("z", angle)
        )
        fork = [cylinder(0.028, s - 0.009, s + 0.009, axis="y", at=(0.03, 0.29), segments=24,
                         bevel=0.003) for s in (-0.014, 0.014)]  # fmt: skip
        wheels.append(joined(fork).turned("z", angle))
    column = joined(
        [cylinder(0.028, 0.08, 0.26, segments=24), cylinder(0.016, 0.26, 0.42, segments=20)]
    )
    seat = box((-0.23, -0.23, 0.43), (0.23, 0.23, 0.50), bevel=0.03, radius=0.10).turned("z", turn)
    cushion = Surface(colour=linear(58, 58, 62), roughness=0.95, specular=0.1)
    return [
        Body(solid=joined([*arms, *wheels, column]).moved(x, y), surface=_BLACK),
        Body(solid=seat.moved(x, y), surface=cushion),
    ]


def crate(at: Xy, *, turn: float) -> list[Body]:
    """A pale plastic crate full of paper bags."""
    x, y = at
    plastic = Surface(colour=linear(178, 180, 176), roughness=0.35)
    walls = [
        box((-0.17, -0.12, 0.004), (0.17, 0.12, 0.01)),
        *(box((s * 0.17 - 0.004, -0.13, 0.004), (s * 0.17 + 0.004, 0.13, 0.19), bevel=0.001)
          for s in (-1, 1)),
        *(box((-0.17, s * 0.13 - 0.004, 0.004), (0.17, s * 0.13 + 0.004, 0.19), bevel=0.001)
          for s in (-1, 1)),
        *(box((-0.185, s * 0.135 - 0.008, 0.178), (0.185, s * 0.135 + 0.008, 0.19), bevel=0.003)
          for s in (-1, 1)),
        *(box((s * 0.177 - 0.008, -0.14, 0.178), (s * 0.177 + 0.008, 0.14, 0.19), bevel=0.003)
          for s in (-1, 1)),
    ]  # fmt: skip
    rng = np.random.default_rng(431)
    bags = []
    for tint in ((196, 168, 120), (214, 206, 190), (150, 60, 44), (84, 128, 70), (206, 178, 80),
                 (60, 84, 140), (190, 160, 116), (226, 222, 214)) * 2:  # fmt: skip
        half = rng.uniform(0.035, 0.065, 2)
        bag = box((-half[0], -half[1], -0.022), (half[0], half[1], 0.022), bevel=0.016, radius=0.02)
        bag = bag.turned("x", float(rng.uniform(-50, 50))).turned("z", float(rng.uniform(0, 180)))
        place = rng.uniform((-0.10, -0.065, 0.05), (0.10, 0.065, 0.16))
        bags.append(_body(bag.moved(*place), turn, at, surfaces.plaster(tint, seed=440)))
    return [
        Body(solid=joined(walls).turned("z", turn).moved(x, y), surface=plastic),
        *bags,
    ]


def _body(solid: Solid, turn: float, at: Xy, surface: Surface) -> Body:
    placed = mapped(solid.turned("z", turn).moved(*at), "x", "y", size=0.2)
    return Body(solid=placed, surface=surface)
