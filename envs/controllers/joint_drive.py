"""PD joint drives: gains, and targets as PhysX 4 took them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


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


class JointTargets:
    """Position targets of some joints of one articulation (CPU backend).

    PhysX 4 clamped a drive's target to the joint limits, PhysX 5 drives at the target itself and
    stops on the limit. A target beyond a limit then approaches it at another speed (the WidowX
    wrist was up to 0.017 rad off) and squeezes harder (the closed gripper aims 1 mm past its
    stop), so targets are clamped here.

    Args:
        joints: SAPIEN joints, in order.
    """

    def __init__(self, joints: Sequence[Any]) -> None:
        self._joints = list(joints)
        limits = np.concatenate([joint.limits for joint in self._joints])  # [n, 2]
        self._lower, self._upper = limits[:, 0], limits[:, 1]

    def set(self, positions: npt.ArrayLike) -> None:
        """Drive the joints to positions, [n] or one for all (rad or m)."""
        count = len(self._joints)
        wanted = np.broadcast_to(np.asarray(positions, dtype=np.float64), (count,))
        self.drive(self.clamped(wanted))

    def clamped(self, positions: npt.NDArray[np.float64]) -> list[Any]:
        """Targets within the limits as nested lists, from positions [..., n] (rad or m)."""
        within: list[Any] = np.clip(positions, self._lower, self._upper).tolist()
        return within

    def drive(self, targets: Sequence[float]) -> None:
        """Set targets that are already clamped, one per joint (rad or m)."""
        for joint, target in zip(self._joints, targets, strict=True):
            joint.set_drive_target(target)

    def drive_velocities(self, targets: Sequence[float]) -> None:
        """Set velocity targets, one per joint (rad/s or m/s)."""
        for joint, target in zip(self._joints, targets, strict=True):
            joint.set_drive_velocity_target(target)
