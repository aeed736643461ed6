"""A policy that is a network with a preset around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.policies.model import Model
from simeval.policies.pipeline.slots import Slots
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Preset

_SLOT = "only"


class ModelPolicy:
    """One episode at a time through a network.

    Args:
        preset: Everything around the network.
        model: The network.
        name: Name in run logs and tables; by default that of the preset.
        statistics: Of the training data, where the preset un-normalises.
        config: Options that changed the preset or the model, as plain JSON values.
    """

    def __init__(
        self,
        preset: Preset,
        model: Model,
        *,
        name: str | None = None,
        statistics: ActionStatistics | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> None:
        self.preset = preset
        self.model = model
        self.statistics = statistics
        self._slots = Slots(preset, model, statistics)
        cameras = tuple(
            dict.fromkeys(
                camera.camera for camera in preset.observation.cameras if camera.camera is not None
            )
        )
        self._spec = PolicySpec(
            name=name or preset.name,
            cameras=cameras or None,
            config={
                **(config or {}),
                "preset": asdict(preset),
                "scaling": None if statistics is None else statistics.to_json(),
                "model": dict(model.facts),
            },
        )

    @property
    def spec(self) -> PolicySpec:
        """What the policy needs and is."""
        return self._spec

    def reset(self, episode: EpisodeContext) -> None:
        """Forget the last episode and prepare for this one.

        Raises:
            UsageError: The task is not one of the preset's robot, or runs at another rate.
            ModelConnectionError: The server is gone or does not answer in time.
        """
        self._slots.begin({_SLOT: episode})

    def wants_frames(self, step: int, instruction: str) -> bool:
        """True when `act` will read the frames of this step."""
        return self._slots.wants_frames(_SLOT, step, instruction)

    def act(self, observation: Observation) -> ActionChunk:
        """Return the next actions.

        Raises:
            UsageError: A frame is missing.
            ModelConnectionError: The server is gone or does not answer in time.
            ModelReplyError: It answered with something that is no reply.
        """
        return self._slots.act({_SLOT: observation})[_SLOT]

    def close(self) -> None:
        """Let go of the network."""
        self.model.close()
