"""Round pipes that bend in a plane, and bodies stacked from rounded rectangles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simeval.assets.make.outline import rectangle
from simeval.assets.make.shapes import loft
from simeval.assets.make.solid import Floats, Solid


@dataclass(frozen=True, kw_only=True)
class Pipe:
    """A pipe in the yz-plane with one rounded bend, its radius changing evenly along the way.

    Attributes:
        start, corner, end: (y, z) of the centre line; it turns at the corner.
        bend: Radius of the bend of the centre line.
        radii: Radius of the pipe at start and end.
        rim: How far both ends are rounded off.
    """

    start: tuple[float, float]
    corner: tuple[float, float]
    end: tuple[float, float]
    bend: float
    radii: tuple[float, float]
    rim: float = 2.0

    def rings(self, *, segments: int, steps: int = 10) -> list[Floats]:
        """Closed rings (first point repeated), from start to end; the bend is in the middle."""
        path, tangent = self._centre_line(steps)
        reached = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
        radius = np.interp(reached, [0.0, reached[-1]], self.radii)
        angle = np.linspace(0, 2 * np.pi, segments + 1)
        angle[-1] = 0.0
        rings = []
        for (y, z), (ty, tz), r in zip(path, tangent, radius, strict=True):
            across = r * np.sin(angle)
            rings.append(np.column_stack([r * np.cos(angle), y + tz * across, z - ty * across]))
        return rings

    def solid(self, *, segments: int = 40, steps: int = 10) -> Solid:
        """The closed pipe."""
        rings = self.rings(segments=segments, steps=steps)
        return loft([*_end_cap(rings[0], rings[1], self.rim), *rings[1:-1],
                     *_end_cap(rings[-1], rings[-2], self.rim)[::-1]])  # fmt: skip

    def hull_points(self, *, segments: int = 12) -> list[Floats]:
        """Corner points of two convex pieces that meet in the middle of the bend."""
        rings = self.rings(segments=segments, steps=4)
        middle = len(rings) // 2
        return [np.vstack(rings[: middle + 1]), np.vstack(rings[middle:])]

    def _centre_line(self, steps: int) -> tuple[Floats, Floats]:
        start, corner, end = (np.asarray(p, dtype=np.float64) for p in
                              (self.start, self.corner, self.end))  # fmt: skip
        along, away = corner - start, end - corner
        a, b = along / np.linalg.norm(along), away / np.linalg.norm(away)
        turn = np.arccos(np.clip(a @ b, -1, 1))
        reach = self.bend * np.tan(turn / 2)
        centre = (
            corner - a * reach + self.bend * (b - a * (a @ b)) / np.linalg.norm(b - a * (a @ b))
        )
        angle = np.linspace(0, turn, steps + 1)
        outward = corner - a * reach - centre
        arc = centre + np.outer(np.cos(angle), outward) + np.outer(np.sin(angle), a * self.bend)
        tangent = np.outer(np.cos(angle), a) - np.outer(np.sin(angle), outward / self.bend)
        return np.vstack([start, arc, end]), np.vstack([a, tangent, b])


def _end_cap(ring: Floats, inner: Floats, rim: float) -> list[Floats]:
    """Rings from the middle of an end face over its rounded rim to the wall."""
    centre, within = ring[:-1].mean(axis=0), inner[:-1].mean(axis=0)
    inward = (within - centre) / np.linalg.norm(within - centre)
    radius = np.linalg.norm(ring[0] - centre)
    rings = [np.repeat(centre[None], len(ring), axis=0)]
    for angle in np.linspace(0, np.pi / 2, 4):
        share = (radius - rim * (1 - np.sin(angle))) / radius
        rings.append(centre + share * (ring - centre) + rim * (1 - np.cos(angle)) * inward)
    return rings


@dataclass(frozen=True, kw_only=True)
class Floor:
    """One level of a stacked body: a rounded rectangle at a height."""

    z: float
    x: tuple[float, float]
    y: tuple[float, float]
    radius: float


def stacked(floors: Sequence[Floor], *, corner_steps: int = 6) -> Solid:
    """Skin rounded rectangles that lie over each other; both ends are closed flat."""
    rings = []
    for floor in floors:
        centre = (sum(floor.x) / 2, sum(floor.y) / 2)
        flat = rectangle(
            floor.x[1] - floor.x[0], floor.y[1] - floor.y[0],
            at=centre, radius=floor.radius, segments=corner_steps,
        )  # fmt: skip
        closed = np.vstack([flat, flat[:1]])
        rings.append(np.column_stack([closed, np.full(len(closed), floor.z)]))
    hubs = [np.repeat(ring[:-1].mean(axis=0)[None], len(ring), axis=0) for ring in
            (rings[0], rings[-1])]  # fmt: skip
    return loft([hubs[0], *rings, hubs[1]])
