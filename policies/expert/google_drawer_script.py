"""The drawer scripts of the Google robot: hook a front from behind and pull, or push it.

Handles have no collision shape, in the original as here, so the fingers act on the front that
carries them. The drawers' frames have x out of the cabinet and z up.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.google_gripper import CLOSED, pointing
from simeval.policies.expert.moving_target import Pose
from simeval.policies.expert.phase import Phase, Scene

Vector = npt.NDArray[np.float64]

_LEAN_RAD = 0.85
# The inner side of the front and its upper edge, from the handle, m.
_INNER_X, _EDGE_Z = -0.045, 0.05
# Closed fingers come in over the edge, then reach down behind it.
_BEHIND_M, _ABOVE_M, _HOOK_M = 0.045, 0.015, 0.045
# On the way in: before the gap over the front, and in it. Stretched out, the arm sinks faster than
# it reaches, so it starts a little higher and takes short steps.
_OUTSIDE_M, _HIGHER_M, _MOUTH_M = 0.14, 0.02, 0.05
_IN_M = 0.05
_PULL_M = 0.3
_OPEN_ENOUGH_M = 0.19
_PUSH_AT_Z = -0.02
_STAND_OFF_M = 0.08
_PUSH_M = 0.1
_SHUT_M = 0.012
_STEADY_M = 0.1


def opening_of(scene: Scene) -> float:
    """How far the drawer is pulled out, m."""
    return float(np.linalg.norm(_since_closed(scene)))


def open_phases(*, beside: Vector) -> tuple[Phase, ...]:
    """The legs up to an open drawer, the fingers still behind its front.

    Args:
        beside: Error of the reach in the horizontal plane of the base frame, [2] m.
    """

    def over_edge(scene: Scene) -> Pose:
        pose = _at(scene, _INNER_X - _BEHIND_M, _EDGE_Z + _ABOVE_M)
        return Pose(pose.position + np.array([*beside, 0.0]), pose.rotation)

    def mouth(scene: Scene) -> Pose:
        return _backed(over_edge(scene), _MOUTH_M)

    def outside(scene: Scene) -> Pose:
        pose = _backed(over_edge(scene), _OUTSIDE_M)
        return Pose(pose.position + np.array([0.0, 0.0, _HIGHER_M]), pose.rotation)

    def hooked(scene: Scene) -> Pose:
        pose = over_edge(scene)
        return Pose(pose.position - np.array([0.0, 0.0, _HOOK_M]), pose.rotation)

    def pulled(scene: Scene) -> Pose:
        pose = hooked(scene)
        return Pose(pose.position + _PULL_M * outwards(scene), pose.rotation)

    def is_open(scene: Scene) -> bool:
        return opening_of(scene) > _OPEN_ENOUGH_M

    return (
        Phase(waypoint=outside, gripper=CLOSED, steps=30, tolerance_m=0.012),
        Phase(waypoint=mouth, gripper=CLOSED, steps=12, tolerance_m=0.005, step_m=_IN_M),
        Phase(waypoint=over_edge, gripper=CLOSED, steps=10, tolerance_m=0.008, step_m=_IN_M),
        Phase(waypoint=hooked, gripper=CLOSED, steps=6, tolerance_m=0.006),
        Phase(waypoint=pulled, gripper=CLOSED, steps=40, step_m=_STEADY_M, until=is_open),
    )


def close_phases(*, beside: Vector, steps: int) -> tuple[Phase, ...]:
    """The legs of one closing episode of so many control steps."""

    def before(scene: Scene) -> Pose:
        pose = _at(scene, _STAND_OFF_M, _PUSH_AT_Z)
        return Pose(pose.position + np.array([*beside, 0.0]), pose.rotation)

    def shut(scene: Scene) -> Pose:
        pose = before(scene)
        way = opening_of(scene) + _PUSH_M
        return Pose(pose.position - way * outwards(scene), pose.rotation)

    def is_shut(scene: Scene) -> bool:
        return opening_of(scene) < _SHUT_M

    return (
        Phase(waypoint=before, gripper=CLOSED, steps=35, tolerance_m=0.03),
        Phase(waypoint=shut, gripper=CLOSED, steps=50, step_m=_STEADY_M, until=is_shut),
        hold_phase(steps),
    )


def hold_phase(steps: int) -> Phase:
    """Stay where the gripper is."""
    return Phase(waypoint=lambda scene: scene["tcp"], gripper=CLOSED, steps=steps)


def _backed(pose: Pose, way: float) -> Pose:
    """The pose moved back along its approach axis, m."""
    approach = pose.rotation.apply([0.0, 0.0, 1.0])
    return Pose(pose.position - way * approach, pose.rotation)


def _since_closed(scene: Scene) -> Vector:
    return scene["handle"].position - scene["handle_when_closed"].position


def outwards(scene: Scene) -> Vector:
    """The direction in which the drawer opens, [3]."""
    return np.asarray(scene["handle"].rotation.apply([1.0, 0.0, 0.0]))


def _at(scene: Scene, x: float, z: float) -> Pose:
    """Leaning towards the front, at a place given from the handle in the drawer's frame, m."""
    handle = scene["handle"]
    up = np.array([0.0, 0.0, 1.0])
    inwards = -outwards(scene)
    approach = np.sin(_LEAN_RAD) * inwards - np.cos(_LEAN_RAD) * up
    # With the other sense of the closing axis the last joint is at its stop at the low drawers.
    rotation = pointing(approach, np.cross(inwards, up))
    return Pose(handle.position + handle.rotation.apply([x, 0.0, z]), rotation)
