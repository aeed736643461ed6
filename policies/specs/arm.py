"""How a network speaks of its arm: in poses of the end effector, or in joints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.policies.specs.checks import check
from simeval.policies.specs.rotation import ROTATION_SIZES, Representation
from simeval.policies.specs.scaling import Rescale


@dataclass(frozen=True, kw_only=True)
class EndEffectorSpec:
    """Columns that move the end effector.

    The steps are, in this order: rescale, rotation to a rotation vector, scale, clip, frame.
    """

    kind: Literal["delta", "absolute"]
    """delta: displacement of the TCP; absolute: its pose in the base frame."""
    representation: Representation
    """Of the rotation."""
    translation_column: int = 0
    """First of the three columns of the translation."""
    rotation_column: int = 3
    """First column of the rotation."""
    frame: Literal["base", "tcp"] = "base"
    """Axes of a delta: those of the robot base or of the TCP at the time of the step."""
    position_from: Literal["base", "last_target"] = "base"
    """Origin of an absolute position: the base, or the target of the last executed row of the
    reply before (in the first reply the sensed TCP), along the axes of the base."""
    euler_offset: tuple[float, float, float] | None = None
    """Added to roll, pitch and yaw (euler_sxyz, rad) of an absolute rotation."""
    rescale_translation: Rescale | None = None
    """Applied to each component."""
    rescale_rotation: Rescale | None = None
    """Applied to each component, before the representation is read."""
    scale: float = 1.0
    """Factor on translation and rotation vector."""
    max_translation_m: float | None = None
    """Each component of the translation is clipped to this."""
    max_rotation_rad: float | None = None
    """Each component of the rotation vector is clipped to this."""

    def __post_init__(self) -> None:
        prefix = "action.end_effector"
        for name in ("scale", "max_translation_m", "max_rotation_rad"):
            value = getattr(self, name)
            check(value is None or value > 0.0, f"{prefix}.{name} is {value}; it must be positive.")
        if self.kind == "absolute":
            deltas = self.rescale_translation, self.rescale_rotation, self.max_translation_m
            check(
                deltas == (None, None, None)
                and self.max_rotation_rad is None
                and self.scale == 1.0
                and self.frame == "base",
                f"{prefix} of kind absolute is a pose in the base frame: rescale, scale, clipping "
                "and frame tcp are for kind delta.",
            )
        else:
            check(
                self.position_from == "base" and self.euler_offset is None,
                f"{prefix}.position_from and euler_offset are for kind absolute.",
            )

    @property
    def columns(self) -> tuple[int, ...]:
        """Every column that is used."""
        rotation_end = self.rotation_column + ROTATION_SIZES[self.representation]
        return (
            *range(self.translation_column, self.translation_column + 3),
            *range(self.rotation_column, rotation_end),
        )


@dataclass(frozen=True, kw_only=True)
class JointsSpec:
    """Columns that move the arm joints."""

    kind: Literal["position", "velocity"]
    """position: targets (rad); velocity: of DROID, in [-1, 1], each step's change from the sensed
    position in units of `velocity_step_rad`."""
    column: int = 0
    """First column."""
    count: int = 7
    """Joints."""
    velocity_step_rad: float | None = None
    """Change of a joint within a step at velocity 1. Where a velocity is above 1, all joints are
    slowed down together."""

    def __post_init__(self) -> None:
        check(self.count >= 1, f"action.joints.count is {self.count}; at least 1 is needed.")
        check(
            (self.kind == "velocity") == (self.velocity_step_rad is not None)
            and (self.velocity_step_rad is None or self.velocity_step_rad > 0.0),
            f"action.joints.velocity_step_rad is {self.velocity_step_rad}; kind velocity needs a "
            "positive one, kind position none.",
        )

    @property
    def columns(self) -> tuple[int, ...]:
        """Every column that is used."""
        return tuple(range(self.column, self.column + self.count))
