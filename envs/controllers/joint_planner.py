"""Jerk-limited joint motion of the original: a Ruckig plan per action, sampled per physics step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import ruckig

from simeval.errors import InfrastructureError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class MotionLimits:
    """The same symmetric limits for every joint (rad/s, rad/s^2, rad/s^3)."""

    velocity: float
    acceleration: float
    jerk: float


class JointPath(NamedTuple):
    """Samples at the physics steps of one control step, the start included."""

    positions: Floats
    """[K + 1, n] rad."""
    velocities: Floats
    """[K + 1, n] rad/s."""


class JointPlanner:
    """Plans time-optimal, jerk-limited, synchronised motions that end at rest.

    The initial acceleration is taken as zero, as in the original (SIMPLER, ManiSkill2_real2sim
    @ef7a4d4). What does not fit into one control step is cut off.

    Args:
        joints: Number of joints n.
        limits: Motion limits.
        sim_hz: Physics steps per second.
        sim_steps: Physics steps of one control step, K.
    """

    def __init__(self, joints: int, limits: MotionLimits, *, sim_hz: int, sim_steps: int) -> None:
        self._planner = ruckig.Ruckig(joints)
        self._input = ruckig.InputParameter(joints)
        self._input.max_velocity = [limits.velocity] * joints
        self._input.max_acceleration = [limits.acceleration] * joints
        self._input.max_jerk = [limits.jerk] * joints
        self._trajectory = ruckig.Trajectory(joints)
        self._limits = limits
        self._times = np.arange(sim_steps + 1) / sim_hz

    def plan(self, *, start: Floats, velocity: Floats, target: Floats) -> JointPath:
        """Plan from a state to rest at a target.

        Args:
            start: Joint positions, [n] rad.
            velocity: Joint velocities, [n] rad/s; clipped to the limit.
            target: Joint positions, [n] rad.

        Raises:
            InfrastructureError: Ruckig finds no motion.
        """
        limit = self._limits.velocity
        self._input.current_position = start.tolist()
        self._input.current_velocity = np.clip(velocity, -limit, limit).tolist()
        self._input.target_position = target.tolist()
        problem = self._calculate()
        if problem:
            raise InfrastructureError(
                f"The joint planner found no motion from {start} at {velocity} to {target}: "
                f"{problem}."
            )
        duration = self._trajectory.duration
        samples = [self._trajectory.at_time(min(time, duration)) for time in self._times]
        return JointPath(
            positions=np.array([position for position, _, _ in samples]),
            velocities=np.array([velocity for _, velocity, _ in samples]),
        )

    def _calculate(self) -> str | None:
        """Let Ruckig fill the trajectory; returns what went wrong, if anything did."""
        try:
            result = self._planner.calculate(self._input, self._trajectory)
        except ruckig.RuckigError as error:
            return " ".join(str(error).split())
        done = result in (ruckig.Result.Working, ruckig.Result.Finished)
        return None if done else str(result)
