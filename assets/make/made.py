"""What is stated about an object that is made here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simeval.assets.make.glb import Part
from simeval.assets.make.solid import Solid

Vector = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Made:
    """One object: what it is called upstream and here, stated box (m), density (kg/m3), makers."""

    upstream_id: str
    folder: str
    half_extent: Vector
    density: float
    collision: Callable[[], Sequence[Solid]]
    visual: Callable[[], Sequence[Part]]
    box_low: Vector | None = None  # where the stated box is not centred
    box_high: Vector | None = None
    also: tuple[str, ...] = ()  # further upstream ids of the same object
