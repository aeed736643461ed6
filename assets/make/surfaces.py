"""Procedural surfaces of the rooms in the background pictures: wood, felt, plaster, tiles."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.path_tracer import Surface
from simeval.assets.make.solid import Floats
from simeval.assets.make.texture import noise, ramp, to_bytes

Stops = tuple[tuple[float, tuple[int, int, int]], ...]

CHERRY: Stops = (
    (0.0, (88, 40, 22)),
    (0.35, (134, 66, 40)),
    (0.65, (158, 84, 54)),
    (1.0, (182, 106, 70)),
)
PINE: Stops = (
    (0.0, (146, 98, 52)),
    (0.35, (188, 138, 82)),
    (0.7, (210, 164, 106)),
    (1.0, (224, 184, 130)),
)


def wood(stops: Stops, *, seed: int, roughness: float, rings: float = 9.0) -> Surface:
    """Flat-sawn veneer: warped growth rings along u, fine pores, slow colour drift."""
    size = 2048
    slow = noise(size, size, cells=(2, 1), octaves=3, seed=seed)
    # Grain lines are not straight: every column is slid by the same slow field as the rings.
    slide = (np.arange(size)[:, None] + (0.16 * size * slow).astype(int)) % size
    across = np.arange(size)[None, :]
    v = np.arange(size)[:, None] / size + 0.16 * slow
    warp = noise(size, size, cells=(4, 2), octaves=2, seed=seed + 1)
    phase = v * rings + 0.5 * warp
    saw = phase - np.floor(phase)
    ring = np.where(saw < 0.82, saw / 0.82, (1 - saw) / 0.18) ** 1.7
    fibre = noise(size, size, cells=(420, 6), octaves=2, seed=seed + 2)[slide, across]
    band = noise(size, size, cells=(40, 2), octaves=2, seed=seed + 5)[slide, across]
    pores = noise(size, size, cells=(700, 60), octaves=1, seed=seed + 3)[slide, across]
    drift = noise(size, size, cells=(3, 3), octaves=3, seed=seed + 4)
    value = 0.66 - 0.22 * ring + 0.26 * (band - 0.5) + 0.30 * (fibre - 0.5) + 0.26 * (drift - 0.5)
    pits = np.clip((pores - 0.80) * 5, 0, 1)
    value = value - 0.10 * pits
    bump = to_bytes(255 * np.clip(0.7 + 0.4 * (fibre - 0.5) - 0.5 * pits, 0, 1))
    return Surface(
        texture=to_bytes(ramp(np.clip(value, 0, 1), stops)),
        roughness=roughness,
        specular=0.5,
        bump=bump,
        bump_scale=0.00012,
    )


def felt(srgb: tuple[int, int, int], *, seed: int) -> Surface:
    """Heathered wool cloth of an office partition."""
    size = 1024
    across = noise(size, size, cells=(256, 40), octaves=1, seed=seed)
    along = noise(size, size, cells=(40, 256), octaves=1, seed=seed + 1)
    specks = noise(size, size, cells=(340, 340), octaves=1, seed=seed + 2)
    t = np.arange(size) * 256 / size * np.pi
    over = (np.floor(t / np.pi)[None, :] + np.floor(t / np.pi)[:, None]) % 2 == 0
    thread: Floats = np.where(over, across, along)
    gain = 0.72 + 0.42 * thread + 0.26 * (specks - 0.5)
    tint = np.asarray(srgb) * gain[..., None]
    height = to_bytes(255 * np.clip(0.25 + 0.5 * thread, 0, 1))
    return Surface(
        texture=to_bytes(tint), roughness=0.95, specular=0.1, bump=height, bump_scale=0.0007
    )


def plaster(srgb: tuple[int, int, int], *, seed: int) -> Surface:
    """Painted wall with roller marks."""
    size = 1024
    cloud = noise(size, size, cells=(3, 3), octaves=4, seed=seed)
    stipple = noise(size, size, cells=(170, 170), octaves=2, seed=seed + 1)
    gain = 1.0 + 0.07 * (cloud - 0.5) + 0.03 * (stipple - 0.5)
    return Surface(
        texture=to_bytes(np.asarray(srgb) * gain[..., None]),
        roughness=0.75,
        specular=0.25,
        bump=to_bytes(255 * stipple),
        bump_scale=0.0004,
    )


def tiles(srgb: tuple[int, int, int], *, count: tuple[int, int], seed: int) -> Surface:
    """Glazed tiles, `count` rows and columns per unit square of texture, with grey joints."""
    size = 1024
    y, x = np.mgrid[0:size, 0:size] / size
    fy, fx = (y * count[0]) % 1.0, (x * count[1]) % 1.0
    edge = np.minimum(np.minimum(fy, 1 - fy) / count[0], np.minimum(fx, 1 - fx) / count[1])
    tile = np.clip((edge * min(count) - 0.012) / 0.02, 0, 1)
    number = np.floor(y * count[0]) * 31 + np.floor(x * count[1])
    shade = np.random.default_rng(seed).random(4096)[number.astype(int) % 4096]
    cloud = noise(size, size, cells=(12, 12), octaves=3, seed=seed + 1)
    glaze = np.asarray(srgb) * (1 + 0.05 * (shade - 0.5) + 0.04 * (cloud - 0.5))[..., None]
    joint = np.array([150.0, 146.0, 140.0]) * (0.9 + 0.2 * cloud)[..., None]
    picture = joint * (1 - tile[..., None]) + glaze * tile[..., None]
    return Surface(
        texture=to_bytes(picture),
        roughness=0.3,
        specular=0.5,
        bump=to_bytes(255 * tile),
        bump_scale=0.0012,
    )


def carpet(srgb: tuple[int, int, int], *, seed: int) -> Surface:
    """Short-pile carpet tiles."""
    size = 1024
    loops = noise(size, size, cells=(300, 300), octaves=2, seed=seed)
    cloud = noise(size, size, cells=(8, 8), octaves=3, seed=seed + 1)
    gain = 0.6 + 0.8 * loops + 0.25 * (cloud - 0.5)
    return Surface(
        texture=to_bytes(np.asarray(srgb) * gain[..., None]), roughness=1.0, specular=0.05
    )


def concrete(srgb: tuple[int, int, int], *, seed: int) -> Surface:
    """Worn sealed screed: clouds, stains, dark specks."""
    size = 1536
    cloud = noise(size, size, cells=(4, 4), octaves=5, seed=seed)
    stain = noise(size, size, cells=(7, 7), octaves=3, seed=seed + 1)
    grit = noise(size, size, cells=(380, 380), octaves=2, seed=seed + 2)
    speck = noise(size, size, cells=(150, 150), octaves=1, seed=seed + 3)
    gain = 1.0 + 0.34 * (cloud - 0.5) + 0.12 * (grit - 0.5)
    gain -= 0.30 * np.clip((stain - 0.62) * 3, 0, 1) + 0.5 * np.clip((speck - 0.90) * 9, 0, 1)
    return Surface(
        texture=to_bytes(np.asarray(srgb) * gain[..., None]),
        roughness=0.38,
        specular=0.4,
        bump=to_bytes(255 * np.clip(0.6 + 0.4 * (grit - 0.5) + 0.3 * (cloud - 0.5), 0, 1)),
        bump_scale=0.0006,
    )


def speckled(srgb: tuple[int, int, int], *, seed: int) -> Surface:
    """Smooth laminate with a faint stone pattern."""
    size = 1024
    cloud = noise(size, size, cells=(5, 5), octaves=4, seed=seed)
    grain = noise(size, size, cells=(260, 260), octaves=1, seed=seed + 1)
    gain = 1.0 + 0.05 * (cloud - 0.5) + 0.03 * (grain - 0.5)
    return Surface(
        texture=to_bytes(np.asarray(srgb) * gain[..., None]), roughness=0.16, specular=0.5
    )
