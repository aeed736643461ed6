"""The action of a robot that has none: it stays where it is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from simeval.policies.specs import ROBOTS, Robot

FloatArray = npt.NDArray[np.float64]


def robot_of_task(task: str) -> Robot:
    """Return the conventions of the robot of a task."""
    return next(robot for robot in ROBOTS.values() if task.startswith(robot.task_prefix))


def hold_action(
    robot: Robot, state: Mapping[str, FloatArray], last: FloatArray | None
) -> FloatArray:
    """Return the action that keeps arm and gripper as they are, float [action_size].

    Args:
        robot: What its action means.
        state: Robot state now.
        last: Action executed before, if there was one.
    """
    return np.append(_arm(robot, state, last), _gripper(robot, state, last))


def _arm(robot: Robot, state: Mapping[str, FloatArray], last: FloatArray | None) -> FloatArray:
    if robot.arm == "ee_delta":
        return np.zeros(robot.arm_size)
    return state["qpos"][: robot.arm_size] if last is None else last[:-1]


def _gripper(robot: Robot, state: Mapping[str, FloatArray], last: FloatArray | None) -> float:
    """Return the command that goes on with what the gripper was told, or is."""
    opening = float(state["gripper_opening"][0])
    match robot.gripper:
        case "relative_close":
            return 0.0
        case "absolute_open":
            return (1.0 if opening > 0.5 else -1.0) if last is None else float(last[-1])
        case "closed01":
            return 1.0 - opening if last is None else float(last[-1])
