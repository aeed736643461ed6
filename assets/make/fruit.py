"""Round fruit, upright along z: an apple and an orange."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.shapes import loft, tube
from simeval.assets.make.solid import Floats, Solid, hull
from simeval.assets.make.texture import linear, noise, ramp, to_bytes

# (radius, z) in mm from the middle of the bottom to the middle of the top.
APPLE = (
    (0.0, -28.0), (6.0, -30.0), (11.0, -34.0), (15.5, -36.0), (20.5, -35.2), (29.6, -28.8),
    (36.4, -18.0), (39.6, -7.0), (40.2, 2.0), (38.7, 12.5), (34.8, 22.0), (28.6, 29.8),
    (22.6, 33.8), (16.0, 35.6), (10.0, 33.0), (5.0, 27.5), (2.0, 23.4), (0.0, 22.5),
)  # fmt: skip
_STEM = ((0.0, 0.0, 22.0), (0.4, 0.8, 30.0), (2.0, 3.6, 37.0), (4.4, 7.2, 43.6))
ORANGE = (
    (0.0, -35.9), (4.0, -35.5), (10.8, -34.0), (17.4, -31.0), (25.1, -25.0), (30.4, -18.0),
    (33.8, -10.0), (35.3, -2.0), (34.9, 6.0), (32.8, 14.0), (29.7, 20.0), (24.9, 26.0),
    (19.6, 30.0), (15.1, 32.0), (8.0, 32.8), (0.0, 32.4),
)  # fmt: skip


def apple_collision() -> list[Solid]:
    """The hull of the fruit and a thin one around its stem."""
    levels = ((17.5, -36.0), (29.6, -29.0), (37.9, -14.0), (40.3, 2.0), (37.2, 17.0),
              (29.2, 29.0), (17.5, 36.0))  # fmt: skip
    return [_faceted(levels), hull(_stem().vertices).scaled(0.001)]


def apple_visual() -> list[Part]:
    """Red skin that pales towards the stem, in five soft lobes."""
    skin = Material(name="apple_skin", roughness=0.32, texture=_apple_skin())
    wood = Material(name="apple_stem", colour=linear(84, 62, 38), roughness=0.8)
    return [
        Part(solid=_body(APPLE, lobes=0.012).scaled(0.001), material=skin, crease_degrees=80),
        Part(solid=_stem().scaled(0.001), material=wood),
    ]


def orange_collision() -> list[Solid]:
    """A faceted ball, its foot a small flat."""
    levels = ((6.0, -35.9), (21.0, -29.0), (31.6, -16.0), (35.4, -1.0), (32.8, 14.0),
              (24.5, 26.5), (12.0, 32.8))  # fmt: skip
    return [_faceted(levels)]


def orange_visual() -> list[Part]:
    """Pitted peel with a green navel."""
    peel = Material(name="orange_peel", roughness=0.5, texture=_orange_peel())
    return [Part(solid=_body(ORANGE, lobes=0.0).scaled(0.001), material=peel, crease_degrees=80)]


def _faceted(levels: tuple[tuple[float, float], ...]) -> Solid:
    """The hull of 16-sided rings (radius, z) that enclose as much as the round body, in m."""
    sides = 16
    angle = 2 * np.pi * (np.arange(sides) + 0.5) / sides
    # Equal area of the rings, and a little for what the chords between them cut off.
    swell = 1.005 * np.sqrt(2 * np.pi / (sides * np.sin(2 * np.pi / sides)))
    ring = swell * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return hull(
        np.vstack([np.column_stack([ring * r, np.full(sides, z)]) for r, z in levels])
    ).scaled(0.001)


def _body(profile: tuple[tuple[float, float], ...], *,
          lobes: float) -> Solid:  # fmt: skip
    """Spin a smooth profile about z; v of the texture runs from bottom to top."""
    from scipy.interpolate import PchipInterpolator

    table = np.asarray(profile)
    reached = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(table, axis=0), axis=1))])
    at = np.linspace(0, reached[-1], 34)
    radius, height = (PchipInterpolator(reached, table[:, k])(at) for k in (0, 1))
    angle = np.linspace(0, 2 * np.pi, 41)
    angle[-1] = 0.0
    swell = 1 + lobes * np.cos(5 * angle)
    rings = [
        np.column_stack([r * swell * np.cos(angle), r * swell * np.sin(angle), 0 * angle + z])
        for r, z in zip(radius, height, strict=True)
    ]
    return loft(rings)


def _stem() -> Solid:
    return tube(_STEM, 1.3, segments=8)


def _apple_skin() -> NDArray[np.uint8]:
    """Rows run from bottom to top."""
    streaks = noise(256, 256, cells=(5, 60), octaves=3, seed=81)
    blush = noise(256, 256, cells=(3, 3), octaves=3, seed=82)
    specks = noise(256, 256, cells=(60, 60), octaves=1, seed=83)
    along = np.linspace(0, 1, 256)[:, None]
    pale = np.exp(-(((along - 1.0) / 0.16) ** 2)) + 0.5 * np.exp(-((along / 0.12) ** 2))
    value = 0.35 + 0.45 * (streaks - 0.5) + 0.4 * (blush - 0.5) + 0.55 * pale
    picture: Floats = ramp(
        value,
        ((0.0, (128, 14, 22)), (0.35, (176, 28, 32)), (0.6, (206, 84, 58)), (1.0, (222, 190, 104))),
    )
    dots = np.clip((specks - 0.86) * 9, 0, 1)[..., None]
    return to_bytes(picture * (1 - 0.6 * dots) + np.array([226.0, 186.0, 130.0]) * 0.6 * dots)


def _orange_peel() -> NDArray[np.uint8]:
    """Rows run from bottom to top."""
    pits = noise(256, 256, cells=(48, 90), octaves=1, seed=91)
    tone = noise(256, 256, cells=(4, 6), octaves=3, seed=92)
    along = np.linspace(0, 1, 256)[:, None]
    navel = np.clip((along - 0.965) * 60, 0, 1)[..., None]
    value = 0.55 - 0.35 * np.clip((pits - 0.6) * 3, 0, 1) + 0.3 * (tone - 0.5)
    peel = ramp(value, ((0.1, (206, 96, 12)), (0.5, (238, 132, 26)), (0.9, (248, 160, 54))))
    return to_bytes(peel * (1 - navel) + np.array([96.0, 116.0, 52.0]) * navel)
