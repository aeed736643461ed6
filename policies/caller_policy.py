"""The policy object of the Python program that called `simeval.evaluate`, as its workers see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simeval.errors import UsageError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.policies.remote_policy import RemoteConfig, RemotePolicy

# The caller may take its time, to compile for example: only the time-out of the episode holds.
_PATIENCE_S = 7 * 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class CallerConfig:
    """Options; `simeval.evaluate` sets them.

    Attributes:
        name: Name of the policy.
        cameras: Cameras that it reads; null means the camera of the task.
        config: Its own options.
        url: Where the calling program answers.
    """

    name: str = ""
    cameras: list[str] | None = None
    config: dict[str, Any] = field(default_factory=dict)
    url: str = ""


class CallerPolicy:
    """Asks the calling program for actions.

    Raises:
        UsageError: There is no calling program.
    """

    def __init__(self, config: CallerConfig) -> None:
        if not config.url:
            raise UsageError(
                "policy=caller is the policy object of a Python program; it runs from there with "
                "simeval.evaluate(policy, suite=...)."
            )
        self.spec = PolicySpec(
            name=config.name,
            cameras=None if config.cameras is None else tuple(config.cameras),
            config=config.config,
        )
        self._remote = RemotePolicy(
            RemoteConfig(
                url=config.url,
                cameras=config.cameras,
                reply_timeout_s=_PATIENCE_S,
                first_reply_timeout_s=_PATIENCE_S,
            )
        )

    def reset(self, episode: EpisodeContext) -> None:
        """Begin an episode."""
        self._remote.reset(episode)

    def act(self, observation: Observation) -> ActionChunk:
        """Ask for actions."""
        return self._remote.act(observation)

    def close(self) -> None:
        """End the last episode."""
        self._remote.close()
