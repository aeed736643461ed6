"""A policy of small random motions."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from simeval.errors import UsageError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec


@dataclass(frozen=True, kw_only=True)
class RandomConfig:
    """Options.

    Attributes:
        translation_std_m: Standard deviation of each component of the translation, in metres.
        rotation_std_rad: Standard deviation of each component of the rotation vector, in radians.
        gripper_switch_probability: Chance per step that the gripper command flips.
    """

    translation_std_m: float = 0.01
    rotation_std_rad: float = 0.05
    gripper_switch_probability: float = 0.1

    def __post_init__(self) -> None:
        if self.translation_std_m < 0 or self.rotation_std_rad < 0:
            raise UsageError(
                "policy.translation_std_m and policy.rotation_std_rad must be at least 0; got "
                f"{self.translation_std_m} and {self.rotation_std_rad}."
            )
        if not 0 <= self.gripper_switch_probability <= 1:
            raise UsageError(
                "policy.gripper_switch_probability must lie between 0 and 1; got "
                f"{self.gripper_switch_probability}."
            )


class RandomPolicy:
    """Draws normal motions, at most three standard deviations, from the seed of the episode."""

    def __init__(self, config: RandomConfig) -> None:
        self._config = config
        self._spec = PolicySpec(name="random", cameras=(), config=asdict(config))
        self._std = np.array([config.translation_std_m] * 3 + [config.rotation_std_rad] * 3)
        self._generator = np.random.default_rng(0)
        self._gripper = 1.0

    @property
    def spec(self) -> PolicySpec:
        """What the policy needs and is."""
        return self._spec

    def reset(self, episode: EpisodeContext) -> None:
        """Start the draws of this episode, with an open gripper."""
        self._generator = np.random.default_rng(episode.seed)
        self._gripper = 1.0

    def act(self, observation: Observation) -> ActionChunk:
        """Return one random action."""
        if self._generator.random() < self._config.gripper_switch_probability:
            self._gripper = -self._gripper
        motion = np.clip(self._generator.standard_normal(6), -3.0, 3.0) * self._std
        return ActionChunk(actions=np.append(motion, self._gripper)[np.newaxis])
