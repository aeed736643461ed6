"""Many episodes at once around one network."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from simeval.errors import UsageError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation
from simeval.policies.model import Model, SessionStart
from simeval.policies.pipeline.slot import Slot
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Preset


class Slots:
    """Keeps the state of each episode apart, and asks the network for those that need it.

    What comes out for an episode does not depend on the other episodes, unless the network itself
    mixes them.

    Args:
        preset: Everything around the network.
        model: The network.
        statistics: Of the training data, where the preset un-normalises.
    """

    def __init__(
        self, preset: Preset, model: Model, statistics: ActionStatistics | None = None
    ) -> None:
        self._preset = preset
        self._model = model
        self._statistics = statistics
        self._slots: dict[str, Slot] = {}
        self._episodes: dict[str, EpisodeContext] = {}

    def begin(self, episodes: Mapping[str, EpisodeContext]) -> None:
        """Start episodes, each in the slot of that name; what was there is forgotten.

        Raises:
            UsageError: A task is not one of the preset's robot, or runs at another rate.
            ModelConnectionError: The server is gone or does not answer in time.
        """
        for episode in episodes.values():
            self._check(episode)
        self._episodes.update(episodes)
        self._start({name: episode.instruction for name, episode in episodes.items()})

    def wants_frames(self, name: str, step: int, instruction: str) -> bool:
        """True when the network will see the frames of this step."""
        slot = self._slots[name]
        return slot.instruction != instruction or slot.wants_frames(step)

    def act(self, observations: Mapping[str, Observation]) -> dict[str, ActionChunk]:
        """Return the next actions of these slots.

        Args:
            observations: By slot; frames are read only where `wants_frames` is true.

        Raises:
            UsageError: A frame is missing.
            ModelConnectionError: The server is gone or does not answer in time.
            ModelReplyError: It answered with something that is no reply.
        """
        for name, observation in observations.items():
            self._slots[name].catch_up(observation.step)
        self._follow_instructions(observations)
        for name, observation in observations.items():
            self._slots[name].see(observation)
        asking = [
            name
            for name, observation in observations.items()
            if self._slots[name].wants_inference(observation.step)
        ]
        size = self._batch_size() if asking else 1
        for start in range(0, len(asking), size):
            group = asking[start : start + size]
            replies = self._model.infer(
                [self._slots[name].request(observations[name]) for name in group]
            )
            for name, reply in zip(group, replies, strict=True):
                self._slots[name].accept(reply, observations[name])
        return {
            name: self._slots[name].take(observation) for name, observation in observations.items()
        }

    def _check(self, episode: EpisodeContext) -> None:
        preset = self._preset
        if not episode.task.startswith(preset.conventions.task_prefix):
            raise UsageError(
                f"The preset {preset.name} is made for the robot {preset.robot}, whose tasks begin "
                f"with {preset.conventions.task_prefix!r}; the task is {episode.task!r}. "
                "See: simeval ls presets"
            )
        if episode.control_hz != preset.action.control_hz:
            raise UsageError(
                f"The preset {preset.name} is made for {preset.action.control_hz} actions per "
                f"second (action.control_hz); the task {episode.task} runs at "
                f"{episode.control_hz}."
            )

        if episode.real_time and (preset.action.needs_state or preset.observation.deltas != (0,)):
            raise UsageError(
                f"The preset {preset.name} cannot run in real-time mode (real_time.latency): it "
                + (
                    "turns each row into an action at the robot's state of its own step."
                    if preset.action.needs_state
                    else "looks back to frames of earlier steps (observation.cameras.history)."
                )
            )

    def _start(self, instructions: Mapping[str, str]) -> None:
        starts = []
        for name, instruction in instructions.items():
            episode = self._episodes[name]
            slot = Slot(
                self._preset,
                self._statistics,
                # Other workers may share the server, and an attempt may be repeated.
                session=f"{episode.task}/{episode.episode_id}/{uuid.uuid4().hex}",
                episode=episode,
                instruction=instruction,
            )
            self._slots[name] = slot
            starts.append(
                SessionStart(session=slot.session, seed=episode.seed, instruction=instruction)
            )
        self._model.reset(starts)

    def _follow_instructions(self, observations: Mapping[str, Observation]) -> None:
        changed = {
            name: observation.instruction
            for name, observation in observations.items()
            if observation.instruction != self._slots[name].instruction
        }
        if changed and self._preset.new_instruction == "reset":
            self._start(changed)
            return
        for name, instruction in changed.items():
            self._slots[name].follow(instruction)

    def _batch_size(self) -> int:
        largest = self._model.largest_batch
        return (
            largest
            if self._preset.largest_batch is None
            else min(largest, self._preset.largest_batch)
        )
