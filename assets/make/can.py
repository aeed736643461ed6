"""Drink cans, empty or full; the axis of a can is y, its foot at -y."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.outline import circle, rectangle
from simeval.assets.make.shapes import cylinder, loft, onto, prism, turned_part
from simeval.assets.make.solid import Solid, hull, joined
from simeval.assets.make.texture import linear

_ALUMINIUM = Material(name="aluminium", colour=linear(196, 198, 200), roughness=0.35, metallic=0.25)
_INSIDE = Material(name="inside", colour=linear(26, 26, 28), roughness=0.9)
_FACETS = 20


@dataclass(frozen=True, kw_only=True)
class Can:
    """Sizes of a can in mm and its printed wall.

    Attributes:
        foot: y of the lowest point.
        lid: y of the rim.
        radius: Of the wall.
        axis_at: (x, z) of the axis; the originals do not stand in the middle of their frames.
        neck: Height over which the wall draws in below the rim.
        foot_radius, lid_radius: Of the ring it stands on and of the rim.
        label: Makes the picture of the wall.
        opened: Whether there is a drinking hole.
    """

    foot: float
    lid: float
    radius: float
    axis_at: tuple[float, float]
    label: Callable[[], NDArray[np.uint8]]
    neck: float = 17.5
    foot_radius: float = 24.6
    lid_radius: float = 26.6
    opened: bool = True

    def collision(self) -> list[Solid]:
        """One convex body whose flat sides lie at the radius of the wall."""
        profile = (
            (self.foot_radius, self.foot), (self.foot_radius + 2.2, self.foot + 2.6),
            (self.radius, self.foot + 9.5), (self.radius, self.lid - self.neck),
            (self.lid_radius, self.lid),
        )  # fmt: skip
        angle = 2 * np.pi * (np.arange(_FACETS) + 0.5) / _FACETS
        ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) / np.cos(np.pi / _FACETS)
        points = [np.column_stack([ring * r, np.full(_FACETS, y)]) for r, y in profile]
        return [self._placed(hull(np.vstack(points)))]

    def visual(self) -> list[Part]:
        """Printed wall, bare ends, sunk lid with tab and perhaps a drinking hole."""
        paint = Material(name=f"{self.label.__name__}_wall", roughness=0.3, texture=self.label())
        parts = [
            Part(solid=self._placed(self._wall()), material=paint, crease_degrees=60),
            Part(solid=self._placed(self._ends()), material=_ALUMINIUM, crease_degrees=50),
        ]
        if self.opened:
            parts.append(Part(solid=self._placed(self._hole()), material=_INSIDE))
        return parts

    def _wall(self) -> Solid:
        heights = np.array([
            self.foot + 7.5, self.foot + 10.0, self.lid - self.neck - 2, self.lid - self.neck + 2,
            self.lid - 0.55 * self.neck,
        ])  # fmt: skip
        radii = np.array([self.radius - 1.2, self.radius, self.radius, self.radius - 0.9,
                          self.radius - 0.42 * (self.radius - self.lid_radius)])  # fmt: skip
        angle = np.linspace(0, 2 * np.pi, 49)
        angle[-1] = 0.0
        rings = [
            np.column_stack([r * np.cos(angle), r * np.sin(angle), np.full(49, y)])
            for r, y in zip(radii, heights, strict=True)
        ]
        share = (heights - heights[0]) / (heights[-1] - heights[0])
        return loft(rings, v=(1 - share).tolist())

    def _ends(self) -> Solid:
        f, t, wall = self.foot, self.lid, self.radius - 0.42 * (self.radius - self.lid_radius)
        base = turned_part(
            [(0, f + 8.0), (14.0, f + 6.4), (21.4, f + 1.2), (23.0, f), (self.foot_radius, f),
             (self.foot_radius + 2.2, f + 2.6), (self.radius - 1.2, f + 7.5)],
            segments=40,
        )  # fmt: skip
        rim = self.lid_radius
        top = turned_part(
            [(wall, t - 0.55 * self.neck), (rim - 1.2, t - 3.6), (rim, t - 2.2), (rim, t - 0.6),
             (rim - 0.6, t), (rim - 2.0, t), (rim - 2.6, t - 0.8), (rim - 3.0, t - 4.4),
             (rim - 3.8, t - 4.8), (rim - 4.6, t - 3.9), (0, t - 3.9)],
            segments=40,
        )  # fmt: skip
        tab = prism(
            rectangle(24.0, 13.5, at=(-3.4, 0.0), radius=6.6, segments=6), t - 3.2, t - 2.0,
            holes=[rectangle(7.5, 7.0, at=(-9.5, 0.0), radius=3.2, segments=4)], bevel=0.4,
        )  # fmt: skip
        rivet = cylinder(2.6, t - 3.9, t - 1.4, bevel=0.5, segments=16)
        return joined([base, top, tab, rivet])

    def _hole(self) -> Solid:
        outline = circle(1.0, segments=28) * (8.4, 10.4) + (12.4, 0.0)
        return prism(outline, self.lid - 3.95, self.lid - 3.75)

    def _placed(self, solid: Solid) -> Solid:
        """From mm about z to metres about y."""
        x, z = self.axis_at
        return onto(solid, "y").moved(x=x, z=z).scaled(0.001)
