"""The expert: follows the script of the task, in the policy action space."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import numpy.typing as npt

from simeval.errors import UnknownNameError
from simeval.policies.expert.config import ExpertConfig
from simeval.policies.expert.drives import Drive, drive_of
from simeval.policies.expert.phase import Phase, Scene, scene_in_base
from simeval.policies.expert.scripts import SCRIPTS
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec


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
        if episode.task not in SCRIPTS:
            raise UnknownNameError("task of the expert", episode.task, SCRIPTS)
        self._generator = np.random.default_rng(episode.seed)
        self._script = SCRIPTS[episode.task]
        self._beside = self._draw_offset()
        self._phases = self._script.phases(episode, self._beside)
        self._then = self._script.then
        self._mistaken = (
            self._config.rung == "wrong_object"
            and self._generator.random() < self._config.wrong_object_probability
        )
        self._drive: Drive = drive_of(episode.task)
        self._index = -1
        self._steps_left = 0

    def act(self, observation: Observation) -> ActionChunk:
        """Return the next action of the script."""
        assert observation.privileged is not None
        scene: Scene = scene_in_base(observation.privileged)
        if self._mistaken:
            scene = self._script.mistaken(scene)
        begins = self._advance(scene, observation.instruction)
        self._steps_left -= 1
        last = self._phases[-1]
        if self._index >= len(self._phases):
            return ActionChunk(actions=np.array([[0.0] * 6 + [self._gripper(last.gripper)]]))
        phase = self._phases[self._index]
        arm = self._drive(
            self._waypoint, scene["tcp"], step_m=phase.step_m, disturbance=self._noise()
        )
        actions = np.append(arm, self._gripper(phase.gripper))[np.newaxis]
        return ActionChunk(actions=actions, terminate=begins and phase.says_done)

    def _advance(self, scene: Scene, instruction: str) -> bool:
        """Go on to the leg that is due; returns whether one begins."""
        before = self._index
        while self._index < len(self._phases) and self._leg_is_over(scene):
            self._index += 1
            if self._index == len(self._phases) and self._then is not None:
                self._phases += self._then(instruction, self._beside)
                self._then = None
            if self._index < len(self._phases):
                phase: Phase = self._phases[self._index]
                self._waypoint = phase.waypoint(scene)
                self._steps_left = phase.steps
        return self._index != before

    def _leg_is_over(self, scene: Scene) -> bool:
        if self._steps_left <= 0:
            return True
        phase = self._phases[self._index]
        if phase.until is not None and phase.until(scene):
            return True
        tcp = scene["tcp"]
        distance = float(np.linalg.norm(self._waypoint.position - tcp.position))
        turn = (self._waypoint.rotation * tcp.rotation.inv()).magnitude()
        return distance < phase.tolerance_m and turn < 0.1

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
