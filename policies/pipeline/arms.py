"""From columns of a network to the robot's numbers for its arm, and back, for one slot."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from simeval.policies.pipeline.end_effector import Motions, read_motions, write_motions
from simeval.policies.pipeline.proprioception import State
from simeval.policies.pipeline.references import MotionReference
from simeval.policies.specs import ActionSpec, EndEffectorSpec, JointsSpec, Robot

FloatArray = npt.NDArray[np.float64]


class Arm(Protocol):
    """The arm of one slot."""

    def start_chunk(self, state: State) -> None:
        """Prepare for the rows of a reply, at the state before the first."""

    def decode(self, row: FloatArray, state: State) -> FloatArray:
        """Return the robot's numbers [arm_size] for a row [D].

        Raises:
            ValueError: The row holds numbers that are no rotation.
        """

    def encode(self, command: FloatArray, state: State, row: FloatArray) -> None:
        """Write the robot's numbers [arm_size] into a row [D]; the inverse of `decode`.

        Raises:
            ValueError: No numbers of the network mean this.
        """


def make_arm(action: ActionSpec, robot: Robot) -> Arm:
    """Return the arm of a specification."""
    match action.arm:
        case EndEffectorSpec() as spec:
            return _EndEffector(spec, robot)
        case JointsSpec() as spec:
            return _Joints(spec)


class _EndEffector:
    def __init__(self, spec: EndEffectorSpec, robot: Robot) -> None:
        self._spec = spec
        self._reference = MotionReference(spec, robot)

    def start_chunk(self, state: State) -> None:
        self._reference.start_chunk(state)

    def decode(self, row: FloatArray, state: State) -> FloatArray:
        motion = read_motions(row[np.newaxis], self._spec)
        return self._reference.displacement(motion, state)

    def encode(self, command: FloatArray, state: State, row: FloatArray) -> None:
        motion: Motions = self._reference.motion(command, state)
        write_motions(motion, self._spec, row[np.newaxis])


class _Joints:
    def __init__(self, spec: JointsSpec) -> None:
        self._spec = spec
        self._columns = slice(spec.column, spec.column + spec.count)

    def start_chunk(self, state: State) -> None:
        """Joints need nothing."""

    def decode(self, row: FloatArray, state: State) -> FloatArray:
        numbers = row[self._columns]
        if self._spec.velocity_step_rad is None:
            return numbers
        slowed = numbers / max(1.0, float(np.abs(numbers).max()))
        return np.asarray(self._sensed(state) + slowed * self._spec.velocity_step_rad)

    def encode(self, command: FloatArray, state: State, row: FloatArray) -> None:
        if self._spec.velocity_step_rad is not None:
            command = (command - self._sensed(state)) / self._spec.velocity_step_rad
        row[self._columns] = command

    def _sensed(self, state: State) -> FloatArray:
        return state["qpos"][: self._spec.count]
