"""What a URDF states about links and joints: lengths in m, masses in kg, angles in rad."""

from __future__ import annotations

from dataclasses import dataclass

Vector = tuple[float, float, float]
ZERO: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class LinkFacts:
    """Mass properties of a link; without a mass the simulator takes that of the collision shapes.

    `inertia` is (xx, xy, xz, yy, yz, zz) in kg m2 about the inertial frame.
    """

    name: str
    mass_kg: float | None = None
    com_xyz: Vector = ZERO
    com_rpy: Vector = ZERO
    inertia: tuple[float, float, float, float, float, float] = (0.0,) * 6


@dataclass(frozen=True, kw_only=True)
class JointFacts:
    """A joint and where it sits in its parent."""

    name: str
    kind: str  # "revolute" | "prismatic" | "fixed"
    parent: str
    child: str
    xyz: Vector
    rpy: Vector = ZERO
    axis: Vector = (1.0, 0.0, 0.0)
    lower: float = 0.0
    upper: float = 0.0
    effort: float = 0.0
    velocity: float = 0.0
    mimics: str | None = None
