"""The policy or network of the Python program that called `simeval.evaluate`, as workers see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simeval.errors import UsageError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, Policy, PolicySpec
from simeval.policies.preset_options import PresetOptions, preset_policy
from simeval.policies.remote_policy import RemoteConfig, RemotePolicy

# The caller may take its time, to compile for example: only the time-out of the episode holds.
_PATIENCE_S = 7 * 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class CallerConfig(PresetOptions):
    """Options; `simeval.evaluate` sets them.

    Attributes:
        name: Name of the policy or network.
        cameras: Cameras that a policy reads; null means the camera of the task.
        config: Its own options, or what a network says about itself.
        url: Where the calling program answers.
    """

    name: str = ""
    cameras: list[str] | None = None
    config: dict[str, Any] = field(default_factory=dict)
    url: str = ""

    def __post_init__(self) -> None:
        if not self.url:
            raise UsageError(
                "policy=caller is the policy object of a Python program; it runs from there with "
                "simeval.evaluate(policy, suite=...)."
            )
        super().__post_init__()


class CallerPolicy:
    """Asks the calling program for actions."""

    def __init__(self, config: CallerConfig, remote: RemotePolicy) -> None:
        self.spec = PolicySpec(
            name=config.name,
            cameras=None if config.cameras is None else tuple(config.cameras),
            config=config.config,
        )
        self._remote = remote

    def reset(self, episode: EpisodeContext) -> None:
        """Begin an episode."""
        self._remote.reset(episode)

    def act(self, observation: Observation) -> ActionChunk:
        """Ask for actions."""
        return self._remote.act(observation)

    def close(self) -> None:
        """End the last episode."""
        self._remote.close()


def build(config: CallerConfig) -> Policy:
    """Return the policy, or the network with its preset around it; connects."""
    remote = RemoteConfig(
        url=config.url,
        cameras=config.cameras,
        reply_timeout_s=_PATIENCE_S,
        first_reply_timeout_s=_PATIENCE_S,
    )
    if config.preset:
        about = {"network": config.name, "network_facts": config.config}
        return preset_policy(config, lambda preset: remote.connect(), config=about)
    return CallerPolicy(config, RemotePolicy(remote))
