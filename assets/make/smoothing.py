"""Takes the sampling noise out of a path-traced picture, guided by what each pixel shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.solid import Floats

Singles = NDArray[np.float32]  # half the memory traffic, and light needs no more


def smoothed(
    picture: Floats, albedo: Floats, normal: Floats, position: Floats, *, reach: int = 4
) -> Floats:
    """Average the light (picture over albedo) of neighbours on the same surface.

    Neighbours count when they lie in the same plane, face the same way and receive about the same
    light; texture is untouched because the albedo is multiplied back. All pictures are (h, w, 3);
    normals are unit vectors, positions in m.
    """
    base = (albedo + 0.02).astype(np.float32)
    light = picture.astype(np.float32) / base
    facing, place = normal.astype(np.float32), position.astype(np.float32)
    pilot = _gathered(light, light, facing, place, reach=2, spread=0.6)
    return (_gathered(light, pilot, facing, place, reach=reach, spread=0.10) * base).astype(float)


def _gathered(
    light: Singles, guide: Singles, normal: Singles, position: Singles, *, reach: int, spread: float
) -> Singles:
    height, width, _ = light.shape
    log_guide = np.log(guide.mean(axis=-1) + 1e-3)
    total = np.zeros_like(light)
    weight_sum = np.zeros((height, width), dtype=np.float32)
    padded = [
        np.pad(a, [(reach, reach), (reach, reach)] + [(0, 0)] * (a.ndim - 2), mode="edge")
        for a in (light, log_guide, normal, position)
    ]
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            rows = slice(reach + dy, reach + dy + height)
            columns = slice(reach + dx, reach + dx + width)
            near_light, near_log, near_normal, near_position = (a[rows, columns] for a in padded)
            turned = 1 - np.einsum("ijk,ijk->ij", normal, near_normal)
            lift = np.einsum("ijk,ijk->ij", normal, near_position - position) / np.float32(0.0015)
            contrast = (near_log - log_guide) / np.float32(spread)
            away = np.float32((dx * dx + dy * dy) / (0.5 * reach * reach))
            weight = np.exp(-(away + 32 * turned + lift * lift + contrast * contrast))
            total += weight[..., None] * near_light
            weight_sum += weight
    return np.asarray(total / np.maximum(weight_sum, 1e-9)[..., None], dtype=np.float32)
