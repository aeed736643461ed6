"""The settle procedure of SIMPLER: objects fall onto the table, upright first, then free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sapien

_FALL_S = 0.5
_REST_S = 0.5
_LONGER_REST_S = 1.5
_STILL_LINEAR_M_S = 1e-3
_STILL_ANGULAR_RAD_S = 1e-2

_FREE = [False] * 6
_LOCK_TILT = [False, False, False, True, True, False]
_LOCK_ALL_BUT_FALL = [True, True, False, True, True, False]


def settle_objects(
    physics: Any, bodies: Sequence[Any], poses: Sequence[sapien.Pose], *, sim_hz: int
) -> None:
    """Drop bodies from their poses and let them come to rest.

    Half a second with rotation about x and y locked, half a second free, and another one and a
    half seconds if the sums of their speeds still exceed 1 mm/s or 0.01 rad/s.

    Args:
        physics: SAPIEN physics system (CPU).
        bodies: Rigid dynamic components.
        poses: Start pose of each, world frame.
        sim_hz: Physics steps per second.
    """
    for body, pose in zip(bodies, poses, strict=True):
        _put(body, pose, locked=_LOCK_TILT)
    _advance(physics, _FALL_S, sim_hz)
    for body in bodies:
        _free(body)
    _advance(physics, _REST_S, sim_hz)
    _rest_longer_if_moving(physics, bodies, sim_hz)


def settle_one_by_one(
    physics: Any, bodies: Sequence[Any], poses: Sequence[sapien.Pose], *, sim_hz: int
) -> None:
    """Drop bodies one after the other straight down, then free one after the other.

    Half a second each with all but height and yaw locked, half a second each after it is freed,
    and another one and a half seconds if they still move.

    Args:
        physics: SAPIEN physics system (CPU).
        bodies: Rigid dynamic components.
        poses: Start pose of each, world frame.
        sim_hz: Physics steps per second.
    """
    for body, pose in zip(bodies, poses, strict=True):
        _put(body, pose, locked=_LOCK_ALL_BUT_FALL)
        _advance(physics, _FALL_S, sim_hz)
    for body in bodies:
        _free(body)
        _advance(physics, _REST_S, sim_hz)
    _rest_longer_if_moving(physics, bodies, sim_hz)


def place_at_rest(
    physics: Any, bodies: Sequence[Any], poses: Sequence[sapien.Pose], *, sim_hz: int
) -> None:
    """Put bodies where they are known to rest and let their contacts form.

    Args:
        physics: SAPIEN physics system (CPU).
        bodies: Rigid dynamic components.
        poses: Resting pose of each, world frame.
        sim_hz: Physics steps per second.
    """
    for body, pose in zip(bodies, poses, strict=True):
        body.entity.pose = pose
        _stop(body)
        body.wake_up()
    _advance(physics, _REST_S, sim_hz)


def _put(body: Any, pose: sapien.Pose, *, locked: Sequence[bool]) -> None:
    body.entity.pose = pose
    _stop(body)
    body.set_locked_motion_axes(locked)
    body.wake_up()


def _free(body: Any) -> None:
    body.set_locked_motion_axes(_FREE)
    _stop(body)
    body.wake_up()


def _rest_longer_if_moving(physics: Any, bodies: Sequence[Any], sim_hz: int) -> None:
    if not _still(bodies):
        _advance(physics, _LONGER_REST_S, sim_hz)


def _stop(body: Any) -> None:
    body.linear_velocity = np.zeros(3)
    body.angular_velocity = np.zeros(3)


def _still(bodies: Sequence[Any]) -> bool:
    linear = sum(float(np.linalg.norm(body.linear_velocity)) for body in bodies)
    angular = sum(float(np.linalg.norm(body.angular_velocity)) for body in bodies)
    return linear <= _STILL_LINEAR_M_S and angular <= _STILL_ANGULAR_RAD_S


def _advance(physics: Any, seconds: float, sim_hz: int) -> None:
    for _ in range(int(sim_hz * seconds)):
        physics.step()
