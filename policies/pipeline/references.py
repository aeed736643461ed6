"""Between what a network refers its motions to, and what the controller adds them to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.policies.pipeline.end_effector import Motions
from simeval.policies.pipeline.proprioception import State, tcp_rotation
from simeval.policies.specs import EndEffectorSpec, Robot

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Pose:
    """A pose of the TCP in the base frame."""

    position: FloatArray
    """Float [3], metres."""
    rotation: Rotation
    """[1]."""


class MotionReference:
    """Turns motions into the robot's displacements and back, step by step, for one slot.

    A WidowX turns its previous *target* about the *sensed* TCP: with target (p, R), sensed position
    c, displacement d and rotation dR, ``p' = c + d + dR (p - c)`` and ``R' = dR R``
    (`simeval.envs.controllers.ee_align2`). A Google robot displaces the sensed TCP. An absolute
    pose is reached by solving this for d and dR, so that the target of the controller is the pose
    exactly.

    Args:
        spec: What the network refers to.
        robot: What the controller adds to.
    """

    def __init__(self, spec: EndEffectorSpec, robot: Robot) -> None:
        self._spec = spec
        self._robot = robot
        self._target: Pose | None = None
        self._origin = np.zeros(3)

    def start_chunk(self, state: State) -> None:
        """Fix the origin of the positions of a reply, before its first row."""
        if self._spec.position_from == "last_target":
            target = self._target or _sensed(state)
            self._origin = target.position

    def displacement(self, motion: Motions, state: State) -> FloatArray:
        """Return the robot's displacement for one motion at the present state, float [6]."""
        if self._spec.kind == "delta":
            turn = self._axes(state)
            rotvec = turn.apply(motion.rotation.as_rotvec())
            return np.concatenate([turn.apply(motion.translation)[0], rotvec[0]])
        sensed, before = self._start(state)
        wanted = Pose(position=motion.translation[0] + self._origin, rotation=motion.rotation)
        turn = wanted.rotation * before.rotation.inv()
        arm = before.position - sensed.position
        shift = wanted.position - sensed.position - turn.apply(arm)[0]
        self._target = wanted
        return np.concatenate([shift, turn.as_rotvec()[0]])

    def motion(self, displacement: FloatArray, state: State) -> Motions:
        """Return the motion behind a displacement [6]; the inverse of `displacement`."""
        shift, rotvec = displacement[np.newaxis, :3], displacement[np.newaxis, 3:]
        if self._spec.kind == "delta":
            back = self._axes(state).inv()
            return Motions(
                translation=back.apply(shift), rotation=Rotation.from_rotvec(back.apply(rotvec))
            )
        sensed, before = self._start(state)
        turn = Rotation.from_rotvec(rotvec)
        arm = before.position - sensed.position
        position = sensed.position + shift[0] + turn.apply(arm)[0]
        self._target = Pose(position=position, rotation=turn * before.rotation)
        return Motions(
            translation=(position - self._origin)[np.newaxis], rotation=self._target.rotation
        )

    def _axes(self, state: State) -> Rotation:
        return tcp_rotation(state) if self._spec.frame == "tcp" else Rotation.identity(1)

    def _start(self, state: State) -> tuple[Pose, Pose]:
        """Return the sensed pose and the pose that the controller adds to."""
        sensed = _sensed(state)
        keeps_target = self._robot.pose_base == "previous_target" and self._target is not None
        return sensed, self._target if keeps_target and self._target else sensed


def _sensed(state: State) -> Pose:
    return Pose(position=state["tcp_pose_in_base"][:3].copy(), rotation=tcp_rotation(state))
