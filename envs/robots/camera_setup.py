"""A camera on a robot as data."""

from __future__ import annotations

from dataclasses import dataclass

Vector = tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class CameraSetup:
    """A pinhole camera fixed to a robot link.

    Attributes:
        name: Camera name in observations.
        link: Link that carries it.
        position_in_link: Metres.
        quat_wxyz_in_link: SAPIEN camera axes: x forward, y left, z up.
        focal_px: Focal length at the native size, both axes.
        principal_px: Principal point (x, y) at the native size.
        size: Native frame size (width, height).
        near_m: Near plane.
        far_m: Far plane.
    """

    name: str
    link: str
    position_in_link: Vector
    quat_wxyz_in_link: Vector
    focal_px: float
    principal_px: tuple[float, float]
    size: tuple[int, int]
    near_m: float
    far_m: float
