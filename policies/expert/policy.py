"""The expert: follows the script of the task, in the policy action space."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import numpy.typing as npt

from simeval.errors import UnknownNameError
from simeval.policies.expert.config import ExpertConfig
from simeval.policies.expert.moving_target import MovingTarget
from simeval.policies.expert.put_on_script import (
    OPEN,
    RECIPES,
    Phase,
    SceneView,
    put_on_phases,
    view_of,
)
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec

MAX_STEP_M = 0.04
MAX_TURN_RAD = 0.25


class ExpertPolicy:
    """Reads object poses from the simulator and acts like a policy: 7 numbers per control step.

    Args:
        config: Which fault to have, if any.
    """

    def __init__(self, config: ExpertConfig) -> None:
        self._config = config
        name = "expert" if config.rung == "none" else f"expert-{config.rung}"
        self._spec = PolicySpec(name=name, cameras=(), privileged=True, config=asdict(config))

    @property
    def spec(self) -> PolicySpec:
        """What the policy needs and is."""
        return self._spec

    def reset(self, episode: EpisodeContext) -> None:
        """Draw the faults of this episode and start its script.

        Raises:
            UnknownNameError: There is no script for the task.
        """
        if episode.task not in RECIPES:
            raise UnknownNameError("task of the expert", episode.task, RECIPES)
        self._generator = np.random.default_rng(episode.seed)
        self._phases = put_on_phases(RECIPES[episode.task], beside=self._draw_offset())
        self._swapped = (
            self._config.rung == "wrong_object"
            and self._generator.random() < self._config.wrong_object_probability
        )
        self._index = -1
        self._steps_left = 0
        self._target: MovingTarget | None = None

    def act(self, observation: Observation) -> ActionChunk:
        """Return the next action of the script."""
        assert observation.privileged is not None
        view = view_of(observation.privileged, swapped=self._swapped)
        if self._target is None:
            self._target = MovingTarget(view.tcp, max_step_m=MAX_STEP_M, max_turn_rad=MAX_TURN_RAD)
        self._advance(view)
        self._steps_left -= 1
        if self._index >= len(self._phases):
            return ActionChunk(actions=np.array([[0.0] * 6 + [self._gripper(OPEN)]]))
        arm = self._target.step_towards(self._waypoint, view.tcp.position, self._noise())
        gripper = self._gripper(self._phases[self._index].gripper)
        return ActionChunk(actions=np.append(arm, gripper)[np.newaxis])

    def _advance(self, view: SceneView) -> None:
        while self._index < len(self._phases) and self._leg_is_over(view):
            self._index += 1
            if self._index < len(self._phases):
                phase: Phase = self._phases[self._index]
                self._waypoint = phase.waypoint(view)
                self._steps_left = phase.steps

    def _leg_is_over(self, view: SceneView) -> bool:
        if self._steps_left <= 0:
            return True
        tolerance = self._phases[self._index].tolerance_m
        distance = float(np.linalg.norm(self._waypoint.position - view.tcp.position))
        turn = (self._waypoint.rotation * view.tcp.rotation.inv()).magnitude()
        return distance < tolerance and turn < 0.1

    def _draw_offset(self) -> npt.NDArray[np.float64]:
        if self._config.rung != "grasp_offset":
            return np.zeros(2)
        angle = self._generator.uniform(0.0, 2.0 * np.pi)
        reach = self._generator.uniform(0.0, self._config.offset_m)
        return reach * np.array([np.cos(angle), np.sin(angle)])

    def _noise(self) -> npt.NDArray[np.float64] | None:
        if self._config.rung != "action_noise":
            return None
        scale = np.repeat([self._config.noise_m, self._config.noise_rad], 3)
        return np.asarray(self._generator.standard_normal(6) * scale)

    def _gripper(self, command: float) -> float:
        return -command if self._config.rung == "gripper_flipped" else command
