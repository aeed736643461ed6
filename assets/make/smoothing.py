"""Takes the sampling noise out of a path-traced picture, guided by what each pixel shows."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.solid import Floats


def smoothed(
    picture: Floats, albedo: Floats, normal: Floats, position: Floats, *, reach: int = 4
) -> Floats:
    """Average the light (picture over albedo) of neighbours on the same surface.

    Neighbours count when they lie in the same plane, face the same way and receive about the same
    light; texture is untouched because the albedo is multiplied back. All pictures are (h, w, 3);
    normals are unit vectors, positions in m.
    """
    picture, albedo, normal, position = (
        a.astype(np.float32) for a in (picture, albedo, normal, position)
    )
    base = albedo + np.float32(0.02)
    light = picture / base
    pilot = _gathered(light, light, normal, position, reach=2, spread=0.6)
    return _gathered(light, pilot, normal, position, reach=reach, spread=0.10) * base


def _gathered(
    light: Floats, guide: Floats, normal: Floats, position: Floats, *, reach: int, spread: float
) -> Floats:
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
    return total / np.maximum(weight_sum, 1e-9)[..., None]
