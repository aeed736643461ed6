"""A blue plastic bottle with a screw cap; its axis is y, its foot at -y."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.shapes import cylinder, loft, onto, turned_part
from simeval.assets.make.solid import Floats, Solid, hull, joined
from simeval.assets.make.texture import linear, noise, to_bytes

AXIS_AT = (1.2, 2.8)  # (x, z) in mm
# (radius, y) in mm; the second table continues the first above the shoulder.
BODY = ((26.0, -88.2), (29.2, -84.0), (31.0, -78.0), (32.2, -30.0), (32.2, 55.0), (26.4, 74.0),
        (22.4, 86.2))  # fmt: skip
NECK = ((22.4, 86.2), (18.0, 98.0), (16.0, 108.0), (12.6, 115.7))
_LABEL = (-34.0, 30.0)
_RIBS = (-70.0, -58.0, -46.0, 42.0)


def collision() -> list[Solid]:
    """Two hulls, body and neck; flat sides lie at the stated radii."""
    return [_placed(_hull(BODY)), _placed(_hull(NECK))]


def visual() -> list[Part]:
    """Ribbed blue body, printed sleeve, white cap."""
    plastic = Material(name="bottle_plastic", colour=linear(36, 96, 176), roughness=0.25)
    sleeve = Material(name="bottle_sleeve", roughness=0.45, texture=_sleeve())
    cap = Material(name="bottle_cap", colour=linear(232, 234, 236), roughness=0.5)
    profile: list[tuple[float, float]] = [(0.0, -84.0), (18.0, -86.0), (22.0, -88.2), *BODY[:3]]
    for rib in _RIBS[:3]:
        profile += [(31.4, rib - 4.0), (30.2, rib - 1.4), (30.2, rib + 1.4), (31.9, rib + 4.0)]
    profile += [(32.2, -34.0), (32.2, 30.0), (32.2, 38.0), (30.8, 41.0), (30.8, 43.0), (32.2, 46.0)]
    profile += [*BODY[4:], *NECK[1:2], (14.2, 100.0), (12.0, 102.0), (0.0, 102.0)]
    turned = turned_part(profile, segments=48)
    grip = [
        cylinder(1.0, 102.5, 113.0, at=(14.6 * np.cos(a), 14.6 * np.sin(a)), segments=8)
        for a in 2 * np.pi * np.arange(24) / 24
    ]
    lid = turned_part(
        [(0, 101.0), (15.0, 101.0), (15.0, 114.0), (14.0, 115.6), (0, 115.7)], segments=40
    )
    return [
        Part(solid=_placed(turned), material=plastic, crease_degrees=50),
        Part(solid=_placed(_band()), material=sleeve, crease_degrees=60),
        Part(solid=_placed(joined([lid, *grip])), material=cap),
    ]


def _hull(profile: tuple[tuple[float, float], ...]) -> Solid:
    angle = 2 * np.pi * np.arange(16) / 16
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) / np.cos(np.pi / 16)
    return hull(np.vstack([np.column_stack([ring * r, np.full(16, y)]) for r, y in profile]))


def _band() -> Solid:
    angle = np.linspace(0, 2 * np.pi, 49)
    angle[-1] = 0.0
    rings = [
        np.column_stack([32.4 * np.cos(angle), 32.4 * np.sin(angle), np.full(49, y)])
        for y in _LABEL
    ]
    return loft(rings, v=[1.0, 0.0])


def _placed(solid: Solid) -> Solid:
    """From mm about z to metres about y."""
    return onto(solid, "y").moved(x=AXIS_AT[0], z=AXIS_AT[1]).scaled(0.001)


def _sleeve() -> NDArray[np.uint8]:
    """White with a mountain line and drops of water."""
    height, width = 192, 512
    y, x = np.mgrid[0:height, 0:width]
    u, v = x / width, y / height
    ridge: Floats = 0.52 + 0.13 * np.abs(np.sin(6 * np.pi * u)) * -1 + 0.06 * np.sin(14 * np.pi * u)
    tone = noise(height, width, cells=(4, 8), octaves=2, seed=95)[..., None]
    sky = np.array([226.0, 238.0, 246.0]) + 0 * tone
    hill = np.array([58.0, 122.0, 190.0]) * (0.9 + 0.2 * tone)
    foot = np.array([22.0, 72.0, 148.0])
    picture = np.where((v > ridge)[..., None], hill, sky)
    picture = np.where((v > 0.8)[..., None], foot, picture)
    picture = np.where((v < 0.07)[..., None], foot, picture)
    return to_bytes(picture)
