"""A policy that does not move."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec


@dataclass(frozen=True, kw_only=True)
class ZeroConfig:
    """Options.

    Attributes:
        gripper: Gripper command held throughout, 1 open, -1 closed.
    """

    gripper: float = 1.0


class ZeroPolicy:
    """Commands no motion of the arm and one gripper command."""

    def __init__(self, config: ZeroConfig) -> None:
        self._spec = PolicySpec(name="zero", cameras=(), config=asdict(config))
        self._actions = np.array([[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, config.gripper]])

    @property
    def spec(self) -> PolicySpec:
        """What the policy needs and is."""
        return self._spec

    def reset(self, episode: EpisodeContext) -> None:
        """Nothing to forget."""

    def act(self, observation: Observation) -> ActionChunk:
        """Return one action without motion."""
        return ActionChunk(actions=self._actions)
