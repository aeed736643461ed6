"""From observations to the inputs of a network, for one slot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.errors import UsageError
from simeval.policies.interface import EpisodeContext, Observation
from simeval.policies.pipeline.history import ImageHistory
from simeval.policies.pipeline.images import prepare_image
from simeval.policies.pipeline.proprioception import state_vector
from simeval.policies.specs import CameraSpec, GoalSpec, Metadata, Preset, TextSpec


class InputBuilder:
    """Prepares images as they come and lays out the inputs of an inference.

    Args:
        preset: What the network wants.
        episode: The episode; not needed where the preset declares no metadata.
    """

    def __init__(self, preset: Preset, episode: EpisodeContext | None = None) -> None:
        self._preset = preset
        self._episode = episode
        self._histories = [ImageHistory(camera) for camera in preset.observation.cameras]

    def see(self, observation: Observation) -> None:
        """Prepare and keep the images of a step.

        Raises:
            UsageError: The observation lacks a camera.
        """
        cameras = self._preset.observation.cameras
        for camera, history in zip(cameras, self._histories, strict=True):
            frame = _frame(observation, camera)
            history.add(observation.step, prepare_image(frame, camera))

    def build(
        self, observation: Observation, last_row: npt.NDArray[np.float64] | None
    ) -> dict[str, Any]:
        """Return the inputs of an inference at this step, whose images were seen.

        Args:
            observation: State, instruction and goal images.
            last_row: The network's last executed row, [D], or None before the first.

        Returns:
            Arrays, texts and numbers under the keys of the preset.

        Raises:
            UsageError: The observation lacks a goal image.
        """
        spec = self._preset.observation
        inputs: dict[str, Any] = {}
        for camera, history in zip(spec.cameras, self._histories, strict=True):
            images, mask = history.at(observation.step)
            _put(inputs, camera.key, images)
            if camera.mask_key is not None:
                _put(inputs, camera.mask_key, mask)
        for vector in spec.state:
            row = state_vector(observation.state, vector, self._preset.conventions, last_row)
            _put(inputs, vector.key, row)
        _put(inputs, spec.text.key, prompt(observation.instruction, spec.text))
        for constant in spec.constants:
            _put(inputs, constant.key, constant.value)
        for goal in spec.goals:
            _put(inputs, goal.key, self._goal_image(observation, goal))
        for item in spec.metadata:
            _put(inputs, item.key, self._fact(item, observation.step))
        return inputs

    def _goal_image(self, observation: Observation, goal: GoalSpec) -> npt.NDArray[np.uint8]:
        if goal.shows not in observation.goals:
            raise UsageError(
                f"The preset {self._preset.name} wants an image of the {goal.shows}; give them "
                "with goals=FOLDER. See docs/beyond_one_network.md."
            )
        image = prepare_image(observation.goals[goal.shows], goal)
        return image[np.newaxis] if goal.time_axis else image

    def _fact(self, item: Metadata, step: int) -> str | int:
        match item.fact:
            case "step":
                return step
            case "robot":
                return item.rename.get(self._preset.robot, self._preset.robot)
        assert self._episode is not None
        fact: str | int = getattr(self._episode, item.fact)
        return item.rename.get(fact, fact) if isinstance(fact, str) else fact


def prompt(instruction: str, text: TextSpec) -> str | list[str]:
    """Put an instruction into the template of a network."""
    words = instruction.lower() if text.lowercase else instruction
    filled = text.template.format(instruction=words)
    return [filled] if text.as_list else filled


def _frame(observation: Observation, camera: CameraSpec) -> npt.NDArray[np.uint8]:
    frames = observation.frames
    if camera.camera is None and len(frames) == 1:
        return next(iter(frames.values()))
    if camera.camera is not None and camera.camera in frames:
        return frames[camera.camera]
    wanted = "one camera" if camera.camera is None else f"camera {camera.camera!r}"
    raise UsageError(
        f"The preset wants {wanted} at step {observation.step}; the observation has "
        f"{', '.join(sorted(frames)) or 'no frame'}."
    )


def _put(inputs: dict[str, Any], key: Sequence[str], value: Any) -> None:
    *parents, name = key
    for parent in parents:
        inputs = inputs.setdefault(parent, {})
    inputs[name] = value
