"""PD gains of joint drives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class DriveGains:
    """PD gains, one value per joint (N m/rad, N m s/rad, N m; N/m, N s/m, N for sliders)."""

    stiffness: tuple[float, ...]
    damping: tuple[float, ...]
    force_limit: tuple[float, ...]


def apply_drive_gains(joints: Sequence[Any], gains: DriveGains) -> None:
    """Set force-mode drives without joint friction on ManiSkill joints, in order."""
    values = zip(joints, gains.stiffness, gains.damping, gains.force_limit, strict=True)
    for joint, stiffness, damping, force_limit in values:
        joint.set_drive_properties(stiffness, damping, force_limit=force_limit, mode="force")
        joint.set_friction(0.0)
