"""Motions for tasks that nobody has a script for: every axis, and the gripper."""

from __future__ import annotations

import numpy as np

from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.policies.specs import Robot

_STEP_M = 0.02
_STEP_RAD = 0.1


class TourPolicy:
    """Moves along and about each axis and back, then closes and opens the gripper.

    Args:
        robot: Its gripper convention.
    """

    def __init__(self, robot: Robot) -> None:
        self.spec = PolicySpec(name="tour", cameras=())
        keep, close, open_ = (0.0, 1.0, -1.0) if robot.gripper == "relative_close" else (1, -1, 1)
        arm = np.diag([_STEP_M] * 3 + [_STEP_RAD] * 3)
        there_and_back = np.stack([arm, -arm], axis=1).reshape(-1, 6)
        oblique = np.array([[0.01, -0.02, 0.015, 0.12, -0.1, 0.08]])
        motions = np.concatenate([there_and_back, oblique, -oblique, np.zeros((8, 6))])
        moving = len(motions) - 8
        gripper = [keep] * moving + [close] * 4 + [open_] * 4
        self._actions = np.column_stack([motions, gripper])

    @property
    def steps(self) -> int:
        """How many actions there are."""
        return len(self._actions)

    def reset(self, episode: EpisodeContext) -> None:
        """Nothing to forget."""

    def act(self, observation: Observation) -> ActionChunk:
        """Return the action of this step."""
        return ActionChunk(actions=self._actions[observation.step][np.newaxis])
