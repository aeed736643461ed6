"""A carrot lying along x, tip at -x, green stub at +x."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.solid import Floats, Solid, hull
from simeval.assets.make.spine import body_along_x
from simeval.assets.make.texture import linear, noise, ramp, to_bytes

# (x, half width, low z, high z) in mm; the axis climbs towards the stub.
ROOT = (
    (-64.1, 1.6, -6.6, -1.9),
    (-62.5, 3.2, -7.6, -0.9),
    (-55.0, 5.4, -9.1, 1.5),
    (-38.5, 9.6, -12.8, 5.7),
    (-13.4, 14.1, -16.1, 11.4),
    (3.4, 16.1, -17.7, 14.3),
    (20.0, 15.8, -16.25, 17.4),
    (30.0, 13.4, -12.2, 18.0),
    (36.0, 9.0, -5.0, 16.4),
    (38.5, 4.0, 2.0, 12.5),
)
STUB = (
    (33.0, 4.6, 2.0, 13.5),
    (37.0, 6.2, 1.6, 15.2),
    (42.0, 9.0, 0.8, 18.8),
    (48.0, 11.4, 0.2, 21.8),
    (52.6, 12.0, 0.8, 23.3),
    (54.1, 10.4, 2.6, 22.2),
)


def collision() -> list[Solid]:
    """One convex body over root and stub, squarer than what is seen, as in SIMPLER."""
    root = [_octagon(*station) for station in (ROOT[k] for k in (0, 2, 4, 5, 6, 8))]
    stub = [_octagon(*station) for station in STUB[-2:]]
    return [hull(np.vstack([*root, *stub])).scaled(0.001)]


def _octagon(x: float, half_width: float, low: float, high: float) -> Floats:
    y = half_width * np.array([1, 0.72, -0.72, -1, -1, -0.72, 0.72, 1])
    z = (low + high) / 2 + (high - low) / 2 * np.array([0.72, 1, 1, 0.72, -0.72, -1, -1, -0.72])
    return np.column_stack([np.full(8, x), y, z])


def visual() -> list[Part]:
    """Ringed orange root and a bunch of cut stalks."""
    root = body_along_x(ROOT, count=54, segments=32, bump=_furrows)
    stub = body_along_x(STUB, count=18, segments=24, bump=_stalks)
    orange = Material(name="carrot_skin", roughness=0.55, texture=_skin())
    green = Material(name="carrot_stub", colour=linear(58, 112, 52), roughness=0.7)
    return [
        Part(solid=root.scaled(0.001), material=orange, crease_degrees=70),
        Part(solid=stub.scaled(0.001), material=green, crease_degrees=70),
    ]


def _furrows(x: Floats, angle: Floats) -> Floats:
    """Shallow rings, each strongest on its own side of the root."""
    depth = np.zeros_like(angle)
    for k, at in enumerate((-50.0, -41.0, -33.0, -22.0, -12.0, -1.0, 8.0, 17.0, 26.0)):
        side = 0.5 + 0.5 * np.cos(angle - 2.4 * k)
        depth += 0.035 * side * np.exp(-(((x - at) / 1.3) ** 2))
    return 1.0 - depth


def _stalks(x: Floats, angle: Floats) -> Floats:
    return 1.0 - 0.16 * np.clip((x - 36.0) / 10.0, 0, 1) * (0.5 + 0.5 * np.cos(7 * angle))


def _skin() -> NDArray[np.uint8]:
    """Orange with fine darker rings across the root; rows run from tip to stub."""
    mottle = noise(256, 128, cells=(10, 6), octaves=3, seed=11)
    rings = noise(256, 128, cells=(90, 2), octaves=1, seed=12)
    picture = ramp(
        0.65 * mottle + 0.35 * rings,
        ((0.2, (206, 88, 18)), (0.5, (234, 118, 30)), (0.8, (246, 146, 52))),
    )
    scars = np.clip((rings - 0.8) * 6, 0, 1)[..., None]
    return to_bytes(picture * (1 - 0.35 * scars))
