"""Between a network's number for the gripper and the command of the robot."""

from __future__ import annotations

from simeval.policies.specs import GripperSpec, Robot
from simeval.policies.specs.gripper import Meaning

_LATCH_ABOVE = 0.5


class GripperDecoder:
    """From the network's numbers to commands, step by step, for one slot.

    Args:
        spec: What the number means.
        robot: What the command means.
        task: Task name, for thresholds that differ between tasks.
    """

    def __init__(self, spec: GripperSpec, robot: Robot, *, task: str) -> None:
        self._spec = spec
        self._robot = robot
        self._threshold = spec.threshold_of_task.get(task, spec.threshold)
        self._opens_in_a_row = 0
        self._reference: float | None = None
        self._latched = 0.0
        self._latch_steps_done = 0

    def command(self, number: float) -> float:
        """Return the command for the network's number of this step, within the robot's range."""
        if self._spec.meaning == "relative_close":
            change = 0.0 if abs(number) < self._spec.dead_zone else number
            return min(1.0, max(-1.0, change))
        opening = self._opening(number)
        match self._robot.gripper:
            case "absolute_open":
                return min(1.0, max(-1.0, 2.0 * opening - 1.0))
            case "closed01":
                return min(1.0, max(0.0, 1.0 - opening))
        return min(1.0, max(-1.0, self._latch(self._change(opening), opening)))

    def _opening(self, number: float) -> float:
        opening = to_opening(number, self._spec.meaning)
        if self._threshold is None:
            return opening
        self._opens_in_a_row = self._opens_in_a_row + 1 if opening > self._threshold else 0
        return 1.0 if self._opens_in_a_row >= self._spec.open_after else 0.0

    def _change(self, opening: float) -> float:
        if self._spec.change == "level":
            return 1.0 - 2.0 * opening
        before = opening if self._reference is None else self._reference
        if self._reference is None or self._spec.change == "from_previous":
            self._reference = opening
        return before - opening

    def _latch(self, change: float, opening: float) -> float:
        """Hold a large change for some steps (SimplerEnv's "sticky gripper")."""
        if self._latch_steps_done == 0 and abs(change) > _LATCH_ABOVE:
            self._latched, self._latch_steps_done = change, 1
            if self._spec.change == "from_latched":
                self._reference = opening
        elif self._latch_steps_done:
            self._latch_steps_done += 1
        else:
            return change
        if self._latch_steps_done == self._spec.latch_steps:
            self._latch_steps_done = 0
        return self._latched


class GripperEncoder:
    """From commands to the network's numbers, step by step; the inverse of `GripperDecoder`.

    What a convention cannot say is lost: a change that is latched says nothing of a command to
    open what is open, and `open_after` delays openings.

    Args:
        spec: What the number means.
        robot: What the command means.
    """

    def __init__(self, spec: GripperSpec, robot: Robot) -> None:
        self._spec = spec
        self._robot = robot
        self._opening: float | None = None

    def number(self, command: float, sensed_opening: float) -> float:
        """Return the network's number for a command.

        Args:
            command: Of the robot.
            sensed_opening: 0 closed, 1 open; at the first step it says what a change starts from.
        """
        if self._spec.meaning == "relative_close":
            return command
        return from_opening(self._wanted(command, sensed_opening), self._spec.meaning)

    def _wanted(self, command: float, sensed_opening: float) -> float:
        if self._robot.gripper == "absolute_open":
            return 0.5 * (command + 1.0)
        if self._robot.gripper == "closed01":
            return 1.0 - command
        if self._spec.change == "level":
            return 0.5 * (1.0 - command)
        if self._opening is None:
            # The first output has nothing to differ from: it only says where the gripper is.
            self._opening = 1.0 if sensed_opening > 0.5 else 0.0
        elif abs(command) > _LATCH_ABOVE:
            self._opening = 0.0 if command > 0.0 else 1.0
        return self._opening


def to_opening(number: float, meaning: Meaning) -> float:
    """Return a network's number as an opening, 0 closed and 1 open."""
    match meaning:
        case "closed01":
            return 1.0 - number
        case "open_pm1":
            return 0.5 * (number + 1.0)
        case "close_pm1":
            return 0.5 * (1.0 - number)
    return number


def from_opening(opening: float, meaning: Meaning) -> float:
    """Invert `to_opening`."""
    match meaning:
        case "closed01":
            return 1.0 - opening
        case "open_pm1":
            return 2.0 * opening - 1.0
        case "close_pm1":
            return 1.0 - 2.0 * opening
    return opening
